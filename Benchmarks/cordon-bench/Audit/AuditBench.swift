import ArgumentParser
import CordonAudit
import CordonTrust
import CordonValues
import Crypto
import Foundation

struct AuditBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "How long a log of many records takes to verify, beside SHA-256 of its bytes alone.",
        discussion: "Makes an invented log in FOLDER (default: a temporary one) with the records of a node's questions.")

    @Option(help: "Records in the log.") var records = 1_000_000
    @Option(help: "Counted runs.") var runs = 3

    func run() async throws {
        let folder = AuditFolder(path: FileManager.default.temporaryDirectory.appending(path: "cordon-audit-\(UUID().uuidString)").path)
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        print("Audit logs, \(Machine.line)")
        try make(folder)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".jsonl") }.map { "\(folder.path)/\($0)" }
        let series = try Alternation(runs: runs, repeats: 1).measure([
            Contender(name: "verify") { try AuditVerification(.folder(folder)).run() },
            Contender(name: "SHA-256") { try files.map { Array(SHA256.hash(data: try Data(contentsOf: URL(filePath: $0)))) } },
        ])
        let report = try AuditVerification(.folder(folder)).run()
        let size = files.reduce(0) { $0 + ((try? FileManager.default.attributesOfItem(atPath: $1)[.size] as? Int) ?? 0) }
        var table = TextTable("\(report.last) records, \(Figure.bytes(size)) bytes", columns: ["", "ms", "records/s"])
        for (name, one) in zip(["verify", "SHA-256 alone"], series) {
            table.add([name, Figure.milliseconds(one.median), Figure.rate(Double(report.last) / one.median)])
        }
        table.print()
        guard report.exitCode == 0, report.last >= records else {
            throw Diagnostic(.internalFailure, "The log that was measured does not verify.")
        }
    }

    /// Blocks of ten thousand records, so that the disk is waited for a hundred times and not a million.
    private func make(_ folder: AuditFolder) throws {
        let log = try AuditLog(folder, member: "hospital", key: SigningKey(), network: "bench", software: "cordon-bench")
        let sql = "SELECT sex, count(*) AS n, avg(age) FROM patient WHERE age BETWEEN 40 AND 80 GROUP BY sex ORDER BY sex"
        var events: [AuditEvent] = []
        for number in 1...max(1, records / 4) {
            let question = Hexadecimal.encode(SHA256.hash(data: Data("\(number)".utf8)))
            events += [
                AuditEvent(.questionReceived, [AuditField("question", question), AuditField("study", "bench"), AuditField("sql", sql)]),
                AuditEvent(.questionAdmitted, [AuditField("question", question)]),
                AuditEvent(.questionAnswered, [AuditField("question", question), AuditField("envelope", question)]),
                AuditEvent(.questionDelivered, [AuditField("question", question)]),
            ]
            guard events.count >= 10_000 || number == max(1, records / 4) else { continue }
            try log.append(events)
            events.removeAll(keepingCapacity: true)
        }
    }
}
