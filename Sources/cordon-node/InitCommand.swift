import ArgumentParser
import CordonNode
import CordonTrust
import CordonValues
import Foundation

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make the state folder of a new node: keys, member card, configuration, a mapping to start from.",
        discussion: """
            The signing key is made here, readable by its owner only, and never leaves. The member card is printed and written to \
            member-card.json: give it to the data authority, which names it in the charter.
            """)

    @OptionGroup var state: StateOption

    @Option(help: "The node's id in the network: lower-case letters, digits, hyphens.")
    var id: String

    @Option(help: "The hospital's name.")
    var name: String

    @Option(help: "Country or region code of the hospital: CH, DE, US-CA.")
    var jurisdiction: String

    @Option(
        help: ArgumentHelp(
            "merged, site-floor or secure: what a question's permit must demand at least. There is no default; it is the hospital's decision.",
            discussion: """
                merged: the coordinator sees this hospital's partial tables, sealed to it, and releases only cells merged over \
                hospitals. site-floor: this hospital runs disclosure control on its own tables, and only what it could publish alone \
                leaves. secure is not built yet; a node that demands it refuses every question.
                """,
            valueName: "mode"))
    var minimumMode: String

    @Option(help: "The smallest threshold of patients that a permit may have here.")
    var minimumThreshold = 11

    @Option(help: "A shipped catalog (heart-registry, demo-care, omop-5.3, omop-5.4) or the path of the network's catalog file.")
    var catalog = "heart-registry"

    func validate() throws {
        guard ReleaseMode(rawValue: minimumMode) != nil else {
            throw ValidationError("--minimum-mode is merged, site-floor or secure.")
        }
        guard (2...1_000_000).contains(minimumThreshold) else {
            throw ValidationError("--minimum-threshold lies between 2 and 1000000.")
        }
    }

    func run() async throws {
        try await concluding { () throws(Diagnostic) in
            guard let mode = ReleaseMode(rawValue: minimumMode) else { throw Diagnostic(.usage, "--minimum-mode is unknown.") }
            let wishes = NodeSetup.Wishes(
                identity: try NodeIdentity(id: id, name: name, jurisdiction: jurisdiction), minimumMode: mode,
                minimumThreshold: minimumThreshold,
                catalog: FileManager.default.fileExists(atPath: catalog) ? URL(filePath: catalog).path : catalog)
            let card = try NodeSetup.initialise(state.folder, wishes, now: Date())
            print(String(decoding: card.bytes, as: UTF8.self))
            complain("Fingerprint of this node's key, to compare with the data authority: \(card.document.key.id)")
            complain("The member card above is also in \(state.folder.memberCard). Next: cordon-node enroll")
            return 0
        }
    }
}
