import CordonDisclosure
import CordonValues

/// A result as CSV (RFC 4180, UTF-8, LF): for every column that is not a key the value and then `<name>_state`, and last of all the
/// row's marks. The value is empty when the cell is hidden or NULL, so `read.csv` and pandas read numbers with NA, and a 0 is only
/// ever a true zero.
public struct CSVReport: Sendable {
    /// The last column, always there, and the only one of that name.
    public static let marks = "row_marks"

    private let document: ResultDocument

    public init(_ document: ResultDocument) { self.document = document }

    public var text: String {
        let rows = document.rows.map { row in
            zip(row.cells, document.columns).flatMap { cell, column in
                column.kind == .key ? [cell.text ?? ""] : [cell.text ?? "", cell.state.rawValue]
            } + [row.marks.map(\.rawValue).joined(separator: " ")]
        }
        return ([header] + rows).map { $0.map(Self.field).joined(separator: ",") + "\n" }.joined()
    }

    /// Distinct names: first that of the marks, then the columns' own, then those of the states. One that is taken gets a number.
    private var header: [String] {
        var names = DistinctNames(taken: [Self.marks])
        let values = document.columns.map { names.take($0.name) }
        let columns = zip(document.columns, values).flatMap { column, name in
            column.kind == .key ? [name] : [name, names.take("\(name)_state")]
        }
        return columns + [Self.marks]
    }

    private static func field(_ text: String) -> String {
        let special = text.unicodeScalars.contains { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" }
        return special ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}

/// Gives a name that is taken the first of `_2`, `_3`, … that is free.
private struct DistinctNames {
    var taken: Set<String>

    mutating func take(_ name: String) -> String {
        var candidate = name
        var number = 2
        while !taken.insert(candidate).inserted {
            candidate = "\(name)_\(number)"
            number += 1
        }
        return candidate
    }
}
