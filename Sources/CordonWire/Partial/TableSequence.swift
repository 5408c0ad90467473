import CordonValues
import Foundation

/// The tables of a question's parts: one as it is, several one behind the other, each with its length before it (4 bytes, most
/// significant first).
enum TableSequence {
    static func joined(_ tables: [Data]) -> Data {
        guard tables.count > 1 else { return tables.first ?? Data() }
        var bytes = Data()
        for table in tables {
            bytes.append(bigEndian: UInt32(clamping: table.count))
            bytes.append(table)
        }
        return bytes
    }

    static func parts(of bytes: Data, count: Int) throws(Diagnostic) -> [Data] {
        guard count > 1 else { return [bytes] }
        var rest = bytes[...]
        var parts: [Data] = []
        for _ in 0..<count {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            guard rest.count >= 4, rest.count - 4 >= length else { throw invalid }
            parts.append(Data(rest.dropFirst(4).prefix(length)))
            rest = rest.dropFirst(4 + length)
        }
        guard rest.isEmpty else { throw invalid }
        return parts
    }

    private static var invalid: Diagnostic { Diagnostic(.partialInvalid, "An answer has not as many tables as its question has parts.") }
}
