import CordonAggregates
import CordonGate
import CordonValues
import Foundation

/// The bytes of an answer's partial tables: `protocol/partial.md`. One answer has one encoding, and there is an encoder only for what
/// has passed the gate.
public enum PartialCodec {
    public static func encode(_ partial: GatedPartial) throws(Diagnostic) -> Data {
        var tables: [Data] = []
        for table in partial.tables { tables.append(try PartialWriter.bytes(of: table)) }
        let bytes = TableSequence.joined(tables)
        guard bytes.count <= WireLimits.partial else {
            throw Diagnostic(.frameTooLarge, "A partial of \(bytes.count) bytes is not sent; the limit is \(WireLimits.partial).")
        }
        return bytes
    }

    /// Reads the partials of a question whose parts have these layouts. Codes as of ``decode(_:layout:)``.
    public static func decode(_ bytes: Data, layouts: [PartialLayout]) throws(Diagnostic) -> [PartialTable] {
        guard bytes.count <= WireLimits.partial else {
            throw Diagnostic(.frameTooLarge, "A partial is longer than \(WireLimits.partial) bytes.")
        }
        var tables: [PartialTable] = []
        for (part, layout) in zip(try TableSequence.parts(of: bytes, count: layouts.count), layouts) {
            tables.append(try decode(part, layout: layout))
        }
        guard tables.reduce(0, { $0 + $1.groupCount }) <= Gate.groupLimit else {
            throw Diagnostic(.tooManyGroups, "An answer has more than \(Gate.groupLimit) groups.")
        }
        return tables
    }

    /// Reads the partial of a question of one part, whose layout is `layout`. Codes: `version-unsupported`, `layout-mismatch` (both sides read
    /// the question differently), `too-many-groups`, `partial-invalid` (everything else, another encoding of the same table among
    /// it). Diagnostics name places, never values.
    public static func decode(_ bytes: Data, layout: PartialLayout) throws(Diagnostic) -> PartialTable {
        let table = try PartialReader.table(from: bytes, layout: layout)
        // What no reader can see, unknown fields and other spellings of a number, shows when the table is written again.
        guard try PartialWriter.bytes(of: table) == bytes else {
            throw Diagnostic(.partialInvalid, "A partial is not in its canonical form.")
        }
        return table
    }
}
