import ArgumentParser
import CordonCoordinator
import CordonTrust
import CordonValues
import Foundation

struct Token: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a one-time enrolment token for a node.",
        discussion: "The token alone goes to standard output. It is shown once; only its digest is kept.")

    @OptionGroup var place: StateOption
    @Option(help: "Hours until it expires.") var hours: Int = 48
    @Argument(help: "The node's id.") var node: String

    func validate() throws {
        guard (1...8760).contains(hours) else { throw ValidationError("--hours lies between 1 and 8760.") }
    }

    func run() async throws {
        try await reporting {
            let token = try await Operator(state: place.state).token(node: node, hours: hours)
            print(token.text)
            let expires = Timestamp(token.expires)
            FileHandle.standardError.write(Data("For the node '\(node)', once, until \(expires).\n".utf8))
        }
    }
}

struct Members: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the member cards received from nodes.",
        discussion: "The data authority copies the cards into the charter, after comparing each fingerprint with its hospital.")

    @OptionGroup var place: StateOption
    @Option(help: "Write each card to DIR/ID.json.") var export: String?

    func run() async throws {
        try await reporting {
            let cards = try await Operator(state: place.state).members()
            for card in cards {
                let member = card.document
                print("\(member.id)\t\(member.jurisdiction)\t\(member.key.id)\t\(member.name)")
                if let export { try write(card, export) }
            }
            if cards.isEmpty { print("No node has enrolled yet.") }
        }
    }

    private func write(_ card: Signed<MemberCard>, _ folder: String) throws(Diagnostic) {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try card.bytes.write(to: URL(fileURLWithPath: "\(folder)/\(card.document.id).json"), options: .atomic)
        } catch {
            throw Diagnostic(.storageFailed, "The cards cannot be written to '\(folder)'.", hint: "Check its permissions.")
        }
    }
}
