import CordonValues

extension AggregateDefinition {
    /// PERCENTILE_CONT(f) WITHIN GROUP (ORDER BY x), and with ½ MEDIAN(x): a double.
    ///
    /// State: rows and distinct patients of each bin (``Tally``) of the specification's grid, or of a DDSketch's (``BinScale``).
    /// Merge: addition by bin; withheld beyond ``TallyLimit/bins``. Finish: NULL for no rows, else bounds between which PostgreSQL's
    /// value lies; with a grid of whole numbers the value itself, as both bounds; without a grid an estimate with its error.
    /// Disclosure: shown only where T patients are on the smaller side of the fraction, and as wide as T patients.
    static let percentileContinuous = AggregateDefinition(
        function: .percentileContinuous, stateKind: { $0.argument?.isNumber == true ? .bins : nil }, resultType: { _ in .double },
        finish: { state, specification in
            Quantile(state, specification).flatMap { $0.continuous(widening: $0.narrow) }
        },
        family: .quantile)

    /// PERCENTILE_DISC(f) WITHIN GROUP (ORDER BY x): as ``percentileContinuous``, of the argument's own type, dates among them.
    static let percentileDiscrete = AggregateDefinition(
        function: .percentileDiscrete,
        stateKind: { $0.argument.map { $0.isNumber || HistogramGrid.isDiscrete($0) } == true ? .bins : nil },
        resultType: { $0.argument ?? .double },
        finish: { state, specification in
            Quantile(state, specification).flatMap { $0.discrete(widening: $0.narrow) }
        },
        family: .quantile)
}

extension AggregateState {
    /// The result of a percentile as it may be released: every bin that it shows is widened until it holds `least` patients. Nil when
    /// that cannot be, and for other aggregates.
    public func widenedPercentile(_ specification: AggregateSpecification, least: Int64, contributors: Int64) -> FinishedValue? {
        guard let quantile = Quantile(self, specification) else { return nil }
        let widening = { quantile.wide($0, least: least, contributors: contributors) }
        return specification.function == .percentileDiscrete
            ? quantile.discrete(widening: widening) : quantile.continuous(widening: widening)
    }
}
