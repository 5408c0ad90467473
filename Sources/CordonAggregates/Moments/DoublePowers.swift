import BigInt
import CordonValues

/// How many doubles, and the exact sums of their first four powers.
public struct DoublePowers: Sendable, Hashable {
    public let rows: Int64
    public let sum: ExactDoubleSum
    public let squares: ExactDoubleSum
    public let cubes: ExactDoubleSum
    public let fourths: ExactDoubleSum

    public static let zero = DoublePowers(rows: 0, sum: .zero, squares: .zero, cubes: .zero, fourths: .zero)

    public init(rows: Int64, sum: ExactDoubleSum, squares: ExactDoubleSum, cubes: ExactDoubleSum, fourths: ExactDoubleSum) {
        self.rows = rows
        self.sum = sum
        self.squares = squares
        self.cubes = cubes
        self.fourths = fourths
    }

    /// Nil on overflow of the rows.
    public func merged(with other: Self) -> Self? {
        let (rows, many) = rows.addingReportingOverflow(other.rows)
        if many { return nil }
        return DoublePowers(
            rows: rows, sum: sum + other.sum, squares: squares + other.squares, cubes: cubes + other.cubes,
            fourths: fourths + other.fourths)
    }

    /// Nil when NaN or an infinity is among the rows.
    var shape: Shape? {
        guard let sum = sum.exact, let squares = squares.exact, let cubes = cubes.exact, let fourths = fourths.exact else { return nil }
        // In units of a power of two that makes all four whole; it cancels.
        let powers = [sum, squares, cubes, fourths]
        let exponent = powers.enumerated().map { Self.floor($0.element.exponent, $0.offset + 1) }.min() ?? 0
        let whole = powers.enumerated().map { $0.element.significand << ($0.element.exponent - exponent * ($0.offset + 1)) }
        return Shape(rows: rows, sum: whole[0], squares: whole[1], cubes: whole[2], fourths: whole[3])
    }

    private static func floor(_ dividend: Int, _ divisor: Int) -> Int {
        dividend >= 0 ? dividend / divisor : -((divisor - 1 - dividend) / divisor)
    }

    /// True when some rows can have this state, as far as that is cheap to see.
    var isPossible: Bool {
        guard DoubleMoments(rows: rows, sum: sum, squares: squares).isPossible else { return false }
        if rows == 0 { return self == .zero }
        return cubes.isWithin(lowest: -3222, highest: 3072 + 63) && fourths.isWithin(lowest: -4296, highest: 4096 + 63)
            && !fourths.isNegative && fourths.specials == sum.specials.squared && cubes.specials == sum.specials
    }
}
