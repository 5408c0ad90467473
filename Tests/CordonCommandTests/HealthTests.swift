import Foundation
import Testing

@testable import cordon

@Suite struct HealthTests {
    private func findings(skew: String = "0", cutoff: String = "2026-01-01", until: String = "2030-01-01T00:00:00Z") throws -> [Finding] {
        let json = """
            {"coordinator": "c", "version": "1", "time": "2026-01-31T00:00:00Z", "queue": 0,
             "charter": {"network": "n", "version": 1, "valid_until": "\(until)"},
             "nodes": [{"id": "a", "name": "A", "jurisdiction": "FR", "state": "online", "clock_skew_seconds": \(skew),
                        "snapshot": {"id": "a-1", "cutoff": "\(cutoff)"}}]}
            """
        let now = try Date("2026-01-31T00:00:00Z", strategy: .iso8601)
        return HealthJudgement(health: try NetworkHealth(json: Data(json.utf8)), now: now, snapshotDays: 120).findings
    }

    private func severity(of what: String, _ findings: [Finding]) -> Severity? { findings.first { $0.what == what }?.severity }

    @Test(arguments: [("29", Severity.ok), ("-30", .warning), ("240", .critical), ("-9223372036854775808", .critical)])
    func `a clock is judged by how far it is off, whatever number the coordinator tells`(_ skew: String, _ severity: Severity) throws {
        #expect(try self.severity(of: "a", findings(skew: skew)) == severity)
    }

    @Test(arguments: [("2026-01-01", Severity.ok), ("2025-01-01", .warning), ("0001-01-01", .warning), ("9999-12-31", .ok), ("-99999999999999999999", .warning)])
    func `the age of the data is judged by its cut-off, and what is no date is a warning`(_ cutoff: String, _ severity: Severity) throws {
        #expect(try self.severity(of: "a", findings(cutoff: cutoff)) == severity)
    }

    @Test(arguments: [("2030-01-01T00:00:00Z", Severity.ok), ("2026-02-20T00:00:00Z", .warning), ("2026-02-01T00:00:00Z", .critical), ("soon", .critical)])
    func `a charter that ends soon or cannot be read is told`(_ until: String, _ severity: Severity) throws {
        #expect(try self.severity(of: "charter", findings(until: until)) == severity)
    }

    @Test func `a permit and a certificate that end soon are told, and a coordinator that does not tell of them is not blamed`() throws {
        let json = """
            {"coordinator": "c", "version": "1", "time": "2026-01-31T00:00:00Z", "queue": 0, "charter": null, "nodes": [],
             "next_permit_end": "2026-02-20T00:00:00Z", "tls_valid_until": "2026-02-05T00:00:00Z", "coordinator_revoked": true}
            """
        let now = try Date("2026-01-31T00:00:00Z", strategy: .iso8601)
        let told = HealthJudgement(health: try NetworkHealth(json: Data(json.utf8)), now: now, snapshotDays: 120).findings
        #expect(severity(of: "permits", told) == .warning)
        #expect(severity(of: "certificate", told) == .critical)
        #expect(told.contains { $0.what == "coordinator" && $0.severity == .critical })
        let silent = try findings()
        #expect(!silent.contains { ["permits", "certificate", "coordinator"].contains($0.what) })
    }

    @Test func `what a coordinator writes cannot forge a line of the report`() {
        let finding = Finding(what: "a", severity: .warning, text: "x\nCORDON OK")
        #expect(HealthReport(health: nil, findings: [finding]).text.split(separator: "\n").count == 2)
    }
}
