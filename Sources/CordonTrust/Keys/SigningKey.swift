import Crypto
import CordonValues
import Foundation

/// An Ed25519 key with its private half. It is made where it is used and leaves its machine in no form; a file holds it with mode
/// 0600 (see ``write(file:passphrase:)``).
public struct SigningKey: Sendable {
    let key: Curve25519.Signing.PrivateKey

    /// A new key from the system's random source.
    public init() { key = Curve25519.Signing.PrivateKey() }

    /// The key with this 32-byte seed (RFC 8032).
    public init(raw: Data) throws(Diagnostic) {
        guard raw.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: raw) else {
            throw Diagnostic(.documentInvalid, "A private key is not an Ed25519 seed of 32 bytes.")
        }
        self.key = key
    }

    public var verifyingKey: VerifyingKey { VerifyingKey(key.publicKey) }

    public func signature(for message: Data) throws(Diagnostic) -> Data {
        do {
            return try key.signature(for: message)
        } catch {
            throw Diagnostic(.internalFailure, "Signing with an Ed25519 key failed.")
        }
    }
}
