import Foundation

/// What of an HTTP request a signature can cover. Header names are compared without case.
public struct RequestParts: Sendable {
    public var method: String
    /// As on the wire, percent-encoding untouched, without the query.
    public var path: String
    /// Without the question mark; empty when there is none.
    public var query: String
    public var headers: [(String, String)]
    public var body: Data

    public init(method: String, path: String, query: String = "", headers: [(String, String)] = [], body: Data = Data()) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }
}

/// What of an HTTP reply a signature can cover.
public struct ReplyParts: Sendable {
    public var status: Int
    public var headers: [(String, String)]
    public var body: Data

    public init(status: Int, headers: [(String, String)] = [], body: Data = Data()) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// The header fields that signed messages carry.
enum SignedField {
    static let signature = "signature"
    static let signatureInput = "signature-input"
    static let contentDigest = "content-digest"
    static let coordinator = "cordon-coordinator"

    /// The value of a field that occurs exactly once, without the white space around it; nil otherwise.
    static func single(_ name: String, in headers: [(String, String)]) -> String? {
        let values = headers.filter { $0.0.utf8.count == name.utf8.count && $0.0.lowercased() == name }
        guard values.count == 1, let value = values.first?.1 else { return nil }
        return value.trimmingCharacters(in: CharacterSet(charactersIn: " \t"))
    }
}

/// The values of `tag` (RFC 9421, section 2.3): one signature can never stand for a message of another kind.
public enum SignatureTag: String, Sendable, Hashable, CaseIterable {
    case node = "cordon-node"
    case researcher = "cordon-researcher"
    case auditor = "cordon-auditor"
    case reply = "cordon-reply"
}
