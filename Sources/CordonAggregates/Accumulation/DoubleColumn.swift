/// Exact sums of doubles per group, and of their squares where asked.
///
/// Each group has a fixed-point window, placed by its first value, that holds all values of ordinary data (18 bytes for a sum, 26
/// for squares). What does not fit goes into a ``LimbWindow`` of that group; the sum is both together.
struct DoubleColumn: Sendable {
    private let keepsSquares: Bool
    private var sums: [Int128] = []
    private var sumExponents: [Int16] = []
    private var squares: [UInt192] = []
    private var squareExponents: [Int16] = []
    private var specials: [DoubleSpecials] = []
    private var sumSpills: [Int: LimbWindow] = [:]
    private var squareSpills: [Int: LimbWindow] = [:]

    init(keepsSquares: Bool) { self.keepsSquares = keepsSquares }

    mutating func addGroup() {
        sums.append(0)
        sumExponents.append(0)
        specials.append([])
        guard keepsSquares else { return }
        squares.append(.zero)
        squareExponents.append(0)
    }

    mutating func add(_ value: Double, group: Int) {
        guard value.isFinite else {
            specials[group].formUnion(DoubleSpecials(of: value))
            return
        }
        let parts = DoubleParts(value)
        if parts.magnitude == 0 { return }
        if !addToWindow(parts, group: group) {
            sumSpills[group, default: LimbWindow()].add(
                UInt128(parts.magnitude), exponent: parts.exponent, isNegative: parts.isNegative)
        }
        if keepsSquares, !addSquareToWindow(parts, group: group) {
            squareSpills[group, default: LimbWindow()].add(parts.square, exponent: 2 * parts.exponent, isNegative: false)
        }
    }

    /// False when bits of the value lie below the window.
    private mutating func addToWindow(_ parts: DoubleParts, group: Int) -> Bool {
        let left = DoubleWindow.add(parts, to: &sums[group], at: &sumExponents[group])
        if let (sum, exponent) = left.emptied {
            sumSpills[group, default: LimbWindow()].add(sum.magnitude, exponent: exponent, isNegative: sum < 0)
        }
        return !left.value
    }

    /// As ``DoubleWindow``: 48 bits below the square's last, 38 above its first.
    private mutating func addSquareToWindow(_ parts: DoubleParts, group: Int) -> Bool {
        if squares[group] == .zero { squareExponents[group] = Int16(truncatingIfNeeded: 2 * parts.exponent - 48) }
        var shift = 2 * parts.exponent - Int(squareExponents[group])
        var square = parts.square
        if shift < 0 {
            guard square.trailingZeroBitCount >= -shift else { return false }
            square >>= -shift
            shift = 0
        }
        if let term = UInt192(square, shiftedLeftBy: shift) {
            let (sum, overflow) = squares[group].addingReportingOverflow(term)
            if !overflow {
                squares[group] = sum
                return true
            }
        }
        let (full, exponent) = (squares[group], Int(squareExponents[group]))
        squareSpills[group, default: LimbWindow()].add(full.low, exponent: exponent, isNegative: false)
        squareSpills[group, default: LimbWindow()].add(UInt128(full.high), exponent: exponent + 128, isNegative: false)
        squares[group] = .zero
        return addSquareToWindow(parts, group: group)
    }

    func state(group: Int, rows: Int64) -> AggregateState {
        keepsSquares
            ? .doubleMoments(DoubleMoments(rows: rows, sum: sum(group), squares: squares(group)))
            : .doubleSum(DoubleSum(rows: rows, sum: sum(group)))
    }

    private func sum(_ group: Int) -> ExactDoubleSum {
        if !specials[group].isEmpty { return ExactDoubleSum(specials: specials[group]) }
        let window = ExactDoubleSum(narrow: sums[group], exponent: Int(sumExponents[group]))
        return sumSpills[group].map { window + $0.exactSum } ?? window
    }

    private func squares(_ group: Int) -> ExactDoubleSum {
        if !specials[group].isEmpty { return ExactDoubleSum(specials: specials[group].squared) }
        let window = ExactDoubleSum(squares[group], exponent: Int(squareExponents[group]))
        return squareSpills[group].map { window + $0.exactSum } ?? window
    }
}
