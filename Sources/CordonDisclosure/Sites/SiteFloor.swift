import CordonAggregates
import CordonQuery
import CordonValues

/// Disclosure control of one hospital over its own answer, before anything of it leaves: the mode `site-floor`.
///
/// - Claim: what is told of every cell that leaves, its state and the patients who contribute, this hospital could publish alone: all rules of
///   ``Disclosure`` hold with it as the only hospital, after all that it has answered before. Of the other cells nothing leaves but that they are
///   withheld, and of groups without a shown cell whose keys are not declared nothing but that there are some.
/// - Requires: the question was planned in the mode, so that a cell is what its state tells (`BoundaryAggregate.toldByState`).
/// - Does not stop: what ``Disclosure`` does not stop.
public struct SiteFloor: Sendable {
    /// What leaves of one part of a question, and the release that it stands for, for the hospital's own memory.
    public struct Decision: Sendable {
        public let leaving: PartialTable
        public let released: ReleasedBoundary
    }

    private let hospital: String
    private let disclosure: Disclosure

    /// `threshold` is T, as charter and permit have it; so many answers are kept apart: `combinations`.
    public init(hospital: String, threshold: Int64, zeros: ZeroPolicy, combinations: Combinations, suppression: @escaping SuppressionMethod) {
        var rules = DisclosureRules(threshold: threshold, minimumHospitals: 1)
        rules.zeros = zeros
        rules.combinations = combinations
        self.hospital = hospital
        disclosure = Disclosure(rules: rules, suppression: suppression)
    }

    /// - Parameters:
    ///   - tables: what the hospital has computed, with its comparisons and combinations, a table for each part.
    ///   - question: its hash.
    ///   - before: what this hospital has released of earlier questions, by their hashes, a release for each part. Of a question that is not there,
    ///     as one that was answered in another mode, everything may have been shown or hidden.
    public func decide(
        _ tables: [PartialTable], of query: FederatedQuery, question: String, before: [String: [ReleasedBoundary]]
    ) throws(Diagnostic) -> [Decision] {
        var decisions: [Decision] = []
        for (number, (table, part)) in zip(tables, query.parts).enumerated() {
            var merged = MergedTable(layout: table.layout)
            try merged.merge(table)
            let definitions = CellDefinitions(part)
            let own = decisions.map(\.released)
            let history = ReleaseHistory(
                [hospital: table], merged: merged, boundary: part.boundary, definitions: definitions, question: question, part: number,
                threshold: disclosure.rules.threshold
            ) { [hospital] other, part in
                let parts = other == question ? own : before[other] ?? []
                let fate = parts.indices.contains(part) ? EarlierAnswer.Fate.released(parts[part]) : .open
                return EarlierAnswer(fate, hospitals: [hospital], isConcurrent: false)
            }
            let released = try disclosure.release(merged, boundary: part.boundary, definitions: definitions, after: history)
            let floored = FlooredTable(table, part.boundary, released)
            decisions.append(Decision(leaving: try floored.leaving(query.layouts[number]), released: released))
        }
        return decisions
    }
}
