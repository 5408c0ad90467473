import CordonValues
import Foundation

/// The way from a node to its coordinator for what a job has to say. Every message may be sent twice.
protocol AnswerRoute: Sendable {
    func announce(_ question: String) async throws(Diagnostic)
    func sendAnswer(_ question: String, _ envelope: Data) async throws(Diagnostic)
    func sendRefusal(_ question: String, _ refusal: Diagnostic) async throws(Diagnostic)
}

extension Diagnostic {
    /// True when sending the same message again can never succeed.
    var isFinalForSender: Bool {
        switch code {
        case .alreadyAnswered, .notFound, .deadlinePassed, .expired, .cancelled, .conflict, .invalidRequest, .envelopeInvalid,
            .envelopeMisbound, .frameInvalid, .frameTooLarge, .partialInvalid, .layoutMismatch, .versionUnsupported, .notOnRoster,
            .tooLong:
            true
        default: false
        }
    }
}
