import CordonDisclosure
import CordonValues

/// A result as CSV (RFC 4180, UTF-8, LF): for every column that is not a key the value and then `<name>_state`, and last of all the
/// row's marks. A bounded column has `<name>_low` and `<name>_high` instead of the value, an estimate `<name>_error` after it. The value is empty when the cell is hidden or NULL, so `read.csv` and pandas read numbers with NA, and a 0 is only
/// ever a true zero.
public struct CSVReport: Sendable {
    /// The last column, always there, and the only one of that name.
    public static let marks = "row_marks"

    private let document: ResultDocument

    public init(_ document: ResultDocument) { self.document = document }

    public var text: String {
        let rows = document.rows.map { row in
            zip(row.cells, document.columns).flatMap { cell, column in
                Self.fields(cell, column.kind)
            } + [row.marks.map(\.rawValue).joined(separator: " ")]
        }
        return ([header] + rows).map { $0.map(Self.field).joined(separator: ",") + "\n" }.joined()
    }

    /// Distinct names: first that of the marks, then the columns' own, then those of the states. One that is taken gets a number.
    private var header: [String] {
        var names = DistinctNames(taken: [Self.marks])
        let values = document.columns.map { names.take($0.name) }
        let columns = zip(document.columns, values).flatMap { column, name in
            Self.names(name, column.kind).map { $0 == name ? name : names.take($0) }
        }
        return columns + [Self.marks]
    }

    /// The fields of a cell, in the order of ``names(_:_:)``.
    private static func fields(_ cell: DocumentCell, _ kind: ReleasedColumn.Kind) -> [String] {
        switch kind {
        case .key: [cell.text ?? ""]
        case .exact, .rounded: [cell.text ?? "", cell.state.rawValue]
        // An exact value lies between itself and itself.
        case .bounded: [cell.low?.text ?? cell.text ?? "", cell.high?.text ?? cell.text ?? "", cell.state.rawValue]
        case .estimate:
            [cell.text ?? "", cell.error.flatMap { Value.double($0).text(as: .double) } ?? "", cell.state.rawValue]
        }
    }

    private static func names(_ name: String, _ kind: ReleasedColumn.Kind) -> [String] {
        switch kind {
        case .key: [name]
        case .exact, .rounded: [name, "\(name)_state"]
        case .bounded: ["\(name)_low", "\(name)_high", "\(name)_state"]
        case .estimate: [name, "\(name)_error", "\(name)_state"]
        }
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
