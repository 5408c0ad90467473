import CordonAttacker
import CordonDisclosure
import CordonTrust
import CordonValues
import Foundation

/// What is decided of an instance, or given, and what an attacker makes of it.
struct InstanceReport {
    let file: InstanceFile
    let problem: SuppressionProblem
    let decisions: [SuppressionPattern.Decision]
    let blankets: [SuppressionAudit.Blanket]
    let examination: PatternExamination

    /// `isGiven`: the file's pattern in place of our own.
    init(_ file: InstanceFile, isGiven: Bool, limits: SuppressionLimits = .standard) throws(Diagnostic) {
        self.file = file
        let problem = SuppressionProblem(file.instance)
        self.problem = problem
        if isGiven {
            guard let pattern = file.pattern else { throw Diagnostic(.documentInvalid, "The instance gives no pattern.") }
            decisions = file.instance.cells.indices.map { cell in
                let isHidden = file.instance.cells[cell].standing == .hidden || pattern.contains(cell)
                return !isHidden ? .shown : problem.marks[cell] != nil ? .primary : .secondary
            }
            blankets = []
        } else {
            let pattern = Suppression.decide(problem, limits: limits)
            (decisions, blankets) = (pattern.decisions, pattern.audit.blankets)
        }
        let decisions = decisions
        examination = Suppression.examine(problem, limits: limits) { decisions[$0] != .shown }
    }

    var isSafe: Bool { examination.isSafe && blankets.isEmpty }

    /// Over cells that could have been shown.
    var hiddenCells: Int { open.count }
    var hiddenPatients: Int64 { open.reduce(0) { $0 + file.instance.cells[$1].contributors } }

    private var open: [Int] {
        decisions.indices.filter { decisions[$0] != .shown && file.instance.cells[$0].standing == .open }
    }

    private var findings: [Int: PatternExamination.Finding] {
        var all: [Int: PatternExamination.Finding] = [:]
        for finding in examination.findings { for cell in finding.cells { all[cell] = finding } }
        return all
    }

    var text: String {
        let findings = findings
        var lines: [String] = []
        for cell in decisions.indices where decisions[cell] != .shown || findings[cell] != nil {
            var line = "\(decisions[cell].rawValue.padding(toLength: 10, withPad: " ", startingAt: 0))\(file.identifiers[cell]) = "
            line += file.unit.text(problem.values[cell])
            if let finding = findings[cell] { line += " in \(text(finding.interval))\(finding.isSafe ? "" : ", too narrow")" }
            lines.append(line)
        }
        for finding in examination.findings where finding.cells.isEmpty {
            lines.append("sum of several primary cells in \(text(finding.interval))\(finding.isSafe ? "" : ", too narrow")")
        }
        if examination.singletonsMeet { lines.append("two patients who are alone in their cells can compute each other") }
        for blanket in blankets { lines.append("\(blanket.trouble.rawValue): everything open of \(blanket.cells.count) cells is hidden") }
        lines.append("\(hiddenCells) cells hidden, \(hiddenPatients) contributors in them")
        lines.append(isSafe ? "safe" : examination.isComplete ? "not safe" : "not safe: the time was over")
        return lines.joined(separator: "\n")
    }

    private func text(_ interval: AttackInterval) -> String {
        "[\(file.unit.text(interval.low)), \(interval.high.map(file.unit.text) ?? "unlimited")]"
    }

    var json: StrictJSON {
        let findings = findings
        let cells = decisions.indices.filter { decisions[$0] != .shown || findings[$0] != nil }.map { cell -> StrictJSON in
            var members: [StrictJSON.Member] = [
                .init("id", .string(file.identifiers[cell])), .init("state", .string(decisions[cell].rawValue)),
                .init("reasons", .strings(problem.marks[cell]?.reasons.map(\.rawValue) ?? [])),
                .init("value", .string(file.unit.text(problem.values[cell]))),
            ]
            if let finding = findings[cell] { members += self.members(finding) }
            return .object(members)
        }
        return .object([
            .init("v", .integer(1)), .init("safe", .boolean(isSafe)), .init("complete", .boolean(examination.isComplete)),
            .init("singletons_meet", .boolean(examination.singletonsMeet)), .init("hidden_cells", .integer(hiddenCells)),
            .init("hidden_patients", .integer(hiddenPatients)), .init("cells", .array(cells)),
            .init("unions", .array(examination.findings.filter(\.cells.isEmpty).map { .object(members($0)) })),
            .init(
                "blankets",
                .array(
                    blankets.map { blanket in
                        .object([
                            .init("trouble", .string(blanket.trouble.rawValue)),
                            .init("cells", .strings(blanket.cells.map { file.identifiers[$0] })),
                        ])
                    })),
        ])
    }

    private func members(_ finding: PatternExamination.Finding) -> [StrictJSON.Member] {
        [
            .init("low", .string(file.unit.text(finding.interval.low))),
            .init("high", finding.interval.high.map { .string(file.unit.text($0)) } ?? .null),
            .init("safe", .boolean(finding.isSafe)),
        ]
    }
}
