import ArgumentParser
import CordonNode
import CordonValues

struct RotateKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-key",
        abstract: "Make this node's next signing key, and the member card for the charter that will name it.",
        discussion: """
            The present key goes on until a charter names the next one; a running agent changes over by itself then, and loses nothing. Give \
            member-card-next.json to the data authority, and compare the fingerprint with it. Until the time that the charter states, the \
            coordinator takes both keys. Running it again shows the same card. If the present key was stolen, ask the authority to revoke it.
            """)

    @OptionGroup var state: StateOption

    func run() async throws {
        try await concluding { () throws(Diagnostic) in
            let card = try KeyRotation(state.folder).begin()
            print(String(decoding: card.bytes, as: UTF8.self))
            complain("Fingerprint of the next key, to compare with the data authority: \(card.document.key.id)")
            complain("The member card above is also in \(state.folder.nextCard).")
            return 0
        }
    }
}
