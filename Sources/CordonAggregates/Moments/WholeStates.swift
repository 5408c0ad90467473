import BigInt

/// How many whole numbers, and their exact sum. |sum| ≤ rows · 2^63, so that 128 bits hold the sum of any number of rows that
/// `rows` can count.
public struct WholeSum: Sendable, Hashable {
    public let rows: Int64
    public let sum: Int128

    public static let zero = WholeSum(rows: 0, sum: 0)

    public init(rows: Int64, sum: Int128) {
        self.rows = rows
        self.sum = sum
    }

    /// Nil on overflow of the rows.
    public func merged(with other: Self) -> Self? {
        let (rows, many) = rows.addingReportingOverflow(other.rows)
        let (sum, large) = sum.addingReportingOverflow(other.sum)
        return many || large ? nil : WholeSum(rows: rows, sum: sum)
    }

    /// True when some rows can have this state.
    var isPossible: Bool { rows >= 0 && sum.magnitude <= UInt128(UInt64(rows)) << 63 && (rows > 0 || sum == 0) }
}

/// How many whole numbers, their exact sum and the exact sum of their squares.
public struct WholeMoments: Sendable, Hashable {
    public let rows: Int64
    public let sum: Int128
    public let squares: UInt192

    public static let zero = WholeMoments(rows: 0, sum: 0, squares: .zero)

    public init(rows: Int64, sum: Int128, squares: UInt192) {
        self.rows = rows
        self.sum = sum
        self.squares = squares
    }

    /// Nil on overflow of the rows.
    public func merged(with other: Self) -> Self? {
        let (rows, many) = rows.addingReportingOverflow(other.rows)
        let (sum, large) = sum.addingReportingOverflow(other.sum)
        let (squares, larger) = squares.addingReportingOverflow(other.squares)
        return many || large || larger ? nil : WholeMoments(rows: rows, sum: sum, squares: squares)
    }

    var spread: Spread {
        Spread(rows: rows, sum: BigInt(sum), squares: squares.bigInt, denominator: 1, exponent: 0)
    }

    /// True when some rows can have this state: its sum is possible, and so is its spread (Cauchy and Schwarz).
    var isPossible: Bool {
        WholeSum(rows: rows, sum: sum).isPossible
            && squares <= (UInt192(UInt128(UInt64(rows)), shiftedLeftBy: 126) ?? .zero)
            && spread.numerator >= 0
    }
}
