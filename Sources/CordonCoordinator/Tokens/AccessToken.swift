import CordonTrust
import CordonValues
import Foundation

/// An access token as it was received: a JWS in compact serialisation (RFC 7515) with JSON in it. Whoever uses a claim has verified the
/// signature before, but for `iss`, which says whose keys to take.
struct AccessToken: Sendable {
    enum Algorithm: String, Sendable, Hashable, CaseIterable {
        case rs256 = "RS256"
        case ps256 = "PS256"
        case es256 = "ES256"
        /// Ed25519 alone.
        case edDSA = "EdDSA"
    }

    let algorithm: Algorithm
    /// Which of the issuer's keys.
    let keyID: String
    /// In lower case; nil where there is none.
    let type: String?
    let claims: StrictJSON
    let signature: Data
    /// What the signature covers.
    let signed: Data

    /// Refuses, with `access-token-invalid`, what steps 1 and 2 of `protocol/access-tokens.md` refuse whatever the issuer.
    init(_ text: String) throws(Diagnostic) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard text.utf8.count <= BearerToken.limit, parts.count == 3, let signature = Base64URL.decode(parts[2]), !signature.isEmpty else {
            throw .invalidToken("The access token is no signed JWT in compact form.")
        }
        let header = try Self.object(parts[0])
        guard case .string(let name)? = header["alg"], let algorithm = Algorithm(rawValue: name) else {
            throw .invalidToken("The access token is not signed with RS256, PS256, ES256 or EdDSA.")
        }
        guard case .string(let keyID)? = header["kid"], (1...200).contains(keyID.utf8.count) else {
            throw .invalidToken("The access token does not name its key ('kid').")
        }
        guard header["crit"] == nil else { throw .invalidToken("The access token demands an extension ('crit').") }
        switch header["typ"] {
        case nil: type = nil
        case .string(let type): self.type = type.lowercased()
        default: throw .invalidToken("The type of the access token is no text.")
        }
        self.algorithm = algorithm
        self.keyID = keyID
        self.signature = signature
        claims = try Self.object(parts[1])
        signed = Data("\(parts[0]).\(parts[1])".utf8)
    }

    private static func object(_ part: String) throws(Diagnostic) -> StrictJSON {
        guard let bytes = Base64URL.decode(part), let json = try? StrictJSON.read(bytes, limit: BearerToken.limit), case .object = json else {
            throw .invalidToken("A part of the access token is no JSON object in base64url, or has a member twice.")
        }
        return json
    }

    /// A claim that is text.
    func text(_ name: String) -> String? {
        guard case .string(let text)? = claims[name] else { return nil }
        return text
    }

    /// A moment (NumericDate of RFC 7519), in seconds since 1970; nil where the claim is missing.
    func moment(_ name: String) throws(Diagnostic) -> Double? {
        guard let claim = claims[name] else { return nil }
        guard case .number(let text) = claim, let seconds = Double(text), seconds.isFinite else {
            throw .invalidToken("The claim '\(name)' of the access token is no number.")
        }
        return seconds
    }
}
