import ArgumentParser
import CordonTrust
import CordonValues
import Foundation

/// Where an access token comes from. Never an argument, which other users of a machine can see.
struct TokenOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read with the access token in this file of mode 0600 instead of your key. Default: the file that $CORDON_TOKEN_FILE names.",
            valueName: "file"))
    var tokenFile: String?

    /// Nil where neither the option nor the environment names a file.
    func token() throws(Diagnostic) -> String? {
        guard let file = tokenFile ?? Self.environment else { return nil }
        let text = String(decoding: try SecretFile.read(file, limit: 16 << 10), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        let isToken = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard isToken else {
            throw Diagnostic(.usage, "'\(file)' does not hold an access token.", hint: "It holds the token alone, as your provider gave it.")
        }
        return text
    }

    static var environment: String? { ProcessInfo.processInfo.environment["CORDON_TOKEN_FILE"].flatMap { $0.isEmpty ? nil : $0 } }

    /// A question cannot be asked with a token: `signature-required`. Who has a key as well and only the environment's token asks with the key.
    func refuse(_ profile: Profile) throws(Diagnostic) {
        guard tokenFile != nil || (Self.environment != nil && !FileManager.default.fileExists(atPath: profile.keyFile)) else { return }
        throw Diagnostic(
            .signatureRequired, "A question is signed with your key; an access token only reads results.",
            hint: "Make a key with `cordon login`, have the data authority name it in a permit, and ask without a token.")
    }
}
