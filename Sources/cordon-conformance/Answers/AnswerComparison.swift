import CordonReport
import CordonValues

/// Compares an answer with the expected one, rows as a multiset.
///
/// Whole numbers, days and texts must be equal; so must every other number to the last bit, unless the expected one was rounded on its way
/// (``CellCheck``). A column that is a minimum or maximum must be withheld in every row; a percentile must hold the expected value between
/// its bounds, or be off by no more than its stated error.
struct AnswerComparison {
    let expected: ExpectedAnswer
    let found: FoundAnswer

    enum Outcome: Equatable {
        /// `near` cells are equal but for rounding.
        case equal(near: Int)
        /// The first difference, in words.
        case different(String)
    }

    var outcome: Outcome {
        let names = found.columns.map(\.name)
        guard names == expected.columns else {
            return .different("columns are \(names.joined(separator: ", ")), not \(expected.columns.joined(separator: ", "))")
        }
        let checks = found.columns.map(check)
        var waiting = Dictionary(grouping: found.rows) { key($0.cells.map(\.value)) }
        var near = 0
        var unmatched: [(row: [DocumentCell.Scalar], nearest: FoundAnswer.Row?)] = []
        for row in expected.rows {
            let key = key(row.map(Optional.some))
            let candidates = waiting[key] ?? []
            let best = candidates.indices.lazy.map { (index: $0, outcomes: compare(checks, candidates[$0], row)) }
                .first { !$0.outcomes.contains(.different) }
            guard let best else {
                unmatched.append((row, candidates.first))
                continue
            }
            near += best.outcomes.count { $0 == .near }
            waiting[key]?.remove(at: best.index)
        }
        unmatched = respelled(unmatched, &waiting, checks, &near)
        if let first = unmatched.first { return .different(words(first.row, first.nearest, checks, unmatched.count)) }
        let rest = waiting.values.flatMap { $0 }
        return rest.isEmpty ? .equal(near: near) : .different("\(rest.count) rows too many, one is \(rest.first.map(Self.text) ?? "")")
    }

    /// Rows whose keys are the same but written otherwise, such as a condition that SQLite knows as 0 and 1.
    private func respelled(
        _ unmatched: [(row: [DocumentCell.Scalar], nearest: FoundAnswer.Row?)], _ waiting: inout [[String]: [FoundAnswer.Row]], _ checks: [CellCheck],
        _ near: inout Int
    ) -> [(row: [DocumentCell.Scalar], nearest: FoundAnswer.Row?)] {
        guard unmatched.count <= 1000 else { return unmatched }
        var rest = waiting.values.flatMap { $0 }
        let missing = unmatched.filter { expected in
            let all = rest.lazy.map { compare(checks, $0, expected.row) }
            guard let place = all.firstIndex(where: { !$0.contains(.different) }) else { return true }
            near += all[place].count { $0 == .near }
            rest.remove(at: place)
            return false
        }
        waiting = [[]: rest]
        return missing
    }

    private func words(_ row: [DocumentCell.Scalar], _ nearest: FoundAnswer.Row?, _ checks: [CellCheck], _ unmatched: Int) -> String {
        let count = "\(unmatched) of \(expected.rows.count) rows (\(found.rows.count) came)"
        guard let nearest, let column = compare(checks, nearest, row).firstIndex(of: .different) else {
            return "\(count): no row \(Self.text(row))"
        }
        return "\(count): \(expected.columns[column]) is \(Self.text(nearest.cells[column])), not \(Self.text(row[column])), in \(Self.text(row))"
    }

    private func check(_ column: FoundAnswer.Column) -> CellCheck {
        if expected.withheld.contains(column.name) { return .withheld }
        return expected.approximate.contains(column.name) ? .holding : CellCheck(type: column.type)
    }

    private func compare(_ checks: [CellCheck], _ found: FoundAnswer.Row, _ row: [DocumentCell.Scalar]) -> [CellCheck.Outcome] {
        zip(checks, zip(found.cells, row)).map { check, cells in check.compare(cells.0, with: cells.1) }
    }

    /// Rows are looked up by their keys, so that a difference is told of the right row.
    private func key(_ cells: [DocumentCell.Scalar?]) -> [String] {
        zip(found.columns, cells).filter { $0.0.kind == "key" }.map { _, cell in cell.map(Self.text) ?? "NULL" }
    }

    private static func text(_ row: [DocumentCell.Scalar]) -> String { "(" + row.map(text).joined(separator: ", ") + ")" }
    private static func text(_ row: FoundAnswer.Row) -> String { "(" + row.cells.map(text).joined(separator: ", ") + ")" }

    private static func text(_ cell: FoundAnswer.Cell) -> String {
        if let low = cell.low, let high = cell.high { return "[\(text(low)), \(text(high))]" }
        return cell.value.map(text) ?? cell.state
    }

    /// One spelling for one value, whatever type it came as.
    static func text(_ scalar: DocumentCell.Scalar) -> String {
        switch scalar {
        case .null: "NULL"
        case .boolean(let truth): truth ? "true" : "false"
        case .integer(let whole): String(whole)
        case .double(let number): Value.double(number).text(as: .double) ?? "NaN"
        case .string(let text): text
        }
    }
}
