import BigInt
import CordonAggregates
import CordonValues
import Foundation

/// Reads the values of one key of all groups.
enum KeyColumnReader {
    static func values(_ message: WireKeyColumn, _ type: ValueType, groups: Int) throws(Diagnostic) -> [Value] {
        let nulls = try SparseBitmap(message.nulls, count: groups, "null keys")
        let entries = try entries(message.entries, type, groups: groups)
        var reader = ByteReader(message.values, "keys")
        var previous: Int64 = 0
        var values: [Value] = []
        values.reserveCapacity(groups)
        for group in 0..<groups {
            if nulls[group] {
                values.append(.null)
                continue
            }
            if type == .double {
                values.append(.double(Double(bitPattern: try reader.littleEndian(UInt64.self))))
                continue
            }
            previous = previous &+ (try reader.zigzag())
            guard let value = value(previous, type, entries) else { throw reader.invalid("hold a number that is no key") }
            values.append(value)
        }
        try reader.finish()
        return values
    }

    private static func value(_ number: Int64, _ type: ValueType, _ entries: [Value]) -> Value? {
        switch type {
        case .boolean: number == 0 ? .boolean(false) : number == 1 ? .boolean(true) : nil
        case .integer, .bigint: .integer(number)
        case .date: CalendarDate(daysSince1970: number).map { .date($0) }
        case .timestamp: CalendarTimestamp(microsecondsSince1970: number).map { .timestamp($0) }
        case .text, .numeric: Int(exactly: number).flatMap { entries.indices.contains($0) ? entries[$0] : nil }
        case .double: nil
        }
    }

    private static func entries(_ data: Data, _ type: ValueType, groups: Int) throws(Diagnostic) -> [Value] {
        var values: [Value] = []
        for bytes in try KeyEntries.read(data, groups: groups) {
            guard let value = entry(bytes, type) else {
                throw Diagnostic(.partialInvalid, "An entry of a key of a partial is not a value of the key's type.")
            }
            values.append(value)
        }
        return values
    }

    private static func entry(_ bytes: [UInt8], _ type: ValueType) -> Value? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        switch type {
        case .text: return .text(text)
        case .numeric: return rational(text).map { .numeric($0) }
        case .boolean, .integer, .bigint, .double, .date, .timestamp: return nil
        }
    }

    /// `n` or `n/d`. Other spellings of a number are found when the table is written again.
    private static func rational(_ text: String) -> Rational? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard text.utf8.count <= WireLimits.numericEntry, parts.count <= 2, let first = parts.first, let numerator = BigInt(first, radix: 10) else { return nil }
        if parts.count == 1 { return Rational(numerator) }
        guard let last = parts.last, let denominator = BigInt(last, radix: 10) else { return nil }
        return Rational(numerator, over: denominator)
    }
}
