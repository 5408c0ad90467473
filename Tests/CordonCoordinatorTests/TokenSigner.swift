import CordonTrust
import Crypto
import CryptoExtras
import Foundation

/// A key of a token issuer: its place in the issuer's key set, and tokens signed with it, well made or not.
struct TokenSigner: Sendable {
    enum Key: Sendable {
        case rsa(_RSA.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)
        case ed25519(Curve25519.Signing.PrivateKey)
    }

    let algorithm: String
    let id: String
    let key: Key

    init(_ algorithm: String, id: String, bits: Int = 2048) throws {
        self.algorithm = algorithm
        self.id = id
        key = switch algorithm {
        case "ES256": .p256(P256.Signing.PrivateKey())
        case "EdDSA": .ed25519(Curve25519.Signing.PrivateKey())
        default: .rsa(try _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: bits)))
        }
    }

    /// The members of the public key that say what it is.
    var material: String {
        get throws {
            switch key {
            case .rsa(let key):
                let primitives = try key.publicKey.getKeyPrimitives()
                return #""kty":"RSA","n":"\#(Base64URL.encode(primitives.modulus))","e":"\#(Base64URL.encode(primitives.publicExponent))""#
            case .p256(let key):
                let point = key.publicKey.rawRepresentation
                return #""kty":"EC","crv":"P-256","x":"\#(Base64URL.encode(point.prefix(32)))","y":"\#(Base64URL.encode(point.suffix(32)))""#
            case .ed25519(let key): return #""kty":"OKP","crv":"Ed25519","x":"\#(Base64URL.encode(key.publicKey.rawRepresentation))""#
            }
        }
    }

    /// A member of a key set.
    func jwk(_ more: String = #","use":"sig""#) throws -> String { #"{\#(try material),"kid":"\#(id)"\#(more)}"# }

    var header: String { #"{"alg":"\#(algorithm)","typ":"at+jwt","kid":"\#(id)"}"# }

    func token(_ claims: String, header: String? = nil) throws -> String {
        let signed = "\(Base64URL.encode(Data((header ?? self.header).utf8))).\(Base64URL.encode(Data(claims.utf8)))"
        return "\(signed).\(Base64URL.encode(try signature(Data(signed.utf8))))"
    }

    private func signature(_ data: Data) throws -> Data {
        switch key {
        case .rsa(let key): try key.signature(for: data, padding: algorithm == "PS256" ? .PSS : .insecurePKCS1v1_5).rawRepresentation
        case .p256(let key): try key.signature(for: data).rawRepresentation
        case .ed25519(let key): try key.signature(for: data)
        }
    }
}

/// The claims of an access token of Kim's, as JSON, with what a test changes.
func claims(_ issuer: String, _ changes: [String: String?] = [:], now: Date = Date()) -> String {
    let seconds = Int(now.timeIntervalSince1970)
    var members: [String: String] = [
        "iss": "\"\(issuer)\"", "sub": "\"kim\"", "aud": "\"https://hub.example\"", "client_id": "\"notebook\"", "iat": "\(seconds)",
        "exp": "\(seconds + 3600)", "jti": "\"1\"",
    ]
    for (name, value) in changes { members[name] = value }
    return "{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
}
