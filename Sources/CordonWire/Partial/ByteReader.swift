import CordonValues
import Foundation

/// Reads a byte column in order. Whatever is wrong is `partial-invalid` with the column's name.
struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0
    private let place: String

    init(_ data: Data, _ place: String) {
        bytes = Array(data)
        self.place = place
    }

    var isAtEnd: Bool { position == bytes.count }

    var remaining: Int { bytes.count - position }

    func invalid(_ what: String) -> Diagnostic { Diagnostic(.partialInvalid, "The \(place) of a partial \(what).") }

    /// Refuses bytes that nothing has read.
    func finish() throws(Diagnostic) {
        guard isAtEnd else { throw invalid("are longer than their groups") }
    }

    mutating func byte() throws(Diagnostic) -> UInt8 {
        guard position < bytes.count else { throw invalid("are cut off") }
        position += 1
        return bytes[position - 1]
    }

    mutating func take(_ count: Int) throws(Diagnostic) -> ArraySlice<UInt8> {
        guard count >= 0, count <= remaining else { throw invalid("are cut off") }
        position += count
        return bytes[(position - count)..<position]
    }

    mutating func varint() throws(Diagnostic) -> UInt64 {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            // The tenth byte has room for one bit.
            guard shift < 63 || next <= 1 else { throw invalid("hold a number that is too large") }
            number |= UInt64(next & 0x7F) << shift
            if next < 0x80 {
                guard next != 0 || shift == 0 else { throw invalid("hold a number with leading zeros") }
                return number
            }
            shift += 7
        }
    }

    mutating func zigzag() throws(Diagnostic) -> Int64 {
        let number = try varint()
        return Int64(bitPattern: (number >> 1) ^ (0 &- (number & 1)))
    }

    mutating func littleEndian<Number: FixedWidthInteger>(_: Number.Type) throws(Diagnostic) -> Number {
        let size = Number.bitWidth / 8
        var number: Number = 0
        for (index, byte) in try take(size).enumerated() { number |= Number(truncatingIfNeeded: byte) << Number(8 * index) }
        return number
    }

    /// A length of at most `limit`, and that many bytes.
    mutating func sized(limit: Int) throws(Diagnostic) -> ArraySlice<UInt8> {
        let length = try varint()
        guard length <= UInt64(limit) else { throw invalid("hold an entry that is too long") }
        return try take(Int(length))
    }
}

/// A column of numbers that is empty when all of them are 0.
struct SparseColumn {
    private var reader: ByteReader
    private let isZero: Bool

    init(_ data: Data, _ place: String) {
        reader = ByteReader(data, place)
        isZero = data.isEmpty
    }

    /// At most 2^63 - 1.
    mutating func next() throws(Diagnostic) -> Int64 {
        if isZero { return 0 }
        guard let number = Int64(exactly: try reader.varint()) else { throw reader.invalid("hold a number that is too large") }
        return number
    }

    /// One more than the next number.
    mutating func nextCount() throws(Diagnostic) -> Int64 {
        let (count, overflow) = try next().addingReportingOverflow(1)
        guard !overflow else { throw reader.invalid("hold a number that is too large") }
        return count
    }

    mutating func nextByte() throws(Diagnostic) -> UInt8 { isZero ? 0 : try reader.byte() }

    func finish() throws(Diagnostic) { try reader.finish() }
}

/// A bitmap that is empty when no bit is set.
struct SparseBitmap {
    private let bytes: [UInt8]

    init(_ data: Data, count: Int, _ place: String) throws(Diagnostic) {
        bytes = Array(data)
        guard bytes.isEmpty || bytes.count == (count + 7) / 8 else {
            throw Diagnostic(.partialInvalid, "The \(place) of a partial have another length than its groups.")
        }
    }

    /// `index` is below the count that the initialiser checked.
    subscript(index: Int) -> Bool { !bytes.isEmpty && bytes[index >> 3] >> UInt8(index & 7) & 1 == 1 }
}
