import BigInt
import CordonValues

/// What numeric states accept and how far they grow. An argument beyond the range, or rows whose denominators have a common
/// multiple beyond it, withhold the cell. Both are facts of the set of rows, whatever its partition.
///
/// A quotient such as a rate per day has a denominator of its own in every row, and the common multiple of many would not end. So a
/// number that is no decimal, and whose denominator is not small either, is rounded before it is added, to at least 40 significant
/// digits: a fact of the number alone, so that sums stay exact over what is added, in any order.
enum NumericRange {
    static let bits = 4096

    /// Denominators up to here have a common multiple of 1,500 bits together.
    private static let mostExact: BigUInt = 1024

    /// What stands for the value in sums; nil beyond the range.
    static func summand(_ value: Rational) -> Rational? {
        guard holds(value) else { return nil }
        guard value.denominator.magnitude > mostExact else { return value }
        var odd = value.denominator.magnitude
        odd >>= odd.trailingZeroBitCount
        while odd > mostExact {
            let (quotient, remainder) = odd.quotientAndRemainder(dividingBy: 5)
            guard remainder.isZero else { return rounded(value) }
            odd = quotient
        }
        return value
    }

    /// Half away from zero.
    private static func rounded(_ value: Rational) -> Rational? {
        let scale = BigInt(10).power(40 + max(0, value.denominator.bitWidth - value.numerator.magnitude.bitWidth) * 3 / 10)
        let (quotient, remainder) = (value.numerator.magnitude * scale.magnitude).quotientAndRemainder(dividingBy: value.denominator.magnitude)
        let nearest = remainder * 2 >= value.denominator.magnitude ? quotient + 1 : quotient
        return Rational(BigInt(sign: value.numerator.sign, magnitude: nearest), over: scale)
    }

    static func holds(_ value: Rational) -> Bool {
        value.numerator.magnitude.bitWidth <= bits && value.denominator.magnitude.bitWidth <= bits
    }

    /// Nil beyond the range, and for what is no denominator.
    static func commonMultiple(_ left: BigInt, _ right: BigInt) -> BigInt? {
        guard left > 0, right > 0 else { return nil }
        if left == right { return left }
        let divisor = left.magnitude.commonDivisor(with: right.magnitude)
        let multiple = left.magnitude / divisor * right.magnitude
        return multiple.bitWidth <= bits ? BigInt(multiple) : nil
    }
}

/// How many numerics, and their exact sum as a whole number over the least common multiple of their denominators (for decimals
/// a power of ten, or a divisor of one). The multiple is not reduced against the sum: so it only grows, and no order of merging
/// meets an overflow that another avoids.
public struct NumericSum: Sendable, Hashable {
    public let rows: Int64
    /// At least 1.
    public let denominator: BigInt
    /// Σ x · denominator.
    public let sum: BigInt

    public static let zero = NumericSum(rows: 0, denominator: 1, sum: 0)

    public init(rows: Int64, denominator: BigInt, sum: BigInt) {
        self.rows = rows
        self.denominator = denominator
        self.sum = sum
    }

    /// The state of one row; nil when the value is beyond the range.
    init?(_ value: Rational) {
        guard let value = NumericRange.summand(value) else { return nil }
        self.init(rows: 1, denominator: value.denominator, sum: value.numerator)
    }

    public func merged(with other: Self) -> Self? {
        let (rows, many) = rows.addingReportingOverflow(other.rows)
        guard !many, let common = NumericRange.commonMultiple(denominator, other.denominator) else { return nil }
        let total = sum * (common / denominator) + other.sum * (common / other.denominator)
        return NumericSum(rows: rows, denominator: common, sum: total)
    }

    /// True when some rows can have this state.
    var isPossible: Bool {
        guard rows >= 0, denominator > 0, denominator.magnitude.bitWidth <= NumericRange.bits else { return false }
        if rows == 0 { return self == .zero }
        return sum.magnitude.bitWidth <= NumericRange.bits + 63 + denominator.magnitude.bitWidth
    }
}

/// How many numerics, their exact sum and the exact sum of their squares.
public struct NumericMoments: Sendable, Hashable {
    public let rows: Int64
    /// At least 1: the least common multiple of the rows' denominators.
    public let denominator: BigInt
    /// Σ x · denominator.
    public let sum: BigInt
    /// Σ x² · denominator².
    public let squares: BigInt

    public static let zero = NumericMoments(rows: 0, denominator: 1, sum: 0, squares: 0)

    public init(rows: Int64, denominator: BigInt, sum: BigInt, squares: BigInt) {
        self.rows = rows
        self.denominator = denominator
        self.sum = sum
        self.squares = squares
    }

    /// The state of one row; nil when the value is beyond the range.
    init?(_ value: Rational) {
        guard let value = NumericRange.summand(value) else { return nil }
        self.init(
            rows: 1, denominator: value.denominator, sum: value.numerator, squares: value.numerator * value.numerator)
    }

    public func merged(with other: Self) -> Self? {
        let (rows, many) = rows.addingReportingOverflow(other.rows)
        guard !many, let common = NumericRange.commonMultiple(denominator, other.denominator) else { return nil }
        let (mine, theirs) = (common / denominator, common / other.denominator)
        return NumericMoments(
            rows: rows, denominator: common, sum: sum * mine + other.sum * theirs,
            squares: squares * mine * mine + other.squares * theirs * theirs)
    }

    var spread: Spread { Spread(rows: rows, sum: sum, squares: squares, denominator: denominator, exponent: 0) }

    /// True when some rows can have this state.
    var isPossible: Bool {
        guard NumericSum(rows: rows, denominator: denominator, sum: sum).isPossible else { return false }
        if rows == 0 { return self == .zero }
        return squares.magnitude.bitWidth <= 2 * (NumericRange.bits + denominator.magnitude.bitWidth) + 63
            && squares >= 0 && spread.numerator >= 0
    }
}
