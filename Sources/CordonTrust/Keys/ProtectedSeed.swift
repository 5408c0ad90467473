import Crypto
import CryptoExtras
import CordonValues
import Foundation

/// The line of a key file that is sealed under a passphrase: `protocol/keys.md`. scrypt (RFC 7914) makes the key, AES-256-GCM seals.
struct ProtectedSeed {
    static let prefix = "cordon-ed25519-protected:"
    /// The binary logarithm of N; 2^17 with r = 8 takes 128 MiB (OWASP, Password Storage Cheat Sheet, 2024).
    static let usualCost = 17
    static let costs = 14...18
    private static let saltLength = 16

    /// The whole line, with its line feed.
    let text: String

    init(_ seed: Data, under passphrase: Passphrase, cost: Int = usualCost) throws(Diagnostic) {
        var random = SystemRandomNumberGenerator()
        let salt = Data((0..<Self.saltLength).map { _ in UInt8.random(in: .min ... .max, using: &random) })
        let head = "\(Self.prefix)\(cost):\(Base64URL.encode(salt)):"
        do {
            let sealed = try AES.GCM.seal(seed, using: Self.key(passphrase, salt, cost), authenticating: Data(head.utf8))
            guard let bytes = sealed.combined else { throw CryptoKitError.incorrectParameterSize }
            text = "\(head)\(Base64URL.encode(bytes))\n"
        } catch {
            throw Diagnostic(.internalFailure, "A key could not be sealed under its passphrase.")
        }
    }

    /// A line as it was read; nil when it is no such line.
    init?(text: String) {
        guard text.hasPrefix(Self.prefix) else { return nil }
        self.text = text
    }

    /// The 32 bytes; nil when the passphrase does not fit, or the line is not as it should be or was changed.
    func open(_ passphrase: Passphrase) -> Data? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 4, let cost = Int(parts[1]), String(cost) == parts[1], Self.costs.contains(cost),
            let salt = Base64URL.decode(String(parts[2])), salt.count == Self.saltLength, parts[3].hasSuffix("\n"),
            let sealed = Base64URL.decode(String(parts[3].dropLast())), let box = try? AES.GCM.SealedBox(combined: sealed),
            let key = try? Self.key(passphrase, salt, cost)
        else { return nil }
        let head = parts[0..<3].joined(separator: ":") + ":"
        return try? AES.GCM.open(box, using: key, authenticating: Data(head.utf8))
    }

    private static func key(_ passphrase: Passphrase, _ salt: Data, _ cost: Int) throws -> SymmetricKey {
        try KDF.Scrypt.deriveKey(from: passphrase.bytes, salt: salt, outputByteCount: 32, rounds: 1 << cost, blockSize: 8, parallelism: 1)
    }
}
