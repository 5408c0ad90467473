import CordonTrust
import CordonValues
import Crypto
import CryptoExtras
import Foundation

/// A public key of a provider's key set (RFC 7517, RFC 7518, RFC 8037) that access tokens can be signed with.
struct ProviderKey: Sendable {
    private enum Material: Sendable {
        case rsa(_RSA.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
        case ed25519(Curve25519.Signing.PublicKey)
    }

    private let material: Material
    /// The one algorithm that the key is for, where the key says so.
    private let algorithm: String?

    /// Nil for a key that signs nothing here: symmetric keys, other curves, keys for other uses, RSA below 2,048 or above 8,192 bits.
    init?(_ jwk: StrictJSON) {
        guard Self.isText(jwk["use"], "sig"), Self.mayVerify(jwk["key_ops"]), let material = Self.material(jwk) else { return nil }
        switch jwk["alg"] {
        case nil: algorithm = nil
        case .string(let name): algorithm = name
        default: return nil
        }
        self.material = material
    }

    private static func isText(_ value: StrictJSON?, _ text: String) -> Bool { value == nil || value == .string(text) }

    private static func mayVerify(_ operations: StrictJSON?) -> Bool {
        guard let operations else { return true }
        guard case .array(let elements) = operations else { return false }
        return elements.contains(.string("verify"))
    }

    private static func material(_ jwk: StrictJSON) -> Material? {
        func bytes(_ name: String) -> Data? {
            guard case .string(let text)? = jwk[name] else { return nil }
            return Base64URL.decode(text)
        }
        switch (jwk["kty"], jwk["crv"]) {
        case (.string("RSA"), _):
            guard let n = bytes("n"), let e = bytes("e"), n.count <= 1025, e.count <= 8, let key = try? _RSA.Signing.PublicKey(n: n, e: e),
                (2048...8192).contains(key.keySizeInBits)
            else { return nil }
            return .rsa(key)
        case (.string("EC"), .string("P-256")):
            guard let x = bytes("x"), let y = bytes("y"), x.count == 32, y.count == 32 else { return nil }
            return (try? P256.Signing.PublicKey(rawRepresentation: x + y)).map { .p256($0) }
        case (.string("OKP"), .string("Ed25519")):
            guard let x = bytes("x") else { return nil }
            return (try? Curve25519.Signing.PublicKey(rawRepresentation: x)).map { .ed25519($0) }
        default: return nil
        }
    }

    /// True when the token was signed with this key, by an algorithm that is this key's.
    func hasSigned(_ token: AccessToken) -> Bool {
        guard algorithm == nil || algorithm == token.algorithm.rawValue else { return false }
        switch (token.algorithm, material) {
        case (.rs256, .rsa(let key)):
            return key.isValidSignature(.init(rawRepresentation: token.signature), for: token.signed, padding: .insecurePKCS1v1_5)
        case (.ps256, .rsa(let key)):
            return key.isValidSignature(.init(rawRepresentation: token.signature), for: token.signed, padding: .PSS)
        case (.es256, .p256(let key)):
            guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: token.signature) else { return false }
            return key.isValidSignature(signature, for: token.signed)
        case (.edDSA, .ed25519(let key)): return key.isValidSignature(token.signature, for: token.signed)
        case (.rs256, _), (.ps256, _), (.es256, _), (.edDSA, _): return false
        }
    }
}

/// The keys of a provider by their `kid`.
struct ProviderKeys: Sendable {
    /// Keys in a set, those that are left out included.
    static let most = 100

    private let keys: [String: ProviderKey]

    /// Reads a JWK Set. Nil for what is none, or has too many keys. Of a `kid` that stands twice no key is taken.
    init?(_ bytes: Data) {
        guard let json = try? StrictJSON.read(bytes), case .array(let jwks)? = json["keys"], jwks.count <= Self.most else { return nil }
        var named: [String: [ProviderKey?]] = [:]
        for jwk in jwks {
            guard case .string(let id)? = jwk["kid"] else { continue }
            named[id, default: []].append(ProviderKey(jwk))
        }
        keys = named.compactMapValues { $0.count == 1 ? $0[0] : nil }
    }

    subscript(id: String) -> ProviderKey? { keys[id] }
}
