import CordonSQLite
import CordonValues

/// Gives each patient key a number, dense from 0 in the order in which they first come.
///
/// While keys only rise, as they do in rows that come by patient, a new key is one above the latest and nothing is looked up. At the
/// first one that falls, the keys so far become a table that answers from then on.
struct PatientOrdinals {
    private let column: Int
    private let isText: Bool
    private var texts = ByteTable()
    /// The keys while they rise.
    private var rising: [Int64] = []
    private var words: WordTable?
    private var tuple: [UInt64] = [0]
    private var latest: (key: Int64, ordinal: Int)?

    init(column: Int, type: ValueType) {
        self.column = column
        isText = type == .text || type == .numeric
    }

    var memory: Int { texts.memory + rising.capacity * 8 + (words?.memory ?? 0) }

    /// The key of each number.
    var keys: [Value] {
        if isText { return (0..<texts.count).map { .text(texts.text($0)) } }
        guard let words else { return rising.map(Value.integer) }
        return (0..<words.count).map { .integer(Int64(bitPattern: words.word($0, 0))) }
    }

    mutating func ordinal(_ row: borrowing Row) -> Int {
        if isText { return row.withText(column) { texts.number(of: $0) } }
        let key = row.integer(column)
        if let latest {
            // Rows mostly come by patient.
            if latest.key == key { return latest.ordinal }
            if words == nil, key < latest.key { lookUp() }
        }
        let ordinal: Int
        if words == nil {
            ordinal = rising.count
            rising.append(key)
        } else {
            ordinal = number(of: key)
        }
        latest = (key, ordinal)
        return ordinal
    }

    private mutating func lookUp() {
        let keys = rising
        rising = []
        words = WordTable(width: 1)
        for key in keys { _ = number(of: key) }
    }

    private mutating func number(of key: Int64) -> Int {
        tuple[0] = UInt64(bitPattern: key)
        return words?.number(of: tuple) ?? 0
    }
}
