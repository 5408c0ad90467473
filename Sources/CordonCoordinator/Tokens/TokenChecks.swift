import CordonTrust
import CordonValues
import Foundation

/// What the claims of a token have to say for an issuer: steps 2, 5 and 6 of `protocol/access-tokens.md`.
struct TokenChecks: Sendable {
    /// How far ahead the clock of a provider may be, in seconds. An end is an end.
    static let skew = 60.0

    let issuer: TokenIssuer

    /// Before the signature: the kind of token.
    func checkType(_ token: AccessToken) throws(Diagnostic) {
        switch (token.type, issuer.profile) {
        case ("at+jwt", _), ("application/at+jwt", _): break
        case ("jwt", .jwt), (nil, .jwt):
            guard ["nonce", "at_hash", "c_hash"].allSatisfy({ token.claims[$0] == nil }) else { throw .invalidToken("This is an ID token, not an access token.") }
        default: throw .invalidToken("The token's type is not 'at+jwt', which this issuer's access tokens have.")
        }
    }

    /// Behind the signature: for whom it is, of whom, and when. Gives its subject.
    func checkClaims(_ token: AccessToken, now: Date) throws(Diagnostic) -> String {
        guard audiences(token).contains(where: { $0.utf8.elementsEqual(issuer.audience.utf8) }) else {
            throw .invalidToken("The access token is meant for somebody else: its 'aud' is not this coordinator's.")
        }
        guard let subject = token.text("sub"), (1...255).contains(subject.utf8.count) else {
            throw .invalidToken("The access token names no subject ('sub').")
        }
        guard token.claims["cnf"] == nil else { throw .invalidToken("The access token is bound to a key ('cnf'): it is no bearer token.") }
        try checkClient(token)
        try checkTime(token, now.timeIntervalSince1970)
        return subject
    }

    private func audiences(_ token: AccessToken) -> [String] {
        switch token.claims["aud"] {
        case .string(let audience): [audience]
        case .array(let elements): elements.compactMap { if case .string(let text) = $0 { text } else { nil } }
        default: []
        }
    }

    private func checkClient(_ token: AccessToken) throws(Diagnostic) {
        guard let clients = issuer.clients else { return }
        let named = ["client_id", "azp"].filter { token.claims[$0] != nil }
        let isKnown = named.allSatisfy { name in token.text(name).map { text in clients.contains { $0.utf8.elementsEqual(text.utf8) } } ?? false }
        guard !named.isEmpty, isKnown else { throw .invalidToken("The access token was given to a client that is not one of those taken here.") }
    }

    private func checkTime(_ token: AccessToken, _ now: Double) throws(Diagnostic) {
        guard let end = try token.moment("exp"), let issued = try token.moment("iat") else {
            throw .invalidToken("The access token does not say when it was made ('iat') and when it ends ('exp').")
        }
        guard now < end else {
            throw Diagnostic(.accessTokenExpired, "The access token is over.", hint: "Get a new one from your provider.")
        }
        guard issued <= now + Self.skew, try token.moment("nbf") ?? issued <= now + Self.skew else {
            throw .invalidToken("The access token is not valid yet: compare the clocks of the provider and the coordinator.")
        }
    }
}
