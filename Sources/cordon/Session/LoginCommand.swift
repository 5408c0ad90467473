import ArgumentParser
import CordonTrust
import CordonValues
import Foundation

struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Make your key, remember your coordinator, and print what the data authority needs of you.",
        discussion: """
            The key is made here and never leaves. Send the card that is written (researcher-card.json) to the data authority; it \
            names you in a permit, or, as an auditor, in the charter. Everything is kept in $CORDON_HOME, or ~/.config/cordon. Running it again keeps the key.
            """)

    @Option(help: "Your name, as it shall stand in the permit.") var name: String
    @Option(help: "Where you work: a country or region code, for example FR.") var jurisdiction: String
    @Option(help: "The coordinator's card, a file that its operator gives you.") var coordinator: String
    @Option(help: "The data authority's public key, a file that the authority gives you.") var authority: String

    func run() async throws {
        try await Outcome.reporting {
            let profile = Profile()
            let card = try Signed<CoordinatorCard>.verifySelfSigned(try Files.read(coordinator, "coordinator's card"))
            let authorityKey = try Files.publicKey(authority)
            try Files.makeFolder(profile.folder)
            let key: SigningKey
            if FileManager.default.fileExists(atPath: profile.keyFile) {
                key = try SigningKey.read(file: profile.keyFile)
            } else {
                key = SigningKey()
                try key.write(file: profile.keyFile)
            }
            let own = try Signed.sign(
                ResearcherCard(name: name, jurisdiction: jurisdiction, key: key.verifyingKey, created: Timestamp(Date())), by: key)
            try Files.write(own.bytes, to: profile.cardFile)
            try Files.write(card.bytes, to: profile.coordinatorFile)
            try Files.write(Data((authorityKey.text + "\n").utf8), to: profile.authorityFile)
            print("coordinator  \(card.document.id) at \(card.document.url)  \(card.document.key.id)")
            print("authority    \(authorityKey.id)")
            print("your key     \(key.verifyingKey.id)")
            print("your card    \(profile.cardFile): send it to the data authority and tell them your key's fingerprint")
        }
    }
}
