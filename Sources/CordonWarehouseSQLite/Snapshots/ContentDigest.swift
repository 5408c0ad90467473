import CordonValues
import Crypto

/// A digest of a table's rows that does not depend on their order: the sum of the rows' SHA-256 as numbers of 256 bits (Bellare,
/// Micciancio 1997, AdHash).
///
/// Claim: two loads of the same rows have the same digest, and rows that differ have another one except by an attack on it. It compares
/// vocabularies between hospitals that work together, and is no proof against one that wants to be taken for equal.
struct ContentDigest {
    /// Least significant first.
    private var words: [UInt64] = [0, 0, 0, 0]
    private var bytes: [UInt8] = []

    mutating func add(_ row: [Value]) {
        bytes.removeAll(keepingCapacity: true)
        for value in row { append(value) }
        var carry: UInt64 = 0
        SHA256.hash(data: bytes).withUnsafeBytes { digest in
            for index in words.indices {
                let word = digest.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self).littleEndian
                let (sum, first) = words[index].addingReportingOverflow(word)
                let (total, second) = sum.addingReportingOverflow(carry)
                words[index] = total
                carry = first || second ? 1 : 0
            }
        }
    }

    /// 64 hexadecimal digits.
    var hexadecimal: String {
        Hexadecimal.encode(words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) } })
    }

    /// Every value has one spelling, and no row has that of another.
    private mutating func append(_ value: Value) {
        switch value {
        case .null: bytes.append(0)
        case .boolean(let truth): bytes += [1, truth ? 1 : 0]
        case .integer(let number): append(2, UInt64(bitPattern: number))
        case .numeric(let number): append(3, "\(number.numerator)/\(number.denominator)")
        case .double(let number): append(4, number.value.bitPattern)
        case .text(let text): append(5, text)
        case .date(let day): append(6, UInt64(bitPattern: Int64(day.daysSince1970)))
        case .timestamp(let time): append(7, UInt64(bitPattern: time.microsecondsSince1970))
        }
    }

    private mutating func append(_ tag: UInt8, _ word: UInt64) {
        bytes.append(tag)
        for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }

    private mutating func append(_ tag: UInt8, _ text: String) {
        append(tag, UInt64(text.utf8.count))
        bytes += text.utf8
    }
}
