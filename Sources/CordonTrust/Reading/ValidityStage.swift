import CordonValues

/// Where a document or certificate is in its time, as people are told: its end is announced 30, 7 and 1 days ahead.
public enum ValidityStage: String, Sendable, Hashable, CaseIterable {
    case notYet = "not-yet"
    case valid
    /// At most 30 days are left.
    case month = "ends-within-30-days"
    case week = "ends-within-7-days"
    case day = "ends-within-1-day"
    case over

    /// `until` is nil for what has no end.
    public init(from: Timestamp, until: Timestamp?, now: Timestamp) {
        guard from <= now.adding(defaultClockSkew) else {
            self = .notYet
            return
        }
        guard let until else {
            self = .valid
            return
        }
        let left = until.secondsSince1970 - now.secondsSince1970
        self = left <= 0 ? .over : left <= 86_400 ? .day : left <= 7 * 86_400 ? .week : left <= 30 * 86_400 ? .month : .valid
    }

    public var isValid: Bool {
        switch self {
        case .valid, .month, .week, .day: true
        case .notYet, .over: false
        }
    }

    /// Somebody has to be told: the end is announced, or it is not valid.
    public var isNotable: Bool { self != .valid }

    public func text(until: Timestamp?) -> String {
        let end = until.map { " until \($0)" } ?? ""
        switch self {
        case .notYet: return "not yet valid"
        case .valid: return "valid\(end)"
        case .month: return "valid\(end), less than 30 days"
        case .week: return "valid\(end), less than 7 days"
        case .day: return "valid\(end), less than a day"
        case .over: return until.map { "OVER since \($0)" } ?? "OVER"
        }
    }
}
