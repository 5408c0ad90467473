import CordonAudit
import CordonTrust
import CordonValues
import Crypto
import Foundation
import Synchronization

/// Records, of each access token, the first time that it is taken: who came in, and as whom.
final class TokenLogins: Sendable {
    /// So many tokens are known again; beyond, all are recorded once more.
    static let most = 10_000

    private let log: AuditLog
    /// The digests of tokens; the tokens themselves are kept nowhere.
    private let seen = Mutex<Set<Data>>([])

    init(_ log: AuditLog) { self.log = log }

    /// Durable before anything is read with the token. `keys` are those of the researchers for whom it stands.
    func record(_ bearer: BearerToken, issuer: String, keys: [String]) throws(Diagnostic) {
        let digest = Data(SHA256.hash(data: Data(bearer.text.utf8)))
        guard !seen.withLock({ $0.contains(digest) }) else { return }
        try log.append(AuditEvent(.tokenTaken, [AuditField("issuer", issuer), AuditField("researchers", keys)]))
        seen.withLock { seen in
            if seen.count >= Self.most { seen.removeAll() }
            seen.insert(digest)
        }
    }
}
