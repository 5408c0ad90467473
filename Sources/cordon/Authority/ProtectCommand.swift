import ArgumentParser
import CordonTrust
import CordonValues
import Foundation

struct ProtectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "protect",
        abstract: "Seal the authority's key under a passphrase, or under another one.",
        discussion: """
            The key stays the same; nobody has to be told. A disk may still hold the bytes of the file before: if it was not encrypted, make \
            the key again on one that is. Without the passphrase the key is lost: keep a copy of both, apart from each other.
            """)

    @Option(help: "The authority's key file.") var key: String
    @OptionGroup var passphrase: PassphraseOption
    @Option(help: ArgumentHelp("Where the new passphrase is, like --passphrase-file. Without it, the terminal asks.", valueName: "file"))
    var newPassphraseFile: String?

    func run() async throws {
        try await Outcome.reporting {
            let signing = try passphrase.signingKey(key)
            var next = passphrase
            next.passphraseFile = newPassphraseFile
            try signing.reseal(file: key, passphrase: try next.new())
            print("\(key) is sealed under its passphrase")
            print("fingerprint    \(signing.verifyingKey.id)")
        }
    }
}
