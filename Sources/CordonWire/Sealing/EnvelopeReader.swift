import CordonValues
import Foundation

/// Reads an envelope's bytes in order; asking for more than there is gives `envelope-invalid`.
struct EnvelopeReader {
    private var rest: Data

    init(_ bytes: Data) { rest = bytes }

    var remaining: Int { rest.count }

    mutating func bytes(_ count: Int) throws(Diagnostic) -> Data {
        guard count >= 0, count <= rest.count else { throw Diagnostic(.envelopeInvalid, "An envelope is cut off.") }
        let taken = rest.prefix(count)
        rest = rest.dropFirst(count)
        return Data(taken)
    }

    mutating func bigEndian32() throws(Diagnostic) -> UInt32 {
        try bytes(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// A text of printable ASCII with its length, at least 1, in one byte before it.
    mutating func text() throws(Diagnostic) -> String {
        let length = Int(try bytes(1).first ?? 0)
        let bytes = try bytes(length)
        guard length > 0, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Diagnostic(.envelopeInvalid, "A name in an envelope is empty or not printable.")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
