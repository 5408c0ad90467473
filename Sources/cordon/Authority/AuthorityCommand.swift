import ArgumentParser
import CordonTrust
import CordonValues
import Foundation

struct AuthorityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "authority",
        abstract: "What the data authority does, on a machine that is not on the network.",
        discussion: """
            The authority holds one offline key. With it, it signs the charter (who belongs to the network, which floors hold) and the \
            permits (who may ask what, for which study, until when), and revokes them. Nodes pin the public key and run nothing without both.
            """,
        subcommands: [AuthorityInitCommand.self, SignCharterCommand.self, SignPermitCommand.self, RevokeCommand.self, ProtectCommand.self])
}

struct AuthorityInitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make the authority's key pair.",
        discussion: """
            The key is sealed under a passphrase of at least 12 characters. Without the passphrase it is lost: keep a copy of both, apart from \
            each other.
            """)

    @Option(help: "Folder for authority.key (mode 0600; keep it offline) and authority.pub (give it to everybody).")
    var dir = "."
    @OptionGroup var passphrase: PassphraseOption
    @Flag(help: "No passphrase: whoever reads the file governs the network. For trials.") var unprotected = false

    func run() async throws {
        try await Outcome.reporting {
            try Files.makeFolder(dir)
            let key = SigningKey()
            try key.write(file: "\(dir)/authority.key", passphrase: unprotected ? nil : try passphrase.new())
            try Files.write(Data((key.verifyingKey.text + "\n").utf8), to: "\(dir)/authority.pub")
            print("authority.key  keep this file offline: whoever has it governs the network")
            print("authority.pub  \(key.verifyingKey.text)")
            print("fingerprint    \(key.verifyingKey.id)")
        }
    }
}
