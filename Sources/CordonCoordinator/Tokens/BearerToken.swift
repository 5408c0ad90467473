import CordonTrust
import CordonValues

/// What a request shows instead of a signature: RFC 6750, section 2.1. Nothing is verified here.
struct BearerToken: Sendable {
    /// The longest token, in bytes.
    static let limit = 8192

    let text: String

    /// Nil for a request without the field `Authorization`.
    ///
    /// Refused: a request that is signed as well (`invalid-request`), and another field than one with a bearer token
    /// (`access-token-invalid`).
    init?(_ request: RequestParts) throws(Diagnostic) {
        let fields = Self.fields("authorization", in: request)
        guard let field = fields.first else { return nil }
        guard !Self.isSigned(request) else {
            throw Diagnostic(.invalidRequest, "The request is signed and shows an access token, too.", hint: "Sign it, or show a token.")
        }
        let words = field.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard fields.count == 1, words.count == 2, words[0].lowercased() == "bearer", (1...Self.limit).contains(words[1].utf8.count) else {
            throw .invalidToken("The field Authorization is not 'Bearer', one space and a token of at most \(Self.limit) bytes.")
        }
        text = String(words[1])
    }

    static func isShown(in request: RequestParts) -> Bool { !fields("authorization", in: request).isEmpty }

    static func isSigned(_ request: RequestParts) -> Bool {
        !fields("signature", in: request).isEmpty || !fields("signature-input", in: request).isEmpty
    }

    /// Addresses stand in logs, so no route takes a token in one: `invalid-request`.
    static func refuse(inQuery query: String) throws(Diagnostic) {
        guard query.split(separator: "&").contains(where: { $0 == "access_token" || $0.hasPrefix("access_token=") }) else { return }
        throw Diagnostic(
            .invalidRequest, "An access token stands in the address.",
            hint: "Send it in the field Authorization, and get a new one: addresses are written into logs.")
    }

    private static func fields(_ name: String, in request: RequestParts) -> [String] {
        request.headers.filter { $0.0.lowercased() == name }.map(\.1)
    }
}

extension Diagnostic {
    /// `access-token-invalid`. What is wrong, in a sentence without anything of the token.
    static func invalidToken(_ sentence: String) -> Diagnostic {
        Diagnostic(.accessTokenInvalid, sentence, hint: "protocol/access-tokens.md lists what is checked.")
    }

    static let signatureRequired = Diagnostic(
        .signatureRequired, "This is for signed requests; an access token reads a researcher's own questions and results, where the coordinator takes one.",
        hint: "Sign the request: 'cordon login' makes a key.")
}
