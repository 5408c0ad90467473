import ArgumentParser
import CordonTransport
import CordonValues
import Foundation

struct HealthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health",
        abstract: "Check the coordinator and every node, for people and for monitoring.",
        discussion: """
            One summary line first, then a line for each thing watched. Exit codes as monitoring plugins have them: 0 OK, 1 warning, 2 \
            critical, 3 unknown.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Option(help: "text or json.") var format = Format.text
    @Option(help: "Seconds to wait for the coordinator.") var timeout = 10
    @Option(help: "A snapshot older than so many days is a warning.") var snapshotDays = 120

    func validate() throws {
        guard (1...600).contains(timeout) else { throw ValidationError("--timeout is a number of seconds from 1 to 600.") }
        guard snapshotDays >= 0 else { throw ValidationError("--snapshot-days is a number of days.") }
    }

    func run() async throws {
        let report = await report()
        switch format {
        case .text: print(report.text, terminator: "")
        case .json: print(try report.json())
        }
        guard report.severity == .ok else { throw ExitCode(Int32(report.severity.rawValue)) }
    }

    private func report() async -> HealthReport {
        do {
            let connection = try CoordinatorConnection(Profile())
            let reply = try await connection.client.send("GET", "/v1/health", timeoutSeconds: timeout)
            let health = try NetworkHealth(json: reply.body)
            return HealthReport(
                health: health, findings: HealthJudgement(health: health, now: Date(), snapshotDays: snapshotDays).findings)
        } catch {
            let severity: Severity = error.code == .unreachable ? .critical : .unknown
            return HealthReport(health: nil, findings: [Finding(what: "coordinator", severity: severity, text: error.description)])
        }
    }
}

struct HealthReport {
    let health: NetworkHealth?
    let findings: [Finding]

    /// UNKNOWN only when nothing worse is known.
    var severity: Severity {
        let known = findings.map(\.severity).filter { $0 != .unknown }.max() ?? .ok
        return known == .ok && findings.contains { $0.severity == .unknown } ? .unknown : known
    }

    var text: String {
        let troubles = findings.filter { $0.severity != .ok }.map { "\($0.what) \($0.text)" }
        let network = health?.charter.map { "network \($0.network)" } ?? "network"
        let summary = troubles.isEmpty ? "\(health?.nodes.count ?? 0) hospitals online" : troubles.joined(separator: "; ")
        let lines = findings.map { "  \($0.severity.word)  \($0.what): \($0.text)" }
        return (["CORDON \(severity.word) - \(network): \(summary)"] + lines).map { $0.onOneLine + "\n" }.joined()
    }

    private struct Document: Encodable {
        let severity: String
        let findings: [Finding]
        let health: NetworkHealth?
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(
            decoding: try encoder.encode(Document(severity: severity.word, findings: findings, health: health)), as: UTF8.self)
    }
}

struct NodesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nodes", abstract: "List the hospitals of the network, where they are, and the state of their data.")

    func run() async throws {
        try await Outcome.reporting {
            let connection = try CoordinatorConnection(Profile())
            let health = try NetworkHealth(json: try await connection.client.send("GET", "/v1/health").body)
            for node in health.nodes {
                let data = node.snapshot.map { "snapshot \($0.id), data up to \($0.cutoff ?? "?")" } ?? "no snapshot"
                let border = node.cells_may_go_to.map { "  cells go to \($0.joined(separator: ", ")) only" } ?? ""
                print("\(node.id)  \(node.jurisdiction)  \(node.state)  \(data)\(border)  \(node.name)".onOneLine)
            }
        }
    }
}
