import CordonTrust
import CordonValues
import Foundation

/// How a client says who it is.
public enum ClientCredential: Sendable {
    /// Signs every request.
    case signature(RequestSigner)
    /// Shows an OAuth 2.0 access token, which reads and does nothing else: `protocol/access-tokens.md`. The coordinator is named by its id.
    case token(String, coordinator: String)

    /// The id of the coordinator that requests are meant for.
    var coordinator: String {
        switch self {
        case .signature(let signer): signer.coordinator
        case .token(_, let coordinator): coordinator
        }
    }

    func headers(for parts: RequestParts, now: Date) throws(Diagnostic) -> [(String, String)] {
        switch self {
        case .signature(let signer): try signer.sign(parts, now: now)
        case .token(let text, _): [("Authorization", "Bearer \(text)")]
        }
    }
}
