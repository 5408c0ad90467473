/// Where a question stands. The raw values travel in the researcher API.
public enum QuestionState: String, Sendable, Hashable, Codable, CaseIterable {
    /// Admitted; no hospital has fetched it yet.
    case queued
    /// At least one hospital has fetched it.
    case running
    /// No hospital is waited for any more; merging and disclosure control are under way, or wait for another question (``QuestionMachine/waiting``).
    case releasing
    case released
    /// Every hospital that was asked refused.
    case refused
    case failed
    case cancelled
    /// The question's own lifetime ended while the service could not work on it.
    case expired

    /// True when hospitals may still answer.
    public var isOpen: Bool { self == .queued || self == .running }

    /// True when nothing more will happen.
    public var isFinal: Bool { !isOpen && self != .releasing }
}

/// Where one hospital stands with one question.
public enum HospitalState: String, Sendable, Hashable, Codable, CaseIterable {
    case waiting
    case delivered
    case working
    /// A person at the hospital decides whether it is answered.
    case held
    case answered
    /// The hospital declined, or what it sent was not acceptable; the reason is a registered code.
    case refused
    /// One shape for every limit a hospital hits.
    case notAnswered = "not-answered"
    /// Nothing came before the deadline, or before all but paused hospitals had answered.
    case missing
    case cancelled

    /// True while the hospital may still answer.
    public var isOpen: Bool { self == .waiting || self == .delivered || self == .working || self == .held }
}
