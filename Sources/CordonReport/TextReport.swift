import CordonDisclosure
import CordonValues
import Foundation

/// A result for a terminal: the table, and under it what a reader must know.
public struct TextReport: Sendable {
    private let document: ResultDocument

    public init(_ document: ResultDocument) { self.document = document }

    public var text: String { (table + [""] + footer.map(\.onOneLine)).joined(separator: "\n") + "\n" }

    /// What stands for a cell that shows no value.
    static func placeholder(_ state: CellState) -> String {
        switch state {
        case .suppressed: "[hidden]"
        case .withheld: "[withheld]"
        case .notApplicable: "-"
        case .value, .zero: ""
        }
    }

    private var table: [String] {
        let header = document.columns.map { column in (column.unit.map { "\(column.name) (\($0))" } ?? column.name).onOneLine }
        let rows = document.rows.map { row in
            zip(row.cells, document.columns).map { cell, column in shown(cell, column, row.marks) }
        }
        let widths = header.indices.map { index in ([header] + rows).map { $0[index].count }.max() ?? 0 }
        let aligned = ([header] + rows).map { line in
            line.indices.map { index in
                let padding = String(repeating: " ", count: widths[index] - line[index].count)
                return isRight(index) ? padding + line[index] : line[index] + padding
            }.joined(separator: "  ")
        }
        let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
        return [aligned[0], rule] + aligned.dropFirst().map { $0.trimmingSuffix(" ") }
    }

    private func isRight(_ index: Int) -> Bool { document.columns[index].type.isNumber }

    private func shown(_ cell: DocumentCell, _ column: ResultDocument.Column, _ marks: [ReleasedRow.Mark]) -> String {
        if column.kind == .key, marks.contains(.remainder) { return "(others)" }
        if let low = cell.low, let high = cell.high {
            let ends = [low, high].map { Self.shown($0.text, column.type) }
            return ends[0] == ends[1] ? ends[0] : "\(ends[0]) to \(ends[1])"
        }
        guard let text = cell.text else { return Self.placeholder(cell.state) }
        if cell.value == .null { return "NULL" }
        let shown = Self.shown(text, column.type)
        return cell.error.map { "\(shown) ± \(Self.shown(Value.double($0).text(as: .double) ?? "", .double))" } ?? shown
    }

    private static func shown(_ text: String, _ type: ValueType) -> String {
        switch type {
        case .numeric, .double: return shortened(text).onOneLine
        case .boolean, .integer, .bigint, .text, .date, .timestamp: return text.onOneLine
        }
    }

    /// At most four decimals on the screen; JSON and CSV carry them all. Numbers near zero and with an exponent stay as they are.
    private static func shortened(_ text: String) -> String {
        guard let point = text.firstIndex(of: "."), text.distance(from: point, to: text.endIndex) > 5, !text.contains("e"),
            let exact = Rational(decimal: text), let tenth = Rational(decimal: "0.1"), exact >= tenth || -exact >= tenth
        else { return text }
        return exact.text(decimals: 4)
    }

    private var footer: [String] {
        let answered = document.hospitals.filter { $0.state == "answered" }.map(\.id)
        let missing = document.hospitals.filter { $0.state != "answered" }
        var lines = ["Hospitals: \(answered.count) of \(document.hospitals.count) answered (\(answered.joined(separator: ", ")))"]
        for hospital in missing {
            lines.append("  without \(hospital.id): \(hospital.state)\(hospital.reason.map { " (\($0))" } ?? "")")
            if let message = hospital.message { lines.append("    \(message)") }
        }
        lines += hiddenLines
        if !document.snapshots.isEmpty {
            lines.append("Data up to: " + document.snapshots.map { "\($0.hospital) \($0.cutoff)" }.joined(separator: ", "))
        }
        let objections = document.snapshots.filter { $0.objections == true }.map(\.hospital)
        if !objections.isEmpty { lines.append("Without the patients who object: \(objections.joined(separator: ", "))") }
        if let budget = document.budget { lines.append("Budget: \(budget.used) of \(budget.limit) sets of patients shown in the study") }
        if let borders = document.borders { lines.append("Jurisdictions: \(borders.joined(separator: ", "))") }
        if let earlier = document.storedFrom {
            lines.append("This is the stored answer of the same question, released before (\(earlier.prefix(12))).")
        }
        lines.append("Study \(document.study), question \(document.questionHash.prefix(12)), released \(document.released)")
        return lines + document.notes.map { "Note: \($0)" }
    }

    private var hiddenLines: [String] {
        let threshold = document.rules.first { $0.name == "threshold" }?.value ?? "?"
        let suppressed = document.hiddenCells(.suppressed)
        let withheld = document.hiddenCells(.withheld)
        var lines: [String] = []
        if suppressed > 0 {
            lines.append("Hidden: \(suppressed) cells that describe fewer than T = \(threshold) patients, or would give such a cell away")
        } else {
            lines.append("Hidden: none (T = \(threshold))")
        }
        if let base = document.rules.first(where: { $0.name == "rounding" })?.value {
            lines.append("Rounded: numbers to multiples of \(base), figures to three digits; totals need not add up")
        }
        if withheld > 0 { lines.append("Withheld: \(withheld) cells that read a hidden cell or cannot be released (MIN, MAX)") }
        if document.rows.contains(where: { $0.marks.contains(.remainder) }) {
            lines.append("The last row stands for all groups that are not shown.")
        }
        if document.rows.contains(where: { !$0.marks.filter { $0 != .remainder }.isEmpty }) {
            lines.append("Rows whose HAVING or ORDER BY would read a hidden cell are kept, last.")
        }
        return lines
    }
}

extension String {
    fileprivate func trimmingSuffix(_ character: Character) -> String {
        var end = endIndex
        while end > startIndex, self[index(before: end)] == character { end = index(before: end) }
        return String(self[..<end])
    }
}
