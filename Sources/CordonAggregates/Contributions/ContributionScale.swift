import BigInt
import CordonValues

/// What one row contributes to a count, sum, mean or spread, in whole units, so that a patient's rows add up exactly in any order.
///
/// A row of a count contributes 1 unit. A row of a sum contributes |x − low| in units of 2^-32, rounded up, at most 2^95, and that also for
/// NaN and infinities; `low` is the lower bound that the catalog declares of the argument, or 0. Contributions measured from the lower
/// bound are those of the p% rule (DESIGN section 6); without bounds the magnitude counts, and sums of values of both signs are held to what
/// is left of them. Where the permit refuses values outside the bounds, a row with one contributes 2^95, which is more than is told.
struct ContributionScale: Sendable {
    /// A patient's rows add up to this at most.
    static let most: UInt128 = 1 << 126
    private static let mostOfRow: UInt128 = 1 << 95
    private static let unitsInOne = 4_294_967_296.0

    private let low: Rational
    private let wholeLow: Int128?
    private let nearestLow: Double
    /// Nil where values outside bounds count; then the other two hold everything.
    private let within: ClosedRange<Rational>?
    private let wholesWithin: (least: Int64, greatest: Int64)
    private let nearestWithin: (least: Double, greatest: Double)

    /// Nil for an aggregate that tells no contributions.
    init?(_ specification: AggregateSpecification) {
        guard specification.tellsContributions else { return nil }
        low = specification.low ?? .zero
        wholeLow = low.isWhole ? Int64(exactly: low.numerator).map { Int128($0) } : nil
        nearestLow = low.toDouble()
        within = specification.within
        wholesWithin = within?.wholes ?? (.min, .max)
        nearestWithin = within.map { ($0.lowerBound.toDouble(), $0.upperBound.toDouble()) } ?? (-.infinity, .infinity)
    }

    func units(of value: Int64) -> UInt128 {
        if value < wholesWithin.least || value > wholesWithin.greatest { return Self.mostOfRow }
        guard let wholeLow else { return units(of: Rational(value)) }
        return min(Self.mostOfRow, (Int128(value) - wholeLow).magnitude << 32)
    }

    func units(of value: Double) -> UInt128 {
        // NaN has its place below.
        if value < nearestWithin.least || value > nearestWithin.greatest { return Self.mostOfRow }
        let scaled = ((value - nearestLow).magnitude * Self.unitsInOne).rounded(.up)
        if scaled < 9_223_372_036_854_775_808 { return UInt128(UInt64(scaled)) }
        // NaN is no less than anything.
        return scaled < 0x1p95 ? UInt128(scaled) : Self.mostOfRow
    }

    func units(of value: Rational) -> UInt128 {
        if let within, !within.contains(value) { return Self.mostOfRow }
        let distance = value - low
        let (quotient, remainder) = ((distance.numerator.magnitude << 32)).quotientAndRemainder(dividingBy: distance.denominator.magnitude)
        let whole = remainder == 0 ? quotient : quotient + 1
        guard whole.bitWidth <= 95 else { return Self.mostOfRow }
        return whole.words.enumerated().reduce(0) { $0 | UInt128($1.element) << UInt128(64 * $1.offset) }
    }
}

extension AggregateSpecification {
    /// True for counts of rows and for the sums, means and spreads of one argument: what one patient can make most of.
    public var tellsContributions: Bool {
        switch stateKind {
        case .count: function != .countPatients
        case .wholeSum, .wholeMoments, .doubleSum, .doubleMoments, .numericSum, .numericMoments: true
        case .none, .numericPairs, .doublePairs, .numericPowers, .doublePowers, .truths, .keys, .values, .categories, .bins: false
        }
    }
}

extension AggregateState {
    /// What all patients contribute together, in the units of ``ContributionScale``: exact, then rounded. Of values below the lower bound, or of
    /// both signs, the magnitude of what is left. Nil where it is not finite or there is none.
    public func contributions(_ specification: AggregateSpecification) -> Double? {
        let low = specification.low ?? .zero
        func total(_ sum: BigInt, over denominator: BigInt, _ rows: Int64) -> Double? {
            let distance = sum * low.denominator - low.numerator * denominator * BigInt(rows)
            let units = ExactRounding.quotient(BigInt(distance.magnitude) << 32, over: denominator * low.denominator)
            return units.isFinite ? units : nil
        }
        func total(_ sum: ExactDoubleSum, _ rows: Int64) -> Double? {
            guard let (significand, exponent) = sum.exact else { return nil }
            return exponent >= 0 ? total(significand << exponent, over: 1, rows) : total(significand, over: BigInt(1) << -exponent, rows)
        }
        return switch self {
        case .count(let rows): Double(rows)
        case .wholeSum(let state): total(BigInt(state.sum), over: 1, state.rows)
        case .wholeMoments(let state): total(BigInt(state.sum), over: 1, state.rows)
        case .doubleSum(let state): total(state.sum, state.rows)
        case .doubleMoments(let state): total(state.sum, state.rows)
        case .numericSum(let state): total(state.sum, over: state.denominator, state.rows)
        case .numericMoments(let state): total(state.sum, over: state.denominator, state.rows)
        case .none, .numericPairs, .doublePairs, .numericPowers, .doublePowers, .truths, .keys, .values, .categories, .bins, .overflowed: nil
        }
    }
}
