import CordonDisclosure
import CordonValues

/// A result as CSV (RFC 4180, UTF-8, LF): for every column that is not a key the value and then `<name>_state`. The value is empty
/// when the cell is hidden or NULL, so `read.csv` and pandas read numbers with NA, and a 0 is only ever a true zero.
public struct CSVReport: Sendable {
    private let document: ResultDocument

    public init(_ document: ResultDocument) { self.document = document }

    public var text: String {
        let header = document.columns.flatMap { $0.kind == .key ? [$0.name] : [$0.name, "\($0.name)_state"] }
        let rows = document.rows.map { row in
            zip(row.cells, document.columns).flatMap { cell, column in
                column.kind == .key ? [cell.text ?? ""] : [cell.text ?? "", cell.state.rawValue]
            }
        }
        return ([header] + rows).map { $0.map(Self.field).joined(separator: ",") + "\n" }.joined()
    }

    private static func field(_ text: String) -> String {
        let special = text.unicodeScalars.contains { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" }
        return special ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}
