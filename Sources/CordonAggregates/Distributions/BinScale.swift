import BigInt
import CordonValues

/// Which bin a value lies in, and where bins end: the same on every machine, and in the order of the values.
///
/// - *Linear*: bin k is [origin + k · width, origin + (k + 1) · width), computed exactly.
/// - *Logarithmic*, for doubles and numerics without a grid: a DDSketch (C. Masson, J. E. Rim, H. K. Lee, "DDSketch: A fast and
///   fully-mergeable quantile sketch with relative-error guarantees", 2019) whose buckets divide each power of two into 64 equal
///   parts, so that a bucket's number is the upper bits of the double and no logarithm is taken. The middle of a bucket is within
///   1/128 of each of its values. Negative values have the negative numbers, and bin 0 holds zero and what lies between it and
///   the least normal double on either side.
struct BinScale: Sendable {
    private enum Form: Sendable {
        case linear(HistogramGrid, whole: (origin: Int64, width: Int64)?)
        case logarithmic
    }

    /// The bins of the values that are not finite, which stand where PostgreSQL sorts them.
    static let negativeInfinity = Int64.min
    static let infinity = Int64.max - 1
    static let notANumber = Int64.max

    private let form: Form
    /// The values are whole numbers or days.
    let isDiscrete: Bool
    var isLogarithmic: Bool { if case .logarithmic = form { true } else { false } }

    init(_ specification: AggregateSpecification) {
        isDiscrete = specification.argument.map(HistogramGrid.isDiscrete) == true
        guard let grid = specification.grid else {
            form = .logarithmic
            return
        }
        let isWhole = grid.origin.isWhole && grid.width.isWhole
        let whole = Int64(fitting: grid.origin.numerator).flatMap { origin in
            Int64(fitting: grid.width.numerator).map { (origin, $0) }
        }
        form = .linear(grid, whole: isWhole ? whole : nil)
    }
}

extension BinScale {
    /// Nil for NULL, for what is no number or date, and for a value beyond all bins: it withholds the cell.
    func bin(of value: Value) -> Int64? {
        switch value {
        case .integer(let value): bin(of: value)
        case .double(let value): bin(of: value.value)
        case .numeric(let value): bin(of: value)
        case .date(let value): bin(of: Int64(value.daysSince1970))
        case .timestamp(let value): bin(of: value.microsecondsSince1970)
        case .null, .boolean, .text: nil
        }
    }

    func bin(of value: Int64) -> Int64? {
        guard case .linear(_, let whole?) = form else { return bin(of: Rational(value)) }
        let (distance, overflow) = value.subtractingReportingOverflow(whole.origin)
        if overflow { return bin(of: Rational(value)) }
        let quotient = distance / whole.width
        return distance % whole.width < 0 ? quotient - 1 : quotient
    }

    func bin(of value: Rational) -> Int64? {
        switch form {
        case .logarithmic: return bin(of: value.toDouble())
        case .linear(let grid, _):
            guard let steps = (value - grid.origin).divided(by: grid.width) else { return nil }
            guard let bin = Int64(fitting: steps.floor) else { return nil }
            return isDiscrete || bin.magnitude <= 1 << 62 ? bin : nil
        }
    }

    func bin(of value: Double) -> Int64? {
        guard value.isFinite else {
            return value.isNaN ? Self.notANumber : value > 0 ? Self.infinity : Self.negativeInfinity
        }
        switch form {
        case .linear: return nearBin(of: value) ?? Rational(exactly: value).flatMap { bin(of: $0) }
        case .logarithmic:
            guard value.magnitude >= .leastNormalMagnitude else { return 0 }
            let bucket = Int64(value.magnitude.bitPattern >> 46)
            return value < 0 ? -bucket : bucket
        }
    }

    /// The bin computed in doubles, where no rounding error can put it beside the exact one.
    private func nearBin(of value: Double) -> Int64? {
        guard case .linear(let grid, _) = form else { return nil }
        let (origin, width) = (grid.origin.toDouble(), grid.width.toDouble())
        let steps = (value - origin) / width
        guard steps.magnitude < 0x1p40, width.isNormal else { return nil }
        let error = (steps.magnitude + (value.magnitude + origin.magnitude) / width + 1) * 0x1p-48
        let down = steps.rounded(.down)
        return steps - down > error && down + 1 - steps > error ? Int64(down) : nil
    }
}

extension BinScale {
    /// The least and the largest number that the bins from `first` to `last` can hold; of discrete values the whole numbers, else
    /// the edges. Nil where these bins hold values that are not finite.
    func range(_ first: Int64, _ last: Int64) -> (low: Rational, high: Rational)? {
        guard isDiscrete || first != Self.negativeInfinity && last < Self.infinity else { return nil }
        switch form {
        case .linear(let grid, _):
            let low = grid.origin + Rational(first) * grid.width
            let high = grid.origin + (Rational(last) + Rational(1 as Int64)) * grid.width
            return isDiscrete ? (Rational(low.ceiling), Rational(high.ceiling - 1)) : (low, high)
        case .logarithmic:
            // A partial may name any bin: magnitudes do not overflow.
            let low = first > 0 ? Self.edge(first.magnitude) : -Self.edge(first.magnitude + 1)
            let high = last < 0 ? -Self.edge(last.magnitude) : Self.edge(last.magnitude + 1)
            return Rational(exactly: low).flatMap { low in Rational(exactly: high).map { (low, $0) } }
        }
    }

    /// The lower end of a bucket above 0; the end of bin 0 is the least normal double.
    private static func edge(_ bucket: UInt64) -> Double {
        let largest = Double.greatestFiniteMagnitude.bitPattern >> 46
        if bucket > largest { return .greatestFiniteMagnitude }
        return max(Double(bitPattern: max(bucket, 1) << 46), .leastNormalMagnitude)
    }
}

extension Int64 {
    /// Nil beyond 64 bits. (The generic conversions take the low bits of a `BigInt` that is larger.)
    init?(fitting value: BigInt) {
        guard value.magnitude.bitWidth <= 63 else {
            guard value == BigInt(Int64.min) else { return nil }
            self = .min
            return
        }
        self.init(truncatingIfNeeded: value)
    }
}
