import CordonSQLite
import CordonValues
import CordonWarehouse

/// Reads one column of each row as a word, so that equal values have equal words, and gives the value back at the end.
struct KeyReader {
    private let column: Int
    private let type: ValueType
    private var texts = ByteTable()

    init(column: Int, type: ValueType) {
        self.column = column
        self.type = type
    }

    var memory: Int { texts.memory }

    /// The word of the present row; the caller has seen that the column is not NULL.
    mutating func word(_ row: borrowing Row) -> UInt64 {
        switch type {
        case .boolean, .integer, .bigint, .date, .timestamp: UInt64(bitPattern: row.integer(column))
        case .double: CanonicalDouble(row.double(column)).value.bitPattern
        // Equal numerics have equal texts.
        case .text, .numeric: UInt64(truncatingIfNeeded: row.withText(column) { texts.number(of: $0) })
        }
    }

    func value(_ word: UInt64) -> Value {
        switch type {
        case .boolean, .integer, .bigint, .date, .timestamp: Value(storedInteger: Int64(bitPattern: word), type)
        case .double: .double(Double(bitPattern: word))
        case .text: .text(texts.text(Int(truncatingIfNeeded: word)))
        case .numeric: NumericText.read(texts.text(Int(truncatingIfNeeded: word))).map(Value.numeric) ?? .null
        }
    }
}
