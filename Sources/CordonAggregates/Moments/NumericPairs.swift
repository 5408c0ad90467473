import BigInt
import CordonValues

/// How many pairs (y, x) of exact numbers, and the exact sums of x, y, x², y² and xy: for covariances, correlations and regressions.
///
/// As in ``NumericSum``, each of the two has the least common multiple of its rows' denominators, which only grows; whole numbers
/// have 1.
public struct NumericPairs: Sendable, Hashable {
    public let rows: Int64
    /// At least 1.
    public let yDenominator: BigInt
    /// At least 1.
    public let xDenominator: BigInt
    /// Σ y · yDenominator.
    public let y: BigInt
    public let x: BigInt
    /// Σ y² · yDenominator².
    public let yy: BigInt
    public let xx: BigInt
    /// Σ xy · yDenominator · xDenominator.
    public let xy: BigInt

    public static let zero = NumericPairs(rows: 0, yDenominator: 1, xDenominator: 1, y: 0, x: 0, yy: 0, xx: 0, xy: 0)

    public init(
        rows: Int64, yDenominator: BigInt, xDenominator: BigInt, y: BigInt, x: BigInt, yy: BigInt, xx: BigInt, xy: BigInt
    ) {
        self.rows = rows
        self.yDenominator = yDenominator
        self.xDenominator = xDenominator
        self.y = y
        self.x = x
        self.yy = yy
        self.xx = xx
        self.xy = xy
    }

    /// The state of one row; nil when a value is beyond the range.
    init?(_ y: Rational, _ x: Rational) {
        guard let y = NumericRange.summand(y), let x = NumericRange.summand(x) else { return nil }
        self.init(
            rows: 1, yDenominator: y.denominator, xDenominator: x.denominator, y: y.numerator, x: x.numerator,
            yy: y.numerator * y.numerator, xx: x.numerator * x.numerator, xy: y.numerator * x.numerator)
    }

    /// What takes these rows away again.
    var negated: Self {
        NumericPairs(rows: -rows, yDenominator: yDenominator, xDenominator: xDenominator, y: -y, x: -x, yy: -yy, xx: -xx, xy: -xy)
    }

    public func merged(with other: Self) -> Self? {
        let (rows, many) = rows.addingReportingOverflow(other.rows)
        guard !many, let bottomY = NumericRange.commonMultiple(yDenominator, other.yDenominator),
            let bottomX = NumericRange.commonMultiple(xDenominator, other.xDenominator)
        else { return nil }
        let (myY, theirY) = (bottomY / yDenominator, bottomY / other.yDenominator)
        let (myX, theirX) = (bottomX / xDenominator, bottomX / other.xDenominator)
        return NumericPairs(
            rows: rows, yDenominator: bottomY, xDenominator: bottomX, y: y * myY + other.y * theirY, x: x * myX + other.x * theirX,
            yy: yy * myY * myY + other.yy * theirY * theirY, xx: xx * myX * myX + other.xx * theirX * theirX,
            xy: xy * myX * myY + other.xy * theirX * theirY)
    }

    var spread: PairSpread {
        PairSpread(
            rows: rows, y: PairSpread.Side(sum: y, squares: yy, unit: ExactUnit(denominator: yDenominator)),
            x: PairSpread.Side(sum: x, squares: xx, unit: ExactUnit(denominator: xDenominator)), products: xy)
    }

    /// True when some rows can have this state; of whole numbers only with denominators of 1.
    func isPossible(whole: Bool) -> Bool {
        let sides = [
            NumericMoments(rows: rows, denominator: yDenominator, sum: y, squares: yy),
            NumericMoments(rows: rows, denominator: xDenominator, sum: x, squares: xx),
        ]
        guard sides.allSatisfy(\.isPossible), !whole || yDenominator == 1 && xDenominator == 1 else { return false }
        return rows == 0 ? self == .zero : spread.isPossible
    }
}
