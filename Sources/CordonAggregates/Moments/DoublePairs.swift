import BigInt
import CordonValues

/// How many pairs (y, x) of doubles, and the exact sums of x, y, x², y² and xy.
public struct DoublePairs: Sendable, Hashable {
    public let rows: Int64
    public let y: ExactDoubleSum
    public let x: ExactDoubleSum
    public let yy: ExactDoubleSum
    public let xx: ExactDoubleSum
    /// Holds NaN and nothing else when a y or an x is not finite.
    public let xy: ExactDoubleSum

    public static let zero = DoublePairs(rows: 0, y: .zero, x: .zero, yy: .zero, xx: .zero, xy: .zero)

    public init(rows: Int64, y: ExactDoubleSum, x: ExactDoubleSum, yy: ExactDoubleSum, xx: ExactDoubleSum, xy: ExactDoubleSum) {
        self.rows = rows
        self.y = y
        self.x = x
        self.yy = yy
        self.xx = xx
        self.xy = xy
    }

    /// Nil on overflow of the rows.
    public func merged(with other: Self) -> Self? {
        let (rows, many) = rows.addingReportingOverflow(other.rows)
        if many { return nil }
        return DoublePairs(
            rows: rows, y: y + other.y, x: x + other.x, yy: yy + other.yy, xx: xx + other.xx, xy: xy + other.xy)
    }

    var spread: PairSpread {
        var left = PairSpread.Side(y, squares: yy)
        let right = PairSpread.Side(x, squares: xx)
        guard let products = xy.exact, let leftUnit = left.unit, let rightUnit = right.unit else {
            return PairSpread(rows: rows, y: left, x: right, products: nil)
        }
        // A product is a whole number of products of units; where it is not, both units are made small enough.
        let missing = leftUnit.exponent + rightUnit.exponent - products.exponent
        if products.significand != 0, missing > 0 {
            left = left.inUnits(of: leftUnit.exponent - missing)
        }
        let exponent = (left.unit?.exponent ?? 0) + rightUnit.exponent
        return PairSpread(
            rows: rows, y: left, x: right, products: products.significand == 0 ? 0 : products.significand << (products.exponent - exponent))
    }

    /// True when some rows can have this state, as far as that is cheap to see.
    var isPossible: Bool {
        let sides = [DoubleMoments(rows: rows, sum: y, squares: yy), DoubleMoments(rows: rows, sum: x, squares: xx)]
        guard sides.allSatisfy(\.isPossible) else { return false }
        if rows == 0 { return self == .zero }
        let isFinite = y.specials.isEmpty && x.specials.isEmpty
        guard xy.specials == (isFinite ? [] : .notANumber) else { return false }
        return xy.isWithin(lowest: -2148, highest: 2048 + 63)
    }
}
