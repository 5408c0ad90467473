/// Arithmetic modulo the Mersenne prime 2^61 − 1. What is independent here is independent over the rationals; what is dependent here and
/// not there has probability below 2^-40 for the sizes that instances may have, and then only hides too much.
enum PrimeField {
    static let modulus: UInt64 = (1 << 61) - 1

    /// Both arguments are below the modulus, as are all results.
    @inline(__always) static func sum(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let sum = left &+ right
        return sum >= modulus ? sum &- modulus : sum
    }

    @inline(__always) static func negative(_ value: UInt64) -> UInt64 { value == 0 ? 0 : modulus &- value }

    @inline(__always) static func product(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let full = left.multipliedFullWidth(by: right)
        // 2^61 ≡ 1: the upper 61 bits add to the lower ones.
        let low = full.low & modulus
        let high = (full.high << 3) | (full.low >> 61)
        return sum(low, high >= modulus ? high &- modulus : high)
    }

    /// By Fermat; 0 for 0.
    static func inverse(_ value: UInt64) -> UInt64 {
        var (result, power, exponent) = (UInt64(1), value, modulus - 2)
        while exponent > 0 {
            if exponent & 1 == 1 { result = product(result, power) }
            power = product(power, power)
            exponent >>= 1
        }
        return result
    }
}
