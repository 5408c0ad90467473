import Crypto
import CordonValues
import Foundation

/// The public half of an Ed25519 key.
public struct VerifyingKey: Sendable, Hashable {
    /// The 32 bytes of RFC 8032.
    public let raw: Data

    public init(raw: Data) throws(Diagnostic) {
        guard raw.count == 32, (try? Curve25519.Signing.PublicKey(rawRepresentation: raw)) != nil else {
            throw Diagnostic(.documentInvalid, "A public key is not an Ed25519 key of 32 bytes.")
        }
        self.raw = Data(raw)
    }

    init(_ key: Curve25519.Signing.PublicKey) { raw = key.rawRepresentation }

    /// Reads the base64url text that documents carry.
    public init(text: String) throws(Diagnostic) {
        guard let bytes = Base64URL.decode(text) else {
            throw Diagnostic(.documentInvalid, "A public key is not base64url text.")
        }
        try self.init(raw: bytes)
    }

    /// base64url of the 32 bytes.
    public var text: String { Base64URL.encode(raw) }

    /// RFC 7638 thumbprint.
    public var id: KeyIdentifier { KeyIdentifier(thumbprintOf: self) }

    public func isValid(_ signature: Data, for message: Data) -> Bool {
        guard signature.count == 64, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: raw) else { return false }
        return key.isValidSignature(signature, for: message)
    }
}

extension VerifyingKey: CustomStringConvertible {
    public var description: String { text }
}
