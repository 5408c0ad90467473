import BigInt
import CordonValues

/// How many doubles, and their exact sum.
public struct DoubleSum: Sendable, Hashable {
    public let rows: Int64
    public let sum: ExactDoubleSum

    public static let zero = DoubleSum(rows: 0, sum: .zero)

    public init(rows: Int64, sum: ExactDoubleSum) {
        self.rows = rows
        self.sum = sum
    }

    /// Nil on overflow of the rows.
    public func merged(with other: Self) -> Self? {
        let (rows, many) = rows.addingReportingOverflow(other.rows)
        return many ? nil : DoubleSum(rows: rows, sum: sum + other.sum)
    }

    /// True when some rows can have this state: a multiple of the least double, below rows · 2^1024.
    var isPossible: Bool {
        guard rows > 0 else { return self == .zero }
        return sum.isWithin(lowest: -1074, highest: 1024 + 63)
    }
}

/// How many doubles, their exact sum and the exact sum of their squares.
public struct DoubleMoments: Sendable, Hashable {
    public let rows: Int64
    public let sum: ExactDoubleSum
    public let squares: ExactDoubleSum

    public static let zero = DoubleMoments(rows: 0, sum: .zero, squares: .zero)

    public init(rows: Int64, sum: ExactDoubleSum, squares: ExactDoubleSum) {
        self.rows = rows
        self.sum = sum
        self.squares = squares
    }

    /// Nil on overflow of the rows.
    public func merged(with other: Self) -> Self? {
        let (rows, many) = rows.addingReportingOverflow(other.rows)
        return many ? nil : DoubleMoments(rows: rows, sum: sum + other.sum, squares: squares + other.squares)
    }

    /// Nil when NaN or an infinity is among the rows.
    var spread: Spread? {
        guard let sum = sum.exact, let squares = squares.exact else { return nil }
        // Both in units of a power of two: x of 2^exponent, x² of 2^(2·exponent).
        let half = squares.exponent >= 0 ? squares.exponent / 2 : -((1 - squares.exponent) / 2)
        let exponent = min(sum.exponent, half)
        return Spread(
            rows: rows, sum: sum.significand << (sum.exponent - exponent),
            squares: squares.significand << (squares.exponent - 2 * exponent), denominator: 1, exponent: exponent)
    }

    /// True when some rows can have this state, as far as that is cheap to see; a spread below zero is withheld by the finish.
    var isPossible: Bool {
        guard rows > 0 else { return self == .zero }
        return sum.isWithin(lowest: -1074, highest: 1024 + 63) && squares.isWithin(lowest: -2148, highest: 2048 + 63)
            && !squares.isNegative && squares.specials == sum.specials.squared
    }
}
