import Crypto
import CordonValues
import Foundation

// Signing keys on disk: `protocol/keys.md`.

extension SigningKey {
    private static let prefix = "cordon-ed25519-seed:"
    private static let limit = 512

    /// True when the key in the file is sealed under a passphrase.
    public static func isProtected(file: String) throws(Diagnostic) -> Bool {
        try text(of: file).hasPrefix(ProtectedSeed.prefix)
    }

    /// Reads a key that ``write(file:passphrase:)`` wrote. `passphrase` is asked for where there is one. Refuses, with `file-unreadable`,
    /// symbolic links, anything but regular files, files that the group or others can touch, and a passphrase that does not fit.
    public static func read(
        file: String, passphrase: () throws(Diagnostic) -> Passphrase? = { () throws(Diagnostic) in nil }
    ) throws(Diagnostic) -> SigningKey {
        let text = try text(of: file)
        if let sealed = ProtectedSeed(text: text) {
            guard let passphrase = try passphrase() else {
                throw Diagnostic(.fileUnreadable, "The key in `\(file)` is sealed under a passphrase.", hint: "Only the authority's commands ask for one.")
            }
            guard let raw = sealed.open(passphrase), raw.count == 32 else {
                throw Diagnostic(
                    .fileUnreadable, "The passphrase does not open `\(file)`, or the file was changed.", hint: "Try again, or use your copy of the file.")
            }
            return try SigningKey(raw: raw)
        }
        guard text.hasPrefix(prefix), text.hasSuffix("\n"), let raw = Base64URL.decode(String(text.dropFirst(prefix.count).dropLast()))
        else {
            throw Diagnostic(.fileUnreadable, "`\(file)` does not hold a Cordon signing key.")
        }
        return try SigningKey(raw: raw)
    }

    /// Writes the key as one line with mode 0600, whole or not at all; an existing file is never touched.
    public func write(file: String, passphrase: Passphrase? = nil) throws(Diagnostic) {
        try SecretFile.create(file, line(passphrase))
    }

    /// Puts the key into the place of the file in which it is, sealed under another passphrase. Whole or not at all.
    public func reseal(file: String, passphrase: Passphrase) throws(Diagnostic) {
        try SecretFile.replace(file, line(passphrase))
    }

    private func line(_ passphrase: Passphrase?) throws(Diagnostic) -> Data {
        if let passphrase { return Data(try ProtectedSeed(key.rawRepresentation, under: passphrase).text.utf8) }
        return Data("\(Self.prefix)\(Base64URL.encode(key.rawRepresentation))\n".utf8)
    }

    private static func text(of file: String) throws(Diagnostic) -> String {
        String(decoding: try SecretFile.read(file, limit: limit), as: UTF8.self)
    }
}
