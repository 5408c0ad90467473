import CordonDisclosure
import CordonSQLite
import CordonValues
import Foundation

/// A whole answer beside the rows that plain SQLite gives for the same words: the same rows, in any order. Fractions are the same to nine
/// digits, since SQLite divides doubles; everything else is the same.
struct WholeAnswer {
    let rows: [[SQLiteValue]]

    /// The first difference from a table that hides nothing. Nil where they are the same; `isCompared` is false where a cell of the table
    /// tells nothing, such as a maximum over patients.
    func difference(from table: ReleasedTable) -> (isCompared: Bool, text: String?) {
        guard table.rows.allSatisfy({ $0.marks.isEmpty && $0.cells.allSatisfy { !$0.state.isHidden } }) else { return (false, nil) }
        var rest: [String: Int] = [:]
        for row in rows { rest[row.map(\.spelling).joined(separator: " | "), default: 0] += 1 }
        for row in table.rows {
            let text = row.cells.map { ($0.value ?? .null).spelling }.joined(separator: " | ")
            guard let count = rest[text], count > 0 else { return (true, "a row that plain SQLite does not have: \(text)") }
            rest[text] = count - 1
        }
        return (true, rest.first { $1 > 0 }.map { "a row is missing: \($0.key)" })
    }
}

private func spelled(_ double: Double) -> String {
    double == double.rounded() && abs(double) < 0x1p53 ? "\(Int64(double))" : String(format: "%.9g", double)
}

extension SQLiteValue {
    fileprivate var spelling: String {
        switch self {
        case .null: "NULL"
        case .integer(let whole): "\(whole)"
        case .real(let double): spelled(double)
        case .text(let text): "'\(text)'"
        case .blob: "blob"
        }
    }
}

extension Value {
    fileprivate var spelling: String {
        switch self {
        case .null: "NULL"
        case .boolean(let truth): truth ? "1" : "0"
        case .integer(let whole): "\(whole)"
        case .numeric(let number): number.isWhole ? "\(number.numerator)" : spelled(number.toDouble())
        case .double(let double): spelled(double.value)
        case .text(let text): "'\(text)'"
        case .date(let day): "'\(day)'"
        case .timestamp(let time): "'\(time)'"
        }
    }
}
