import CordonValues
import Foundation

/// The way from a node to its coordinator for what a job has to say. Every message may be sent twice.
///
/// What throws (nobody there, a reply that is not genuine, a coordinator that is stopping) may succeed later with the same bytes.
protocol AnswerRoute: Sendable {
    func announce(_ question: String) async throws(Diagnostic)
    func sendAnswer(_ question: String, _ envelope: Data) async throws(Diagnostic) -> Verdict
    func sendRefusal(_ question: String, _ refusal: Diagnostic) async throws(Diagnostic) -> Verdict
}

/// The coordinator's last word on an answer or a refusal.
enum Verdict: Sendable, Hashable {
    case taken
    /// It is not taken, now or later.
    case refused(DiagnosticCode)
}

extension DiagnosticCode {
    /// In a verified reply: sending the same message again can never succeed. `protocol/errors.md` lists the same codes.
    var isFinalForSender: Bool {
        switch self {
        case .alreadyAnswered, .cancelled, .conflict, .deadlinePassed, .envelopeInvalid, .envelopeMisbound, .frameInvalid,
            .frameTooLarge, .invalidRequest, .layoutMismatch, .notFound, .notOnRoster, .partialInvalid, .versionUnsupported:
            true
        default: false
        }
    }
}
