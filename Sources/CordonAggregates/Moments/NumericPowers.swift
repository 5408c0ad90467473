import BigInt
import CordonValues

/// How many exact numbers, and the exact sums of their first four powers: for skewness and kurtosis.
public struct NumericPowers: Sendable, Hashable {
    public let rows: Int64
    /// At least 1: the least common multiple of the rows' denominators; 1 for whole numbers.
    public let denominator: BigInt
    /// Σ x · denominator, Σ x² · denominator², Σ x³ · denominator³, Σ x⁴ · denominator⁴.
    public let sum: BigInt
    public let squares: BigInt
    public let cubes: BigInt
    public let fourths: BigInt

    public static let zero = NumericPowers(rows: 0, denominator: 1, sum: 0, squares: 0, cubes: 0, fourths: 0)

    public init(rows: Int64, denominator: BigInt, sum: BigInt, squares: BigInt, cubes: BigInt, fourths: BigInt) {
        self.rows = rows
        self.denominator = denominator
        self.sum = sum
        self.squares = squares
        self.cubes = cubes
        self.fourths = fourths
    }

    /// The state of one row; nil when the value is beyond the range.
    init?(_ value: Rational) {
        guard let value = NumericRange.summand(value) else { return nil }
        let square = value.numerator * value.numerator
        self.init(
            rows: 1, denominator: value.denominator, sum: value.numerator, squares: square, cubes: square * value.numerator,
            fourths: square * square)
    }

    /// What takes these rows away again.
    var negated: Self {
        NumericPowers(rows: -rows, denominator: denominator, sum: -sum, squares: -squares, cubes: -cubes, fourths: -fourths)
    }

    public func merged(with other: Self) -> Self? {
        let (rows, many) = rows.addingReportingOverflow(other.rows)
        guard !many, let common = NumericRange.commonMultiple(denominator, other.denominator) else { return nil }
        let (mine, theirs) = (common / denominator, common / other.denominator)
        return NumericPowers(
            rows: rows, denominator: common, sum: sum * mine + other.sum * theirs,
            squares: squares * mine.power(2) + other.squares * theirs.power(2),
            cubes: cubes * mine.power(3) + other.cubes * theirs.power(3),
            fourths: fourths * mine.power(4) + other.fourths * theirs.power(4))
    }

    /// The unit cancels in all that is made of it.
    var shape: Shape { Shape(rows: rows, sum: sum, squares: squares, cubes: cubes, fourths: fourths) }

    /// True when some rows can have this state, as far as that is cheap to see; of whole numbers only with a denominator of 1.
    func isPossible(whole: Bool) -> Bool {
        guard NumericMoments(rows: rows, denominator: denominator, sum: sum, squares: squares).isPossible, !whole || denominator == 1
        else { return false }
        if rows == 0 { return self == .zero }
        let width = NumericRange.bits + denominator.magnitude.bitWidth
        return cubes.magnitude.bitWidth <= 3 * width + 63 && fourths.magnitude.bitWidth <= 4 * width + 63
            && BigInt(rows) * fourths >= squares * squares && cubes * cubes <= squares * fourths
    }
}
