import CordonSQLite
import CordonValues

/// Gives each patient key a number, dense from 0 in the order in which they first come.
struct PatientOrdinals {
    private let column: Int
    private let isText: Bool
    private var texts = ByteTable()
    private var words = WordTable(width: 1)
    private var tuple: [UInt64] = [0]
    private var latest = -1

    init(column: Int, type: ValueType) {
        self.column = column
        isText = type == .text || type == .numeric
    }

    var count: Int { isText ? texts.count : words.count }
    var memory: Int { texts.memory + words.memory }

    mutating func ordinal(_ row: borrowing Row) -> Int {
        if isText { return row.withText(column) { texts.number(of: $0) } }
        let word = UInt64(bitPattern: row.integer(column))
        // Rows mostly come by patient.
        if latest >= 0, tuple[0] == word { return latest }
        tuple[0] = word
        latest = words.number(of: tuple)
        return latest
    }
}
