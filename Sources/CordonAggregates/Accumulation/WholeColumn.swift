/// Exact sums of whole numbers per group, and of their squares where asked.
struct WholeColumn: Sendable {
    private let keepsSquares: Bool
    private var sums: [Int128] = []
    private var squares: [UInt192] = []

    init(keepsSquares: Bool) { self.keepsSquares = keepsSquares }

    mutating func addGroup() {
        sums.append(0)
        if keepsSquares { squares.append(.zero) }
    }

    /// No number of rows that 63 bits can count overflows 128 bits of sum or 192 bits of squares.
    mutating func add(_ value: Int64, group: Int) {
        sums[group] &+= Int128(value)
        if keepsSquares { squares[group] = squares[group].addingReportingOverflow(UInt192(squareOf: value)).sum }
    }

    func state(group: Int, rows: Int64) -> AggregateState {
        keepsSquares
            ? .wholeMoments(WholeMoments(rows: rows, sum: sums[group], squares: squares[group]))
            : .wholeSum(WholeSum(rows: rows, sum: sums[group]))
    }
}
