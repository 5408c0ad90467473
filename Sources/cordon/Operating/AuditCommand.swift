import ArgumentParser
import CordonAudit
import CordonTrust
import CordonValues
import Foundation

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Audit logs: verify exports without any connection, fetch the coordinator's as an auditor.",
        subcommands: [Verify.self, AuditFetch.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Look for records that were changed, removed, put in or moved, in files that 'audit export' wrote.",
            discussion: """
                Every file is verified by itself, and against the signed heads of it that the other files hold: a log that its owner has \
                written anew and signed again agrees with itself and not with the others. So give the coordinator's log and the nodes' together.

                Exit codes: 0 whole; 1 whole as far as can be told, and something cannot; 2 changed, the first bad record is named.
                """)

        @Argument(help: "Exported logs.") var files: [String]
        @Option(help: ArgumentHelp("Exported logs of which only the heads that they hold are used; may be repeated.", valueName: "file"))
        var heads: [String] = []
        @Option(help: ArgumentHelp("The member's public key, for one file whose beginning is elsewhere.", valueName: "key"))
        var key: String?
        @Flag(help: "Print JSON.") var json = false

        func validate() throws {
            guard !files.isEmpty else { throw ValidationError("Name at least one exported log.") }
            guard key == nil || files.count == 1 else { throw ValidationError("--key is for one file.") }
        }

        func run() async throws {
            var code: Int32 = 0
            try await Outcome.reporting {
                code = AuditReport.show(try reports(), json: json)
            }
            if code != 0 { throw ExitCode(code) }
        }

        private func reports() throws(Diagnostic) -> [AuditReport] {
            let known: VerifyingKey? = if let key { try VerifyingKey(text: key) } else { nil }
            var held: [HeldHead] = []
            for file in Set(files + heads).sorted() { held += try AuditVerification.heads(in: .file(file)) }
            var reports: [AuditReport] = []
            for file in files {
                reports.append(try AuditVerification(.file(file), key: known, heads: held.filter { $0.source != file }).run())
            }
            return reports
        }
    }
}

extension AuditReport {
    /// Prints what was found and gives the exit code.
    static func show(_ reports: [AuditReport], json: Bool) -> Int32 {
        if json {
            print(String(decoding: StrictJSON.array(reports.map(\.json)).formatted, as: UTF8.self))
        } else {
            for line in reports.flatMap(\.lines) { print(line) }
        }
        return reports.map(\.exitCode).max() ?? 0
    }
}
