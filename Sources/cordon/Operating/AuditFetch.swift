import ArgumentParser
import CordonAudit
import CordonTransport
import CordonTrust
import CordonValues
import Foundation

struct AuditFetch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "As an auditor whom the charter names: fetch the coordinator's audit log and verify it.",
        discussion: """
            Your key and card are made by `cordon login`; the data authority names the card in the charter. What is written is an export like \
            that of `cordon-coordinator audit export`: texts of questions and no cell. Keep it: with --earlier, the next one is verified \
            against its signed head, which finds a log that was written anew meanwhile. Nodes' exports (--heads) find that too. That you read \
            is recorded.

            Exit codes: 0 whole; 1 whole as far as can be told; 2 changed, the first bad record is named, or refused.
            """)

    @Argument(help: "The file to make.") var file: String
    @Option(help: ArgumentHelp("What you fetched before; may be repeated.", valueName: "file")) var earlier: [String] = []
    @Option(help: ArgumentHelp("A node's exported log; may be repeated.", valueName: "file")) var heads: [String] = []
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        var code: Int32 = 0
        try await Outcome.reporting {
            var held = try earlier.map { file throws(Diagnostic) in try AuditVerification.ownHead(in: .file(file)) }
            for file in heads { held += try AuditVerification.heads(in: .file(file)) }
            let connection = try CoordinatorConnection(Profile(), as: .auditor)
            try await AuditLogFetch(client: connection.client, key: connection.card.key).write(to: file)
            code = AuditReport.show([try AuditVerification(.file(file), key: connection.card.key, heads: held).run()], json: json)
        }
        if code != 0 { throw ExitCode(code) }
    }
}

/// Fetches a coordinator's audit log, page by page up to its head.
struct AuditLogFetch {
    let client: SignedClient
    /// The coordinator's.
    let key: VerifyingKey

    func write(to path: String) async throws(Diagnostic) {
        let heads = try await StrictJSON.read(client.send("GET", "/v1/audit/heads").body, limit: 16 << 20)
        guard let head = heads["head"], case .array(let held)? = heads["held"] else {
            throw Diagnostic(.documentInvalid, "The coordinator's heads cannot be read.", hint: "The two programs may have different versions.")
        }
        let last = try Signed<AuditHead>.verify(head.written, by: [key]).document.number
        let file = try ExportFile(path)
        do throws(Diagnostic) {
            try await writeRecords(to: file, last)
            try file.append(AuditExport.ending(head: head.written, held: held.map(\.written)))
        } catch {
            file.discard()
            throw error
        }
    }

    /// A log that ends before its head is written as it is: verification says so.
    private func writeRecords(to file: ExportFile, _ last: Int) async throws(Diagnostic) {
        var next = 1
        while next <= last {
            let page: AuditPage
            do throws(Diagnostic) {
                let reply = try await client.send("GET", "/v1/audit/records", query: "from=\(next)&to=\(last)")
                page = AuditPage(reply.body, from: next, to: last)
            } catch where error.code == .notFound { return }
            guard let reached = page.last else { return }
            try file.append(page.bytes)
            next = reached + 1
        }
    }
}
