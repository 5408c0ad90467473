import ArgumentParser
import CordonCoordinator
import CordonTrust
import Foundation

struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what is installed, and when each node was last seen.",
        discussion: "Reads the state directory, whether the service runs or not.")

    @OptionGroup var place: StateOption

    func run() async throws {
        try await reporting {
            let `operator` = try Operator(state: place.state)
            let status = try await `operator`.status()
            print("coordinator \(`operator`.configuration.id)")
            if let charter = status.charter {
                print("charter     \(charter.network) version \(charter.version), \(Self.text(charter.issued, charter.validUntil))")
                print("catalog     \(charter.catalog.name) \(charter.catalog.version)\(status.hasCatalog ? "" : " (not installed)")")
            } else {
                print("charter     none in force")
            }
            for permit in status.permits {
                print("permit      \(permit.id), study \(permit.study), \(Self.text(permit.validFrom, permit.validUntil))")
            }
            if status.permits.isEmpty { print("permits     none") }
            if let end = status.certificateEnds { print("certificate \(Self.text(nil, end))") }
            if let list = status.revocations {
                print("revoked     \(list.permits.count) permits, \(list.keys.count) keys (version \(list.version))")
            }
            print("questions   \(status.unfinished) unfinished")
            for member in status.charter?.members ?? [] {
                let node = status.nodes.first { $0.node == member.id }
                let seen = node.map { "last seen \(Timestamp(Date(timeIntervalSince1970: Double($0.lastSeen) / 1000)))" } ?? "never seen"
                print("node        \(member.id): \(seen)\(node?.paused == true ? ", paused" : "")")
            }
        }
    }

    private static func text(_ from: Timestamp?, _ until: Timestamp) -> String {
        let now = Timestamp(Date())
        return ValidityStage(from: from ?? now, until: until, now: now).text(until: until)
    }
}
