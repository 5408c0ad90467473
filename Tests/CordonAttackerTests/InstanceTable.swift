import CordonDisclosure
import CordonAttacker

@testable import cordon_conformance

/// The page that shows published patterns beside ours.
struct InstanceTable {
    let instances: [PublishedInstance]

    var text: String {
        get throws {
            var lines = Self.head
            var cells: [Double] = []
            var patients: [Double] = []
            for instance in instances {
                let file = try InstanceFile(instance.json)
                let (theirs, ours) = (try InstanceReport(file, isGiven: true), try InstanceReport(file, isGiven: false))
                lines.append(row(instance, file, theirs, ours))
                guard instance.isMeasured else { continue }
                cells.append(Double(ours.hiddenCells) / Double(theirs.hiddenCells))
                patients.append(Double(ours.hiddenPatients) / Double(theirs.hiddenPatients))
            }
            lines.append("")
            lines.append(
                "Where the published pattern is safe, ours costs in the mean \(Self.ratio(cells)) times its cells (at most \(Self.ratio(cells.max()))) "
                    + "and \(Self.ratio(patients)) times its contributors (at most \(Self.ratio(patients.max()))).")
            return lines.joined(separator: "\n") + "\n"
        }
    }

    private static let head = [
        "# Published tables, their patterns and ours", "",
        "Written by the tests from the converted tables (`Tests/CordonAttackerTests/PublishedInstances.swift` says where each comes from); a test fails when it is",
        "out of date. *Attacker*: what an attacker finds of the published pattern at the levels of the instance, and the narrowest interval of",
        "a primary cell, relative to its value. *Cells* and *contributors* are what is hidden, primary cells included.", "",
        "| table | primary | attacker of theirs | narrowest, theirs | narrowest, ours | cells, theirs | ours | contributors, theirs | ours |",
        "|---|---|---|---|---|---|---|---|---|",
    ]

    private func row(_ instance: PublishedInstance, _ file: InstanceFile, _ theirs: InstanceReport, _ ours: InstanceReport) -> String {
        let columns = [
            instance.name, String(instance.primaries.count), theirs.isSafe ? "safe" : "**not safe**", narrowest(theirs, file),
            narrowest(ours, file), String(theirs.hiddenCells), String(ours.hiddenCells), String(theirs.hiddenPatients),
            String(ours.hiddenPatients),
        ]
        return "| " + columns.joined(separator: " | ") + " |"
    }

    private func narrowest(_ report: InstanceReport, _ file: InstanceFile) -> String {
        let intervals = report.examination.findings.filter { !$0.cells.isEmpty }.map { finding in
            (finding.interval.low, finding.interval.high ?? .max, report.problem.values[finding.cells[0]])
        }
        guard let least = intervals.min(by: { $0.1 - $0.0 < $1.1 - $1.0 }) else { return "" }
        return "\(file.unit.text(least.2)) in [\(file.unit.text(least.0)), \(file.unit.text(least.1))]"
    }

    private static func ratio(_ values: [Double]) -> String { ratio(values.reduce(0, +) / Double(max(1, values.count))) }

    private static func ratio(_ value: Double?) -> String {
        let hundredths = Int(((value ?? 0) * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}
