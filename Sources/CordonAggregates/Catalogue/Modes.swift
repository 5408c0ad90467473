import CordonValues

extension AggregateDefinition {
    /// MODE() WITHIN GROUP (ORDER BY x): the most frequent value, of equally frequent ones the smallest.
    ///
    /// State: rows and distinct patients of each value (``Tally``). Merge: addition by value; withheld beyond
    /// ``TallyLimit/values``. Finish: NULL for no rows.
    /// Disclosure: shown only where the mode leads every other value by T patients, so that no T − 1 patients decide it.
    static let mode = AggregateDefinition(
        function: .mode,
        // A measure's mode would be some patients' own value.
        stateKind: { $0.argument.map { $0.isWhole || $0 == .text || $0 == .boolean } == true ? .categories : nil },
        resultType: { $0.argument ?? .text },
        value: { state, _ in
            guard case .categories(let tally) = state else { return nil }
            return tally.mode?.key ?? .null
        },
        family: .mode)
}

extension Tally {
    /// The entry of the most rows, of equals the first; nil when there is none.
    public var mode: Entry? {
        entries.reduce(nil) { best, entry in best.map { $0.rows >= entry.rows ? $0 : entry } ?? entry }
    }

    /// By how many patients the mode leads every other entry; negative where another has more patients, though not more rows. Zero
    /// when there is none.
    public var lead: Int64 {
        guard let mode else { return 0 }
        return mode.patients - (entries.lazy.filter { $0.key != mode.key }.map(\.patients).max() ?? 0)
    }
}
