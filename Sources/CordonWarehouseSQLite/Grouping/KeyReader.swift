import CordonSQLite
import CordonValues
import CordonWarehouse

/// Reads one column of each row as a word, so that equal values have equal words, and gives the value back at the end.
struct KeyReader {
    private let column: Int
    private let type: ValueType
    private var texts = ByteTable()
    /// The words of numerics that were read as text, by the number of the text.
    private var words: [UInt64] = []

    init(column: Int, type: ValueType) {
        self.column = column
        self.type = type
    }

    var memory: Int { texts.memory + words.capacity * 8 }

    /// The word of the present row; the caller has seen that the column is not NULL.
    mutating func word(_ row: borrowing Row) -> UInt64 {
        switch type {
        case .boolean, .integer, .bigint, .date, .timestamp: UInt64(bitPattern: row.integer(column))
        case .double: CanonicalDouble(row.double(column)).value.bitPattern
        case .text: UInt64(truncatingIfNeeded: row.withText(column) { texts.number(of: $0) })
        case .numeric: numericWord(row)
        }
    }

    /// Equal numerics have equal texts. One that is whole may also come as an integer: its word is odd and holds it, however it came;
    /// the others' are even and hold the number of their text.
    private mutating func numericWord(_ row: borrowing Row) -> UInt64 {
        if row.storage(column) == .integer, let word = Self.word(row.integer(column)) { return word }
        let number = row.withText(column) { texts.number(of: $0) }
        if number == words.count {
            let whole = NumericText.read(row.text(column)).flatMap { $0.isWhole ? Int64(exactly: $0.numerator) : nil }
            words.append(whole.flatMap(Self.word) ?? UInt64(truncatingIfNeeded: number) << 1)
        }
        return words[number]
    }

    /// Nil for a number that leaves no bit free.
    private static func word(_ whole: Int64) -> UInt64? {
        let doubled = whole << 1
        return doubled >> 1 == whole ? UInt64(bitPattern: doubled) | 1 : nil
    }

    /// The value of the present row, which is not NULL.
    mutating func read(_ row: borrowing Row) -> Value {
        let word = word(row)
        return value(word)
    }

    func value(_ word: UInt64) -> Value {
        switch type {
        case .boolean, .integer, .bigint, .date, .timestamp: Value(storedInteger: Int64(bitPattern: word), type)
        case .double: .double(Double(bitPattern: word))
        case .text: .text(texts.text(Int(truncatingIfNeeded: word)))
        case .numeric where word & 1 == 1: .numeric(Rational(Int64(bitPattern: word) >> 1))
        case .numeric: NumericText.read(texts.text(Int(truncatingIfNeeded: word >> 1))).map(Value.numeric) ?? .null
        }
    }
}
