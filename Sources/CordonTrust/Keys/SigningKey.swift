import Crypto
import CordonValues
import Foundation

/// An Ed25519 key with its private half. It is made where it is used and leaves its machine in no form; a file holds it with mode
/// 0600 (see ``write(file:)``).
public struct SigningKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey

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

extension SigningKey {
    private static let prefix = "cordon-ed25519-seed:"

    /// Reads a key that ``write(file:)`` wrote. Refuses symbolic links, anything but regular files, and files that the group or
    /// others can touch.
    public static func read(file: String) throws(Diagnostic) -> SigningKey {
        let text = String(decoding: try SecretFile.read(file, limit: 256), as: UTF8.self)
        guard text.hasPrefix(prefix), text.hasSuffix("\n"), let raw = Base64URL.decode(String(text.dropFirst(prefix.count).dropLast()))
        else {
            throw Diagnostic(.fileUnreadable, "`\(file)` does not hold a Cordon signing key.")
        }
        return try SigningKey(raw: raw)
    }

    /// Writes the key as one line with mode 0600, whole or not at all; an existing file is never touched.
    public func write(file: String) throws(Diagnostic) {
        try SecretFile.create(file, Data("\(Self.prefix)\(Base64URL.encode(key.rawRepresentation))\n".utf8))
    }
}
