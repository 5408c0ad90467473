import CordonAggregates
import CordonGate
import CordonValues
import Foundation

/// The bytes of a partial table: `protocol/partial.md`. One table has one encoding, and there is an encoder only for what has
/// passed the gate.
public enum PartialCodec {
    public static func encode(_ partial: GatedPartial) throws(Diagnostic) -> Data {
        let bytes = try PartialWriter.bytes(of: partial.table)
        guard bytes.count <= WireLimits.partial else {
            throw Diagnostic(.frameTooLarge, "A partial of \(bytes.count) bytes is not sent; the limit is \(WireLimits.partial).")
        }
        return bytes
    }

    /// Reads the partial of a question whose layout is `layout`. Codes: `version-unsupported`, `layout-mismatch` (both sides read
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
