import CordonValues

/// The rows by value: distinct counts, MODE, percentiles, and extremes from which rows are taken away.
struct InnerValues: InnerState {
    private let fraction: Double
    private var counts: [Value: Int64] = [:]
    private var rows: Int64 = 0

    init(_ specification: AggregateSpecification) { fraction = specification.fraction?.value ?? 0 }

    mutating func add(_ value: Value, _: Value) {
        rows += 1
        counts[value, default: 0] += 1
    }

    mutating func remove(_ value: Value, _: Value) {
        guard let count = counts[value] else { return }
        rows -= 1
        counts[value] = count > 1 ? count - 1 : nil
    }

    func result(_ specification: AggregateSpecification) -> Value {
        switch specification.function {
        case .countPatients, .countKeys, .countValues: .integer(Int64(counts.count))
        case .minimum: counts.keys.min(by: Value.isAscending) ?? .null
        case .maximum: counts.keys.max(by: Value.isAscending) ?? .null
        case .mode: mode
        case .percentileDiscrete: discrete
        case .percentileContinuous: continuous
        case .countRows, .count, .sum, .average, .variancePopulation, .varianceSample, .deviationPopulation, .deviationSample,
            .covariancePopulation, .covarianceSample, .correlation, .regressionSlope, .regressionIntercept, .regressionR2,
            .regressionCount, .regressionAverageX, .regressionAverageY, .regressionSXX, .regressionSYY, .regressionSXY, .skewness,
            .kurtosis, .kurtosisPopulation, .every, .any:
            .null
        }
    }

    private var mode: Value {
        counts.max { left, right in
            left.value != right.value ? left.value < right.value : Value.isAscending(right.key, left.key)
        }?.key ?? .null
    }

    /// PostgreSQL computes rank and position in doubles, and so does ``Quantile``.
    private var discrete: Value {
        rows == 0 ? .null : value(ofRank: max(1, Int64((fraction * Double(rows)).rounded(.up))))
    }

    private var continuous: Value {
        if rows == 0 { return .null }
        let position = fraction * Double(rows - 1)
        let (first, second) = (position.rounded(.down), position.rounded(.up))
        guard let low = value(ofRank: Int64(first) + 1).nearestDouble else { return .null }
        if first == second { return .double(low) }
        guard let high = value(ofRank: Int64(second) + 1).nearestDouble else { return .null }
        return .double(low + (position - first) * (high - low))
    }

    private func value(ofRank rank: Int64) -> Value {
        var before: Int64 = 0
        for entry in counts.sorted(by: { Value.isAscending($0.key, $1.key) }) {
            before += entry.value
            if rank <= before { return entry.key }
        }
        return .null
    }
}

extension Value {
    /// A number as a cast to double precision gives it.
    var nearestDouble: Double? {
        switch self {
        case .integer(let whole): Double(whole)
        case .numeric(let number): number.toDouble()
        case .double(let double): double.value
        case .null, .boolean, .text, .date, .timestamp: nil
        }
    }
}
