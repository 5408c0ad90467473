import BigInt
import CordonValues

/// What one of an exact number of units is: 2^exponent / denominator.
struct ExactUnit {
    var denominator: BigInt = 1
    var exponent = 0
}

/// The exact ingredients of every covariance, correlation and regression: n, Σy, Σx, Σy², Σx², Σxy as whole numbers of units.
///
/// nΣx² − (Σx)², nΣy² − (Σy)² and nΣxy − ΣxΣy are exact, so that nothing cancels, and each finish rounds once. NULL rules are
/// PostgreSQL's.
struct PairSpread {
    /// One of the two arguments.
    struct Side {
        /// Nil when NaN or an infinity is among the rows; then `specialSum` is what they add up to.
        var sum: BigInt?
        var squares: BigInt?
        var unit: ExactUnit?
        var specialSum: Double?

        init(sum: BigInt, squares: BigInt, unit: ExactUnit) {
            self.sum = sum
            self.squares = squares
            self.unit = unit
        }

        init(_ sum: ExactDoubleSum, squares: ExactDoubleSum) {
            guard let sum = sum.exact, let squares = squares.exact else {
                specialSum = sum.specials.sum
                return
            }
            let half = squares.exponent >= 0 ? squares.exponent / 2 : -((1 - squares.exponent) / 2)
            let exponent = min(sum.exponent, half)
            self.sum = sum.significand << (sum.exponent - exponent)
            self.squares = squares.significand << (squares.exponent - 2 * exponent)
            unit = ExactUnit(exponent: exponent)
        }

        /// The same numbers in units of a power of two that is not larger.
        func inUnits(of exponent: Int) -> Side {
            guard let sum, let squares, let unit else { return self }
            let shift = unit.exponent - exponent
            return Side(
                sum: sum << shift, squares: squares << (2 * shift), unit: ExactUnit(denominator: unit.denominator, exponent: exponent))
        }

        /// n² times the population variance, in squares of the unit.
        func spread(_ rows: Int64) -> BigInt? {
            guard let sum, let squares else { return nil }
            return BigInt(rows) * squares - sum * sum
        }
    }

    let rows: Int64
    let y: Side
    let x: Side
    let products: BigInt?
    private let yy: BigInt?
    private let xx: BigInt?
    private let xy: BigInt?

    init(rows: Int64, y: Side, x: Side, products: BigInt?) {
        self.rows = rows
        self.y = y
        self.x = x
        self.products = products
        yy = y.spread(rows)
        xx = x.spread(rows)
        if let products, let sumY = y.sum, let sumX = x.sum {
            xy = BigInt(rows) * products - sumY * sumX
        } else {
            xy = nil
        }
    }

    /// True when some rows can have these sums (Cauchy and Schwarz).
    var isPossible: Bool {
        guard let xx, let yy, let xy else { return true }
        return xx >= 0 && yy >= 0 && xy * xy <= xx * yy
    }

    /// True when y is one line of x in every row, and neither is constant.
    var isExactFit: Bool {
        guard let xx, let yy, let xy else { return false }
        return xx > 0 && yy > 0 && xy * xy == xx * yy
    }
}

extension PairSpread {
    /// nil for sums that no rows have, and beyond the largest double.
    func value(_ function: AggregateFunction) -> Value? {
        if function == .regressionCount { return .integer(rows) }
        guard rows > (function == .covarianceSample ? 1 : 0) else { return .null }
        guard isPossible else { return nil }
        return switch function {
        case .covariancePopulation: quotient(xy, over: BigInt(rows) * BigInt(rows), y: 1, x: 1)
        case .covarianceSample: quotient(xy, over: BigInt(rows) * BigInt(rows - 1), y: 1, x: 1)
        case .regressionSXX: quotient(xx, over: BigInt(rows), y: 0, x: 2)
        case .regressionSYY: quotient(yy, over: BigInt(rows), y: 2, x: 0)
        case .regressionSXY: quotient(xy, over: BigInt(rows), y: 1, x: 1)
        case .regressionAverageX: x.specialSum.map { .double($0) } ?? quotient(x.sum, over: BigInt(rows), y: 0, x: 1)
        case .regressionAverageY: y.specialSum.map { .double($0) } ?? quotient(y.sum, over: BigInt(rows), y: 1, x: 0)
        case .correlation: xx == 0 || yy == 0 ? .null : correlation
        case .regressionSlope: xx == 0 ? .null : quotient(xy, over: xx, y: 1, x: -1)
        case .regressionIntercept: xx == 0 ? .null : intercept
        case .regressionR2: xx == 0 ? .null : yy == 0 ? .double(1) : determination
        case .countRows, .count, .countPatients, .countKeys, .countValues, .sum, .average, .variancePopulation, .varianceSample,
            .deviationPopulation, .deviationSample, .regressionCount, .skewness, .kurtosis, .kurtosisPopulation, .every, .any, .mode,
            .percentileContinuous, .percentileDiscrete, .minimum, .maximum:
            nil
        }
    }

    /// The double nearest to dividend / divisor in the given powers of the two units; NaN where a part is not finite.
    private func quotient(_ dividend: BigInt?, over divisor: BigInt?, y powerY: Int, x powerX: Int) -> Value? {
        guard let dividend, let divisor else { return .double(.nan) }
        let (unitY, unitX) = (y.unit ?? ExactUnit(), x.unit ?? ExactUnit())
        var (top, bottom) = (dividend, divisor)
        for (power, denominator) in [(powerY, unitY.denominator), (powerX, unitX.denominator)] {
            if power > 0 { bottom *= denominator.power(power) } else { top *= denominator.power(-power) }
        }
        return Self.finite(
            ExactRounding.quotient(top, over: bottom, exponent: powerY * unitY.exponent + powerX * unitX.exponent))
    }

    /// (ΣyΣ… − ΣxΣ…) over nΣx² − (Σx)²: the regression line at x = 0.
    private var intercept: Value? {
        guard let xx, let xy, let sumY = y.sum, let sumX = x.sum else { return .double(.nan) }
        return quotient(sumY * xx - sumX * xy, over: BigInt(rows) * xx, y: 1, x: 0)
    }

    /// The units cancel.
    private var correlation: Value? {
        guard let xx, let yy, let xy else { return .double(.nan) }
        let root = ExactRounding.squareRoot(of: xy * xy, over: xx * yy)
        return Self.finite(xy < 0 ? -root : root)
    }

    private var determination: Value? {
        guard let xx, let yy, let xy else { return .double(.nan) }
        return Self.finite(ExactRounding.quotient(xy * xy, over: xx * yy))
    }

    static func finite(_ value: Double) -> Value? { value.isFinite ? .double(value) : nil }
}
