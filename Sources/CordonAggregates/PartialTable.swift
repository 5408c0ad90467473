import CordonValues

/// The shape of a partial table: types of its keys, and its aggregate columns in order. Both sides of a question compute it from
/// the SQL text and compare its fingerprint.
public struct PartialLayout: Sendable, Hashable {
    public let keys: [ValueType]
    public let aggregates: [AggregateSpecification]

    public init(keys: [ValueType], aggregates: [AggregateSpecification]) {
        self.keys = keys
        self.aggregates = aggregates
    }
}

/// One node's mergeable answer: groups in canonical key order without repeats, and per aggregate column its states and
/// contributors. A value of this type has checked itself.
public struct PartialTable: Sendable, Hashable {
    public let layout: PartialLayout
    /// One entry per group: the values of its keys, in the layout's order.
    public let keys: [[Value]]
    /// Distinct patients of each group.
    public let patients: [Int64]
    /// One per aggregate of the layout.
    public let columns: [PartialColumn]

    public var groupCount: Int { keys.count }

    /// Checks order, types, lengths and signs: keys strictly ascending in ``KeyOrder``, every column as long as the groups,
    /// 0 ≤ nonZero ≤ contributors ≤ patients, states of the kind and within the ranges that the layout asks for.
    public init(layout: PartialLayout, keys: [[Value]], patients: [Int64], columns: [PartialColumn]) throws(Diagnostic) {
        self.layout = layout
        self.keys = keys
        self.patients = patients
        self.columns = columns
        guard patients.count == keys.count else {
            throw Diagnostic(.partialInvalid, "A column of the partial is shorter than its groups.")
        }
    }
}

/// One aggregate column of a partial.
public struct PartialColumn: Sendable, Hashable {
    /// One state per group.
    public let states: [AggregateState]
    /// Distinct patients for whom FILTER holds and the argument is not NULL, per group.
    public let contributors: [Int64]
    /// Of those, the ones with at least one non-zero argument, per group.
    public let nonZero: [Int64]
    /// Node verdicts per group; reserved, all zero until dominance and site floors are built.
    public let verdicts: [UInt8]

    public init(states: [AggregateState], contributors: [Int64], nonZero: [Int64], verdicts: [UInt8]) {
        self.states = states
        self.contributors = contributors
        self.nonZero = nonZero
        self.verdicts = verdicts
    }
}
