import ArgumentParser
import CordonCatalog
import CordonTrust
import CordonValues
import Foundation

struct SignCharterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-charter",
        abstract: "Sign the network's charter.",
        discussion: """
            DRAFT is YAML:

              network: heart
              version: 1
              valid_until: 2030-12-31
              catalog: heart-registry          # a shipped catalog's name, or a file
              coordinator: coordinator-card.json
              members: [cleveland-card.json, budapest-card.json]
              floors: {threshold: 11, minimum_hospitals: 2, modes: [merged]}

            Where people are patients of several hospitals, floors can say with how many at most (overlap_factor: 2): T of all rules is a \
            permit's threshold times it.

            A hospital that changes its key is written {card: NEW-CARD, previous: OLD-CARD, until: 2026-07-01}: until the end of that day, \
            both keys are taken. Auditors, who may read the coordinator's audit log and nothing else, are named by their cards, as `cordon \
            login` wrote them: auditors: [auditor-card.json].

            File names are relative to DRAFT. Compare the fingerprints that are printed with the hospitals before you give the charter \
            out.
            """)

    @Argument(help: "The draft, a YAML file.") var draft: String
    @Option(help: "The authority's key file.") var key: String
    @OptionGroup var passphrase: PassphraseOption
    @Option(help: "Where to write the signed charter.") var out: String

    func run() async throws {
        try await Outcome.reporting {
            let charter = try CharterDraft(file: draft).charter(issued: Timestamp(Date()))
            let signed = try Signed.sign(charter, by: passphrase.signingKey(key))
            try Files.write(signed.bytes, to: out)
            print("charter \(charter.network) version \(charter.version), catalog \(charter.catalog.name) \(charter.catalog.version)")
            print("  coordinator \(charter.coordinator.id) (\(charter.coordinator.jurisdiction))  \(charter.coordinator.key.id)")
            for member in charter.members {
                print("  member \(member.id) (\(member.jurisdiction))  \(member.key.id)")
            }
            for auditor in charter.auditors { print("  auditor \(auditor.name)  \(auditor.key.id)") }
            let overlap = charter.floors.overlapFactor > 1 ? " times \(charter.floors.overlapFactor)" : ""
            print("  T >= \(charter.floors.threshold)\(overlap), at least \(charter.floors.minimumHospitals) hospitals, until \(charter.validUntil)")
            print("signed: \(out)")
        }
    }
}

/// The YAML from which a charter is made.
struct CharterDraft {
    private let root: YAMLNode
    private let folder: URL

    init(file: String) throws(Diagnostic) {
        root = try YAMLNode(try Files.read(file, "draft"), place: file, code: .configurationInvalid)
        folder = URL(filePath: file).deletingLastPathComponent()
        try root.allow(["network", "version", "valid_until", "catalog", "coordinator", "members", "floors", "auditors"])
    }

    func charter(issued: Timestamp) throws(Diagnostic) -> Charter {
        let catalog = try catalog()
        let coordinator = try card(try root.member("coordinator"), as: CoordinatorCard.self)
        let members = try root.member("members").elements().map { element throws(Diagnostic) in
            try member(element)
        }
        let floors = try root.member("floors")
        try floors.allow(["threshold", "minimum_hospitals", "modes", "overlap_factor"])
        return try Charter(
            network: try root.member("network").string(), version: try root.member("version").integer(), issued: issued,
            validUntil: try root.member("valid_until").endOfDay(),
            catalog: CharterCatalog(name: catalog.name, version: catalog.version, hash: catalog.hash),
            coordinator: CharterCoordinator(
                id: coordinator.id, name: coordinator.name, jurisdiction: coordinator.jurisdiction, url: coordinator.url,
                key: coordinator.key),
            members: members.sorted { $0.id < $1.id },
            floors: CharterFloors(
                threshold: try floors.member("threshold").integer(),
                minimumHospitals: try floors.member("minimum_hospitals").integer(),
                modes: try floors.member("modes").elements().map { node throws(Diagnostic) in try node.mode() },
                overlapFactor: try floors.optional("overlap_factor")?.integer() ?? 1),
            auditors: try root.optional("auditors")?.elements().map { node throws(Diagnostic) in try auditor(node) } ?? [])
    }

    private func auditor(_ node: YAMLNode) throws(Diagnostic) -> CharterAuditor {
        let card = try card(node, as: ResearcherCard.self)
        return try CharterAuditor(name: card.name, key: card.key, jurisdiction: card.jurisdiction)
    }

    /// A card's file, or `{card: FILE, previous: FILE, until: DATE}` for a hospital that changes its key.
    private func member(_ node: YAMLNode) throws(Diagnostic) -> CharterMember {
        let changes = (try? node.entries()) != nil
        if changes { try node.allow(["card", "previous", "until"]) }
        let card = try card(changes ? node.member("card") : node, as: MemberCard.self)
        var previous: PreviousKey?
        if changes {
            let old = try self.card(node.member("previous"), as: MemberCard.self)
            guard old.id == card.id else { throw node.error("The two cards are of different hospitals, \(card.id) and \(old.id).") }
            previous = PreviousKey(key: old.key, validUntil: try node.member("until").endOfDay())
        }
        return try CharterMember(id: card.id, name: card.name, jurisdiction: card.jurisdiction, key: card.key, previous: previous)
    }

    private func catalog() throws(Diagnostic) -> Catalog {
        let name = try root.member("catalog").string()
        return try Catalog.shipped(name, orFile: folder.appending(path: name).path)
    }

    private func card<Card: SelfSignedDocument>(_ node: YAMLNode, as type: Card.Type) throws(Diagnostic) -> Card {
        let bytes = try Files.read(folder.appending(path: try node.string()).path, "card")
        return try Signed<Card>.verifySelfSigned(bytes).document
    }
}

extension YAMLNode {
    /// A date, as the last second of that day (UTC).
    func endOfDay() throws(Diagnostic) -> Timestamp {
        guard let time = Timestamp(text: try string() + "T23:59:59Z") else { throw error("A date (YYYY-MM-DD) is expected here.") }
        return time
    }

    /// A date, as the first second of that day (UTC).
    func startOfDay() throws(Diagnostic) -> Timestamp {
        guard let time = Timestamp(text: try string() + "T00:00:00Z") else { throw error("A date (YYYY-MM-DD) is expected here.") }
        return time
    }

    func mode() throws(Diagnostic) -> ReleaseMode {
        guard let mode = ReleaseMode(rawValue: try string()), mode.isBuilt else {
            throw error("The modes of this version are merged and site-floor.")
        }
        return mode
    }
}
