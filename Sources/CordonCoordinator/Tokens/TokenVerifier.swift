import CordonTrust
import CordonValues
import Foundation
import Logging

/// Finds out whose an access token is: `protocol/access-tokens.md`, "What is checked".
struct TokenVerifier: Sendable {
    private let issuers: [(checks: TokenChecks, provider: OpenIDProvider)]
    private let clock: @Sendable () -> Date

    init(_ issuers: [TokenIssuer], logger: Logger, clock: @escaping @Sendable () -> Date) {
        self.issuers = issuers.map { (TokenChecks(issuer: $0), OpenIDProvider($0, logger: logger, clock: clock)) }
        self.clock = clock
    }

    /// False where the configuration names no issuer, so that no token is taken.
    var takesTokens: Bool { !issuers.isEmpty }

    /// The issuer and subject that a verified token names. Codes: `access-token-invalid`, `access-token-expired`, `provider-unavailable`.
    func verify(_ bearer: BearerToken) async throws(Diagnostic) -> (issuer: String, subject: String) {
        let token = try AccessToken(bearer.text)
        guard let named = token.text("iss"), let (checks, provider) = issuers.first(where: { $0.checks.issuer.issuer.utf8.elementsEqual(named.utf8) }) else {
            throw .invalidToken("The access token is of an issuer that is not taken here.")
        }
        try checks.checkType(token)
        guard let key = try await provider.key(token.keyID) else {
            throw .invalidToken("The access token is signed with a key that its issuer does not have, or has had for less than a minute.")
        }
        guard key.hasSigned(token) else { throw .invalidToken("The signature of the access token is not valid.") }
        return (checks.issuer.issuer, try checks.checkClaims(token, now: clock()))
    }
}
