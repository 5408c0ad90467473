import BigInt
import CordonValues

/// A percentile of rows that are known by their bins.
struct Quantile {
    let tally: Tally<Int64>
    let scale: BinScale
    let fraction: Double
    let type: ValueType

    /// Nil for a state or specification that has no percentile.
    init?(_ state: AggregateState, _ specification: AggregateSpecification) {
        guard case .bins(let tally) = state, let fraction = specification.fraction?.value, let type = specification.argument
        else { return nil }
        self.tally = tally
        self.fraction = fraction
        self.type = type
        scale = BinScale(specification)
    }

    /// `percentile_disc`: the first row whose rank is at least fraction · n, in doubles as PostgreSQL computes it.
    func discrete(widening: (Int) -> ClosedRange<Int64>?) -> FinishedValue? {
        guard let rows = tally.rows else { return nil }
        if rows == 0 { return .exact(.null) }
        let rank = max(1, Self.whole((fraction * Double(rows)).rounded(.up)))
        guard let bins = entry(ofRank: min(rank, rows)).flatMap(widening) else { return nil }
        if let special = special(bins) { return shown(special, special) }
        guard let (low, high) = scale.range(bins.lowerBound, bins.upperBound) else { return nil }
        if scale.isLogarithmic { return Self.estimate(low.toDouble(), high.toDouble(), type) }
        guard let low = value(low), let high = value(high) else { return nil }
        return .bounded(low: low, high: high)
    }

    /// `percentile_cont`: between the two rows around the position fraction · (n − 1), in doubles as PostgreSQL computes it.
    func continuous(widening: (Int) -> ClosedRange<Int64>?) -> FinishedValue? {
        guard let rows = tally.rows else { return nil }
        if rows == 0 { return .exact(.null) }
        let position = fraction * Double(rows - 1)
        let (first, second) = (position.rounded(.down), position.rounded(.up))
        guard let left = ends(behind: Self.whole(first), rows, widening),
            let right = ends(behind: Self.whole(second), rows, widening)
        else { return nil }
        if first == second { return shown(left.low, left.high) }
        let share = position - first
        let (low, high) = (left.low + share * (right.low - left.low), left.high + share * (right.high - left.high))
        if left.low == left.high && right.low == right.high || !low.isFinite || !high.isFinite { return shown(low, high) }
        // The three roundings of the pooled value lose less than this.
        let slack = 4 * max(left.low.magnitude, right.high.magnitude, left.high.magnitude, right.low.magnitude).ulp
        return shown(low - slack, high + slack)
    }

    /// A count of rows of nearly 2^63 rounds up to it as a double.
    private static func whole(_ number: Double) -> Int64 { Int64(exactly: number) ?? .max }

    /// The bin of the row that stands behind so many.
    private func ends(behind count: Int64, _ rows: Int64, _ widening: (Int) -> ClosedRange<Int64>?) -> (low: Double, high: Double)? {
        guard let bins = entry(ofRank: min(count, rows - 1) + 1).flatMap(widening) else { return nil }
        if let special = special(bins) { return (special, special) }
        return scale.range(bins.lowerBound, bins.upperBound).map { ($0.low.toDouble(), $0.high.toDouble()) }
    }

    private func entry(ofRank rank: Int64) -> Int? {
        var before: Int64 = 0
        for (index, entry) in tally.entries.enumerated() {
            before += entry.rows
            if rank <= before { return index }
        }
        return nil
    }

    private func special(_ bins: ClosedRange<Int64>) -> Double? {
        guard !scale.isDiscrete, bins.lowerBound == bins.upperBound else { return nil }
        return switch bins.lowerBound {
        case BinScale.notANumber: .nan
        case BinScale.infinity: .infinity
        case BinScale.negativeInfinity: -.infinity
        default: nil
        }
    }

    private func shown(_ low: Double, _ high: Double) -> FinishedValue? {
        scale.isLogarithmic ? Self.estimate(low, high, .double) : .bounded(low: .double(low), high: .double(high))
    }

    private static func estimate(_ low: Double, _ high: Double, _ type: ValueType) -> FinishedValue? {
        if low == high || low.isNaN { return .estimate(.double(low), error: 0) }
        let half = high / 2 - low / 2
        let middle = low + half
        let value: Value? = type == .numeric ? Rational(exactly: middle).map { .numeric($0) } : .double(middle)
        return value.map { .estimate($0, error: half + 2 * max(low.magnitude, high.magnitude).ulp) }
    }

    /// A number of the line as a value of the argument's type; one beyond the type becomes its last.
    private func value(_ number: Rational) -> Value? {
        switch type {
        case .integer, .bigint:
            .integer(Int64(fitting: number.numerator) ?? (number < .zero ? .min : .max))
        case .date:
            .date(Int64(fitting: number.numerator).flatMap { CalendarDate(daysSince1970: $0) } ?? (number < .zero ? .first : .last))
        case .timestamp:
            .timestamp(
                Int64(fitting: number.numerator).flatMap { CalendarTimestamp(microsecondsSince1970: $0) }
                    ?? (number < .zero ? .first : .last))
        case .numeric: .numeric(number)
        case .double: .double(number.toDouble())
        case .boolean, .text: nil
        }
    }
}

extension Quantile {
    /// The bin of one entry as it is.
    func narrow(_ index: Int) -> ClosedRange<Int64>? { tally.entries[index].key...tally.entries[index].key }

    /// The smallest block of 2^j bins, aligned at multiples of 2^j, that holds the entry's bin and at least `least` patients. Its
    /// ends tell nothing of which bins are empty. Nil when there is none, and where the value is not finite.
    func wide(_ index: Int, least: Int64, contributors: Int64) -> ClosedRange<Int64>? {
        let bin = tally.entries[index].key
        if !scale.isDiscrete, bin == BinScale.negativeInfinity || bin >= BinScale.infinity { return nil }
        for power in 0..<63 as Range<Int64> {
            let first = (bin >> power) << power
            let last = first + ((1 << power) - 1)
            if patients(within: first...last, of: contributors) >= least { return first...last }
        }
        return nil
    }

    /// At least so many distinct patients have rows in these bins: as many as in one of them, and all who have none elsewhere. A
    /// patient may be in several bins, so that they do not add up; where each has one row, they do.
    private func patients(within bins: ClosedRange<Int64>, of contributors: Int64) -> Int64 {
        var (largest, together, elsewhere) = (0 as Int64, 0 as Int64, 0 as Int64)
        for entry in tally.entries {
            if bins.contains(entry.key) {
                largest = max(largest, entry.patients)
                together = .addingSaturating(together, entry.patients)
            } else {
                elsewhere = .addingSaturating(elsewhere, entry.patients)
            }
        }
        let all = Int64.addingSaturating(together, elsewhere)
        return all == contributors ? together : max(largest, contributors - min(elsewhere, contributors))
    }
}
