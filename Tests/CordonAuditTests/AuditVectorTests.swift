import CordonTestSupport
import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import CordonAudit

@Suite struct AuditVectorTests {
    struct Vector: Decodable {
        struct Head: Decodable {
            let member: String
            let head: String
        }

        struct Expectation: Decodable {
            let code: String?
            let record: Int?
            let findings: [String]?
            let last: Int?
            let hash: String?
            let agreeing: Int?
        }

        let export_hex: String
        let heads: [Head]
        let expect: Expectation
    }

    private func withFile<Result>(_ vector: Vector, _ body: (AuditSource) throws -> Result) throws -> Result {
        let path = FileManager.default.temporaryDirectory.appending(path: "vector-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try #require(Hexadecimal.decode(vector.export_hex)).write(to: URL(filePath: path))
        return try body(.file(path))
    }

    @Test func `there are vectors`() { #expect(ProtocolVector.family("audit").count >= 40) }

    @Test(arguments: ProtocolVector.family("audit"))
    func `an exported log of the reference verifies, or its first bad record is named`(_ file: ProtocolVector) throws {
        let vector: Vector = try file.read()
        #expect(file.isBad == (vector.expect.code != nil))
        let heads = vector.heads.map { HeldHead(member: $0.member, bytes: Array($0.head.utf8), source: "reference") }
        let report = try withFile(vector) { try AuditVerification($0, heads: heads).run() }
        if let code = vector.expect.code {
            #expect(report.bad == "\(code) \(vector.expect.record ?? -1)")
            #expect(report.exitCode == 2)
        } else {
            #expect(report.findings.map(\.code.rawValue) == vector.expect.findings)
            #expect(report.last == vector.expect.last)
            #expect(report.hash == vector.expect.hash)
            #expect(report.agreeing == vector.expect.agreeing ?? 0)
        }
    }

    @Test func `records of the reference are written again as the same bytes`() throws {
        let file = try #require(ProtocolVector.family("audit").first { $0.name == "whole" })
        let vector: Vector = try file.read()
        try withFile(vector) { source in
            var previous = AuditDigest.none
            let ending = try source.read { (line, _, _) throws(Diagnostic) in
                guard let record = AuditRecord(line), let kind = AuditKind(rawValue: record.kind) else {
                    throw Diagnostic(.documentInvalid, "This is no record.")
                }
                let again = try AuditLine(
                    AuditEvent(kind, record.fields), number: record.number, after: previous, member: record.member, at: record.time)
                #expect(again.bytes == line.withUnsafeBytes { Array($0) })
                previous = again.digest
                return true
            }
            #expect(ending.head != nil)
        }
    }

    @Test func `the table of kinds in the protocol names the same kinds as the code`() throws {
        let text = try String(contentsOf: ProtocolVector.protocolFolder.appending(path: "audit.md"), encoding: .utf8)
        let section = try #require(text.components(separatedBy: "\n## Kinds\n").last?.components(separatedBy: "\n## Heads\n").first)
        let named = section.split(separator: "\n").filter { $0.hasPrefix("| `") }.flatMap { row in
            row.split(separator: "|").first.map { $0.split(separator: "`").filter { $0.contains(where: \.isLetter) }.map(String.init) } ?? []
        }
        #expect(named.sorted() == AuditKind.allCases.map(\.rawValue).sorted())
        let findings = try #require(text.components(separatedBy: "\n## Verification\n").last)
        for finding in AuditFinding.Code.allCases { #expect(findings.contains("`\(finding.rawValue)`")) }
    }
}
