import Foundation

/// Gathers a byte column.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    var data: Data { Data(bytes) }

    mutating func byte(_ byte: UInt8) { bytes.append(byte) }

    mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    /// Base 128, least significant group first, as in protobuf.
    mutating func varint(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Signed numbers near zero become small: 0, -1, 1, -2 are 0, 1, 2, 3.
    mutating func zigzag(_ number: Int64) { varint(UInt64(bitPattern: (number << 1) ^ (number >> 63))) }

    mutating func littleEndian(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// A length and that many bytes.
    mutating func sized(_ content: some Collection<UInt8>) {
        varint(UInt64(content.count))
        append(content)
    }
}

extension Sequence where Element == Int64 {
    /// Varints of numbers that are not negative; empty when all are 0.
    var varintsUnlessZero: Data {
        var writer = ByteWriter()
        var isZero = true
        for number in self {
            isZero = isZero && number == 0
            writer.varint(UInt64(bitPattern: number))
        }
        return isZero ? Data() : writer.data
    }
}

extension Collection where Element == Bool {
    /// One bit per element, the first in the lowest bit of the first byte; empty when none is set.
    var bitmapUnlessEmpty: Data {
        guard contains(true) else { return Data() }
        var bytes = [UInt8](repeating: 0, count: (count + 7) / 8)
        for (index, bit) in enumerated() where bit { bytes[index >> 3] |= 1 << UInt8(index & 7) }
        return Data(bytes)
    }
}
