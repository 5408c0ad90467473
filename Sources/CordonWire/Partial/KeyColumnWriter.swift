import CordonAggregates
import CordonValues
import Foundation

/// Writes the values of one key of all groups.
enum KeyColumnWriter {
    static func message(_ values: [Value], _ type: ValueType) throws(Diagnostic) -> WireKeyColumn {
        var message = WireKeyColumn()
        message.nulls = values.map(\.isNull).bitmapUnlessEmpty
        switch type {
        case .boolean, .integer, .bigint, .date, .timestamp: message.values = differences(values.compactMap(whole))
        case .double: message.values = doubles(values)
        case .text, .numeric:
            let texts = values.compactMap(KeyText.init)
            let entries = try distinct(texts)
            message.entries = KeyEntries.write(entries.map(\.bytes))
            message.values = differences(positions(of: texts, in: entries))
        }
        return message
    }

    private static func whole(_ value: Value) -> Int64? {
        switch value {
        case .boolean(let value): value ? 1 : 0
        case .integer(let value): value
        case .date(let value): Int64(value.daysSince1970)
        case .timestamp(let value): value.microsecondsSince1970
        case .null, .numeric, .double, .text: nil
        }
    }

    /// Each number less the one before, modulo 2^64; the first less 0.
    private static func differences(_ numbers: [Int64]) -> Data {
        var writer = ByteWriter()
        var previous: Int64 = 0
        for number in numbers {
            writer.zigzag(number &- previous)
            previous = number
        }
        return writer.data
    }

    private static func doubles(_ values: [Value]) -> Data {
        var writer = ByteWriter()
        for case .double(let value) in values { writer.littleEndian(value.value.bitPattern) }
        return writer.data
    }

    private static func distinct(_ texts: [KeyText]) throws(Diagnostic) -> [KeyText] {
        let entries = Set(texts).sorted { KeyOrder.compare($0.value, $1.value) == .before }
        guard entries.allSatisfy({ $0.bytes.count <= $0.limit }),
            entries.reduce(0, { $0 + $1.bytes.count }) <= WireLimits.keyEntries
        else { throw Diagnostic(.tooManyGroups, "The text keys of a partial are too long to be sent.") }
        return entries
    }

    private static func positions(of texts: [KeyText], in entries: [KeyText]) -> [Int64] {
        var places: [KeyText: Int64] = [:]
        for (index, entry) in entries.enumerated() { places[entry] = Int64(index) }
        return texts.compactMap { places[$0] }
    }
}

/// A text or numeric key by its bytes: Swift's own equality of strings would take two spellings of é for one.
struct KeyText: Hashable {
    let value: Value
    let bytes: [UInt8]

    /// The longest text that a decoder reads.
    var limit: Int {
        if case .numeric = value { return WireLimits.numericEntry }
        return WireLimits.keyEntry
    }

    init?(_ value: Value) {
        switch value {
        case .text(let text): bytes = Array(text.utf8)
        case .numeric(let number):
            bytes = Array((number.isWhole ? "\(number.numerator)" : "\(number.numerator)/\(number.denominator)").utf8)
        case .null, .boolean, .integer, .double, .date, .timestamp: return nil
        }
        self.value = value
    }

    static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }

    func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

/// Ascending byte strings, each as the number of bytes it shares with the one before and the rest of it.
enum KeyEntries {
    static func write(_ entries: [[UInt8]]) -> Data {
        var writer = ByteWriter()
        var previous: [UInt8] = []
        for entry in entries {
            let shared = zip(previous, entry).prefix { $0 == $1 }.count
            writer.varint(UInt64(shared))
            writer.sized(entry[shared...])
            previous = entry
        }
        return writer.data
    }

    /// At most one entry per group.
    static func read(_ data: Data, groups: Int) throws(Diagnostic) -> [[UInt8]] {
        var reader = ByteReader(data, "key entries")
        var entries: [[UInt8]] = []
        var previous: [UInt8] = []
        var total = 0
        while !reader.isAtEnd {
            let shared = try reader.varint()
            guard shared <= UInt64(previous.count) else { throw reader.invalid("share more bytes than there are") }
            let rest = try reader.sized(limit: WireLimits.keyEntry - Int(shared))
            total += Int(shared) + rest.count
            guard total <= WireLimits.keyEntries, entries.count < groups else { throw reader.invalid("are too many or too long") }
            previous = Array(previous[..<Int(shared)]) + rest
            entries.append(previous)
        }
        return entries
    }
}
