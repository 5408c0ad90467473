import CordonValues
import Foundation

/// A question's status as the coordinator's API tells it.
struct QuestionStatus: Decodable {
    enum State: String, Decodable {
        case queued, running, releasing, released, refused, failed, cancelled, expired

        var isFinal: Bool {
            switch self {
            case .queued, .running, .releasing: false
            case .released, .refused, .failed, .cancelled, .expired: true
            }
        }
    }

    struct Hospital: Decodable {
        let id: String
        let state: String
        let reason: String?
        /// The hospital's own words, where its policy refused.
        let message: String?
    }

    struct Trouble: Decodable {
        let code: String
        let message: String
        let hint: String?

        var diagnostic: Diagnostic { Diagnostic(DiagnosticCode(rawValue: code) ?? .internalFailure, message, hint: hint) }
    }

    let id: String
    let study: String
    let sql: String
    let state: State
    let created: String
    let deadline: String?
    let hospitals: [Hospital]
    let error: Trouble?
    /// Why the release cannot be decided yet.
    let waiting: Trouble?

    init(json: Data) throws(Diagnostic) {
        do {
            self = try JSONDecoder().decode(QuestionStatus.self, from: json)
        } catch {
            throw Diagnostic(
                .documentInvalid, "The coordinator's status cannot be read.", hint: "The two programs may have different versions.")
        }
    }

    /// One line for a terminal.
    var progress: String {
        let hospitals = hospitals.map { "\($0.id) \($0.state)\($0.reason.map { " (\($0))" } ?? "")" }.joined(separator: ", ")
        return "\(standing): \(hospitals)".onOneLine
    }

    /// The state, with the code of what it waits for or why nothing was released.
    var standing: String { (waiting ?? error).map { "\(state.rawValue) (\($0.code))" } ?? state.rawValue }

    /// Why nothing was released; nil while something may still be or has been.
    var failure: Diagnostic? {
        switch state {
        case .queued, .running, .releasing, .released: nil
        case .cancelled: error?.diagnostic ?? Diagnostic(.cancelled, "The question was cancelled.")
        case .expired: error?.diagnostic ?? Diagnostic(.deadlinePassed, "The question's time ran out.")
        case .refused, .failed: error?.diagnostic ?? Diagnostic(.internalFailure, "The question failed and the coordinator said no reason.")
        }
    }
}
