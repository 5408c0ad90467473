import CordonValues

/// What can happen to a question.
public enum QuestionEvent: Sendable, Hashable {
    /// A poll carried the question to a node.
    case delivered(String)
    /// The node has it on its own disk.
    case accepted(String)
    /// A node's sealed answer opened and decoded; `digest` names its bytes.
    case answered(String, digest: String)
    /// The node says that it will not or cannot answer; with its sentence where that is for the researcher.
    case declined(String, DiagnosticCode, message: String? = nil)
    /// What the node sent is no acceptable answer.
    case answerRejected(String, DiagnosticCode)
    /// The node's poll says whether its administrator has paused it.
    case pauseReported(String, isPaused: Bool)
    /// The node's poll says whether the question waits for a person there.
    case holdReported(String, isHeld: Bool)
    case deadlinePassed
    case cancelRequested
    /// Its permit or its researcher's key is revoked.
    case revoked
    /// The released table is in the store.
    case released
    case releaseFailed(DiagnosticCode)
    /// The release cannot be decided yet, for this reason.
    case releaseWaits(DiagnosticCode)
    /// The service started; `expired` when the question's own lifetime is over.
    case resumed(expired: Bool)
}

/// What to do after an event is durable. Every action can be repeated.
public enum QuestionAction: Sendable, Hashable {
    /// Answer the held polls of the roster: there is work, or work to stop.
    case wake
    /// Add the stored answer of this node to the running merge.
    case merge(String)
    /// Run disclosure control on the merge and store the release.
    case release
    /// Make sure that envelopes and sealing key are gone from the disk.
    case erase
    /// Nothing changed; tell the caller why.
    case reject(DiagnosticCode)
}

extension QuestionEvent {
    /// What a power cut undoes simply happens again: the question is handed out once more, and a node answers it whether or not the
    /// coordinator remembers that it was accepted. Every poll says anew what is held, and every attempt at a release that it waits.
    var isRepeatable: Bool {
        switch self {
        case .delivered, .accepted, .holdReported, .releaseWaits: true
        case .answered, .declined, .answerRejected, .pauseReported, .deadlinePassed, .cancelRequested, .revoked, .released, .releaseFailed,
            .resumed:
            false
        }
    }
}
