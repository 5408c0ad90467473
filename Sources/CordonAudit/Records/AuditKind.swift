/// What a record of an audit log is about. `protocol/audit.md` lists the same kinds with their fields; it grows, and readers take
/// kinds that they do not know.
public enum AuditKind: String, Sendable, Hashable, CaseIterable {
    // The log itself.
    case logStarted = "log-started"
    case logRecovered = "log-recovered"
    case headHeld = "head-held"
    case headConflict = "head-conflict"
    case headForgotten = "head-forgotten"
    // A question.
    case questionReceived = "question-received"
    case questionAdmitted = "question-admitted"
    case questionHeld = "question-held"
    case questionPreviewed = "question-previewed"
    case questionApproved = "question-approved"
    case questionRejected = "question-rejected"
    case questionRefused = "question-refused"
    case refusalsSummed = "refusals-summed"
    case questionAnswered = "question-answered"
    case questionDelivered = "question-delivered"
    case questionNotTaken = "question-not-taken"
    case questionFailed = "question-failed"
    case questionCancelled = "question-cancelled"
    case questionExpired = "question-expired"
    case questionReleased = "question-released"
    case answerReceived = "answer-received"
    case answerRefused = "answer-refused"
    case hospitalDeclined = "hospital-declined"
    // Documents, keys and acts of people.
    case charterInstalled = "charter-installed"
    case revocationsInstalled = "revocations-installed"
    case permitInstalled = "permit-installed"
    case catalogInstalled = "catalog-installed"
    case keyMade = "key-made"
    case keyChanged = "key-changed"
    case tokenMade = "token-made"
    case tokenTaken = "token-taken"
    case lockLifted = "lock-lifted"
    case auditRead = "audit-read"
    case auditRefused = "audit-refused"
    case nodeEnrolled = "node-enrolled"
    case enrolled
    case serviceStarted = "service-started"
    case paused
    case resumed
    case policyChanged = "policy-changed"
    case snapshotLoaded = "snapshot-loaded"
    case objectionsAdded = "objections-added"
    case objectionsImported = "objections-imported"
    case objectionsRemoved = "objections-removed"

    /// True for records about another member's head. They alone never make the other side write one of its own, so that two idle logs
    /// do not grow by each other.
    var isAboutHeads: Bool { self == .headHeld }
}
