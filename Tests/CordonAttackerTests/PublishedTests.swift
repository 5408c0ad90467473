import CordonTestSupport
import Foundation
import Testing

@testable import CordonAttacker
@testable import CordonDisclosure
@testable import cordon_conformance

/// Tables of the literature and of other tools, with the answers that were published.
@Suite(.enabled(if: SharedData.has("sdc-instances"))) struct `Published tables` {
    private func instances() throws -> [PublishedInstance] {
        try PublishedInstances(folder: try #require(SharedData.path("sdc-instances"))).all()
    }

    @Test func `have the primary cells that their authors mark`() throws {
        let all = try instances()
        #expect(all.count == 22)
        for instance in all {
            let file = try InstanceFile(instance.json)
            let marks = SuppressionProblem(file.instance).marks
            #expect(Set(file.identifiers.indices.filter { marks[$0] != nil }.map { file.identifiers[$0] }) == instance.primaries, "\(instance.name)")
        }
    }

    @Test func `pass the attacker where their authors call them safe, and fail where they do not`() throws {
        for instance in try instances() {
            let report = try InstanceReport(try InstanceFile(instance.json), isGiven: true)
            #expect(report.isSafe == instance.isSafe, "\(instance.name)\n\(report.text)")
        }
    }

    @Test func `are protected by our patterns, for little more than their authors hid or for less`() throws {
        var (cells, patients): ([Double], [Double]) = ([], [])
        for instance in try instances() {
            let file = try InstanceFile(instance.json)
            let (ours, theirs) = (try InstanceReport(file, isGiven: false), try InstanceReport(file, isGiven: true))
            #expect(ours.isSafe, "\(instance.name)\n\(ours.text)")
            guard instance.isMeasured else { continue }
            cells.append(Double(ours.hiddenCells) / Double(theirs.hiddenCells))
            patients.append(Double(ours.hiddenPatients) / Double(theirs.hiddenPatients))
            #expect(max(cells.last ?? 9, patients.last ?? 9) <= 1.5, "\(instance.name)")
        }
        #expect(cells.reduce(0, +) / Double(cells.count) <= 1.1)
        #expect(patients.reduce(0, +) / Double(patients.count) <= 1.1)
    }

    /// What the files say was computed by another solver.
    @Test func `give an attacker the intervals that were computed elsewhere`() throws {
        let expected: [String: [String: [Int64]]] = [
            "gausssuppression-T5 at T = 4": ["old/Iceland": [3, 5], "young/Iceland": [0, 2]],
            "gausssuppression-T9": ["young/Iceland": [0, 13], "young/Portugal": [0, 12]],
            "sdcTable 4x4, as suppressed": ["wa": [25, 94], "wb": [47, 47], "wc": [0, 69], "yb": [0, 185], "zb": [906, 1091], "zd": [585, 770]],
            "sdcTable 4x4, with x/d": ["wb": [0, 78]],
            "sdcTable linked, table 1 alone": ["A": [0, 4], "B": [0, 4], "K": [0, 9], "L": [0, 9], "M": [0, 9]],
            "sdcTable linked, table 2 alone": ["A": [0, 7], "B": [0, 7], "K": [0, 7], "L": [0, 6], "M": [0, 6]],
            "sdcTable linked, both, as each alone": ["A": [0, 4], "B": [0, 4], "K": [3, 3], "L": [0, 6], "M": [0, 6]],
            "sdcTable linked, both, with N": ["A": [0, 4], "B": [0, 4], "K": [0, 10], "L": [0, 6], "M": [0, 6]],
            "tau-ARGUS batch 1": ["A/female": [0, 623]],
            "Fischetti & Salazar 3x3": ["II/C": [5, 30]],
        ]
        var found = 0
        for instance in try instances() {
            guard let wanted = expected[instance.name] else { continue }
            found += 1
            let file = try InstanceFile(instance.json)
            let report = try InstanceReport(file, isGiven: true)
            for (id, bounds) in wanted {
                let cell = try #require(file.identifiers.firstIndex(of: id))
                let interval = try #require(report.examination.findings.first { $0.cells.contains(cell) }).interval
                #expect([interval.low, interval.high] == bounds, "\(instance.name) \(id)")
            }
        }
        #expect(found == expected.count)
    }

    @Test func `of magnitudes give the intervals that were computed elsewhere, to the last decimal`() throws {
        let file = try JSONSerialization.jsonObject(
            with: Data(contentsOf: URL(filePath: try #require(SharedData.path("sdc-instances/gausssuppression_vignettes.json")))))
        let entries = try #require((file as? [String: Any])?["instances"] as? [[String: Any]])
        let all = try instances()
        var compared = 0
        for entry in entries {
            let instance = try #require(all.first { $0.name == entry["id"] as? String })
            let form = try InstanceFile(instance.json)
            let findings = try InstanceReport(form, isGiven: true).examination.findings
            for (number, cell) in (entry["cells"] as? [[String: Any]] ?? []).enumerated() {
                guard let bounds = cell["lp_interval_helper"] as? [Double], let finding = findings.first(where: { $0.cells.contains(number) })
                else { continue }
                compared += 1
                let unit = form.unit.decimals == 0 ? 1.0 : 10
                #expect([finding.interval.low, finding.interval.high] == bounds.map { Int64(($0 * unit).rounded()) }, "\(instance.name) \(cell)")
            }
        }
        #expect(compared > 40)
    }

    /// `CORDON_REWRITE_GOLDEN=1` writes the page.
    @Test func `stand side by side with our patterns in the documentation`() throws {
        let page = URL(filePath: #filePath).appending(path: "../../../docs/disclosure/instances.md").standardizedFileURL
        let text = try InstanceTable(instances: try instances()).text
        if ProcessInfo.processInfo.environment["CORDON_REWRITE_GOLDEN"] != nil { try Data(text.utf8).write(to: page) }
        #expect(try String(contentsOf: page, encoding: .utf8) == text)
    }
}
