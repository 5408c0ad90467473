import CordonAggregates
import CordonValues

/// 192 bits, in which sums of whole numbers (two's complement) and of their squares (unsigned) meet their predictions modulo 2^192.
struct Word192: Hashable {
    var high: UInt64
    var low: UInt128

    init(_ value: Int128) {
        high = value < 0 ? .max : 0
        low = UInt128(truncatingIfNeeded: value)
    }

    init(_ value: UInt192) {
        high = value.high
        low = value.low
    }

    private init(high: UInt64, low: UInt128) {
        self.high = high
        self.low = low
    }

    /// The value as a signed number of 128 bits; nil when it needs more.
    var signed128: Int128? {
        let value = Int128(truncatingIfNeeded: low)
        return Word192(value) == self ? value : nil
    }

    var unsigned: UInt192 { UInt192(high: high, low: low) }

    static func &- (left: Self, right: Self) -> Self {
        let (low, borrow) = left.low.subtractingReportingOverflow(right.low)
        return Word192(high: left.high &- right.high &- (borrow ? 1 : 0), low: low)
    }

    static func &+ (left: Self, right: Self) -> Self {
        let (low, carry) = left.low.addingReportingOverflow(right.low)
        return Word192(high: left.high &+ right.high &+ (carry ? 1 : 0), low: low)
    }

    /// Read as signed, small magnitudes become small numbers.
    private var zigzagged: Self {
        let isNegative = high >> 63 == 1
        let doubled = Word192(high: high << 1 | UInt64(truncatingIfNeeded: low >> 127), low: low << 1)
        return isNegative ? Word192(high: ~doubled.high, low: ~doubled.low) : doubled
    }

    private var unzigzagged: Self {
        let isNegative = low & 1 == 1
        let halved = Word192(high: high >> 1, low: low >> 1 | UInt128(high & 1) << 127)
        return isNegative ? Word192(high: ~halved.high, low: ~halved.low) : halved
    }

    func write(to writer: inout ByteWriter) {
        var rest = zigzagged
        while rest.high != 0 || rest.low > UInt128(UInt64.max) {
            writer.byte(UInt8(truncatingIfNeeded: rest.low & 0x7F) | 0x80)
            rest = Word192(high: rest.high >> 7, low: rest.low >> 7 | UInt128(rest.high & 0x7F) << 121)
        }
        writer.varint(UInt64(truncatingIfNeeded: rest.low))
    }

    static func read(from reader: inout ByteReader) throws(Diagnostic) -> Word192 {
        var number = Word192(high: 0, low: 0)
        var shift = 0
        while true {
            let next = try reader.byte()
            // Byte 28 has room for three bits.
            guard shift < 189 || next < 8 else { throw reader.invalid("hold a number that is too large") }
            let bits = UInt128(next & 0x7F)
            if shift < 128 { number.low |= bits << UInt128(shift) }
            if shift > 121 {
                number.high |= UInt64(truncatingIfNeeded: shift < 128 ? bits >> UInt128(128 - shift) : bits << UInt128(shift - 128))
            }
            if next < 0x80 {
                guard next != 0 || shift == 0 else { throw reader.invalid("hold a number with leading zeros") }
                return number.unzigzagged
            }
            shift += 7
        }
    }
}
