import CordonTrust
import CordonValues
import Foundation

/// Who sent a request, after its signature was verified.
enum Caller: Sendable {
    case anonymous
    /// Holds the key of the member card in the request's body.
    case newcomer
    /// A node; `member` is nil while its card waits for the authority to write a charter with it.
    case node(id: String, member: CharterMember?)
    case researcher(VerifyingKey)
    case auditor(CharterAuditor)
    /// Shows an access token, and reads.
    case reader(Reader)
}

/// A request that was authenticated as its route asks.
struct APIRequest: Sendable {
    let parts: RequestParts
    /// The question's hash in the path.
    let question: String?
    let caller: Caller
    /// By how many seconds the caller's clock is ahead, by the creation time of the signature.
    let skew: Int

    /// A parameter of the query, undecoded: the values in use are plain words and numbers.
    func parameter(_ name: String) -> String? {
        for pair in parts.query.split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if halves.count == 2, halves[0] == name { return String(halves[1]) }
        }
        return nil
    }

    /// The question's hash; routes that ask for it have it in their path.
    func requireQuestion() throws(Diagnostic) -> String {
        guard let question else { throw Diagnostic(.notFound, "The path names no question.") }
        return question
    }

    func requireResearcher() throws(Diagnostic) -> VerifyingKey {
        guard case .researcher(let key) = caller else {
            throw Diagnostic(.notPermitted, "This is for researchers that a permit names.")
        }
        return key
    }

    /// Whose questions the caller may read.
    func requireReader() throws(Diagnostic) -> Reader {
        if case .reader(let reader) = caller { return reader }
        return Reader(signer: try requireResearcher().id)
    }

    func requireAuditor() throws(Diagnostic) -> CharterAuditor {
        guard case .auditor(let auditor) = caller else { throw .auditorsOnly }
        return auditor
    }

    func requireMember() throws(Diagnostic) -> CharterMember {
        guard case .node(_, let member?) = caller else {
            throw Diagnostic(
                .notOnRoster, "This node is not in the network's charter yet.",
                hint: "The data authority signs a charter with its member card; the operator installs it.")
        }
        return member
    }
}

extension Diagnostic {
    static let auditorsOnly = Diagnostic(
        .notPermitted, "The audit log is read by the auditors whom the charter names.", hint: "Ask the data authority to name you in the charter.")
}

/// A reply before it is signed.
struct APIReply: Sendable {
    var status: Int
    var contentType: String
    var body: Data
    /// A stream of events follows instead of a body.
    var events: EventFeed?

    init(status: Int = 200, contentType: String, body: Data, events: EventFeed? = nil) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.events = events
    }

    static func json(_ value: StrictJSON, status: Int = 200) -> APIReply {
        APIReply(status: status, contentType: "application/json", body: value.written)
    }

    static let empty = APIReply.json(.object([]))
}
