import CordonDisclosure
import CordonReport
import CordonValues

/// Compares an answer with the expected one, rows as a multiset.
///
/// Numbers are equal when they are the same double. A column that is a minimum or maximum must be withheld in every row; a percentile must
/// hold the expected value between its bounds, or be off by no more than its stated error.
struct AnswerComparison {
    let expected: ExpectedAnswer
    let found: ResultDocument

    /// The first difference, in words; nil when there is none.
    var difference: String? {
        let names = found.columns.map(\.name)
        guard names == expected.columns else { return "columns are \(names.joined(separator: ", ")), not \(expected.columns.joined(separator: ", "))" }
        let columns = zip(names, found.columns).map(check)
        var waiting = Dictionary(grouping: found.rows) { key($0.cells.map(\.value)) }
        var unmatched: [(row: [DocumentCell.Scalar], nearest: ResultDocument.Row?)] = []
        for row in expected.rows {
            let key = key(row.map(Optional.some))
            guard var candidates = waiting[key], !candidates.isEmpty else {
                unmatched.append((row, nil))
                continue
            }
            guard let match = candidates.firstIndex(where: { firstDifference(columns, row, $0) == nil }) else {
                unmatched.append((row, candidates.first))
                continue
            }
            candidates.remove(at: match)
            waiting[key] = candidates
        }
        let rest = waiting.values.reduce(0) { $0 + $1.count }
        guard let first = unmatched.first else {
            return rest == 0 ? nil : "\(rest) rows too many, one is \(waiting.values.lazy.compactMap(\.first).first.map { Self.text($0) } ?? "")"
        }
        let count = "\(unmatched.count) of \(expected.rows.count) rows (\(found.rows.count) came)"
        guard let nearest = first.nearest, let column = firstDifference(columns, first.row, nearest) else {
            return "\(count): no row \(Self.text(first.row))"
        }
        return "\(count): \(names[column]) is \(Self.text(nearest.cells[column])), not \(Self.text(first.row[column])), in \(Self.text(first.row))"
    }

    private func check(_ name: String, _ column: ResultDocument.Column) -> CellCheck {
        if expected.withheld.contains(name) { return .withheld }
        return expected.approximate.contains(name) ? .bounded : .exact
    }

    /// Rows are looked up by their keys, so that a difference is told of the right row.
    private func key(_ cells: [DocumentCell.Scalar?]) -> [String] {
        zip(found.columns, cells).filter { $0.0.kind == .key }.map { _, cell in cell.map(Self.text) ?? "hidden" }
    }

    private func firstDifference(_ checks: [CellCheck], _ row: [DocumentCell.Scalar], _ found: ResultDocument.Row) -> Int? {
        row.indices.first { !checks[$0].accepts(found.cells[$0], for: row[$0]) }
    }

    private static func text(_ row: [DocumentCell.Scalar]) -> String { "(" + row.map(text).joined(separator: ", ") + ")" }
    private static func text(_ row: ResultDocument.Row) -> String { "(" + row.cells.map(text).joined(separator: ", ") + ")" }
    private static func text(_ cell: DocumentCell) -> String { cell.value.map(text) ?? cell.state.rawValue }

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
