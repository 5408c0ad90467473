import CordonValues

/// Partials of several nodes, added up group by group. Made only by merging, and the same whatever the order of the nodes. It is
/// not a release: nothing here has passed disclosure control.
///
/// A question without keys has its one group from the start, as SQL gives one row for no rows.
public struct MergedTable: Sendable, Hashable {
    public let layout: PartialLayout
    /// In ``KeyOrder``, without repeats.
    public private(set) var keys: [[Value]]
    /// Distinct patients of each group, added over hospitals.
    public private(set) var patients: [Int64]
    /// How many nodes have patients in each group.
    public private(set) var hospitals: [UInt16]
    /// One per aggregate of the layout.
    public private(set) var columns: [MergedColumn]

    public var groupCount: Int { keys.count }

    public init(layout: PartialLayout) {
        self.layout = layout
        let isOneGroup = layout.keys.isEmpty
        keys = isOneGroup ? [[]] : []
        patients = isOneGroup ? [0] : []
        hospitals = isOneGroup ? [0] : []
        columns = layout.aggregates.map { MergedColumn(identityOf: $0.stateKind, groups: isOneGroup ? 1 : 0) }
    }

    /// Adds one node's partial. Refuses another layout than this table's, and then changes nothing.
    public mutating func merge(_ partial: PartialTable) throws(Diagnostic) {
        guard partial.layout == layout else {
            throw Diagnostic(
                .layoutMismatch, "The partial table has another layout than the question.",
                hint: "Node and coordinator run different versions; update the older one.")
        }
        let plan = MergePlan(keys, partial.keys)
        if let merged = plan.keys { keys = merged }
        let theirHospitals = partial.patients.map { $0 > 0 ? 1 as UInt16 : 0 }
        plan.combine(&patients, partial.patients, Int64.addingSaturating)
        plan.combine(&hospitals, theirHospitals, UInt16.addingSaturating)
        for index in columns.indices { columns[index].merge(partial.columns[index], patients: partial.patients, by: plan) }
    }

    /// With groups that nobody is in, where they are not there yet. `groups` are in ``KeyOrder``, without repeats.
    public func filled(with groups: [[Value]]) -> Self {
        let plan = MergePlan(keys, groups)
        var table = self
        if let merged = plan.keys { table.keys = merged }
        plan.combine(&table.patients, groups.map { _ in 0 }) { mine, _ in mine }
        plan.combine(&table.hospitals, groups.map { _ in 0 }) { mine, _ in mine }
        for index in columns.indices {
            table.columns[index].fill(MergedColumn(identityOf: layout.aggregates[index].stateKind, groups: groups.count), by: plan)
        }
        return table
    }

    /// The result of a cell, NULL where SQL says so; nil when it is withheld (overflow, MIN and MAX) or there is no such cell.
    public func finish(column: Int, group: Int) -> FinishedValue? {
        guard columns.indices.contains(column), keys.indices.contains(group) else { return nil }
        return columns[column].states[group].finish(layout.aggregates[column])
    }
}

/// One aggregate column of a merged table.
public struct MergedColumn: Sendable, Hashable {
    /// One state per group.
    public private(set) var states: [AggregateState]
    /// As in ``PartialColumn``, added over hospitals.
    public private(set) var contributors: [Int64]
    public private(set) var partlyMissing: [Int64]
    public private(set) var nonZero: [Int64]
    public private(set) var partlyZero: [Int64]
    /// The two largest of all nodes.
    public private(set) var contributions: [TopContributions]
    /// The values of all nodes, with the patients of each added.
    public private(set) var values: [ValueTally]
    /// The verdicts of all nodes together (bitwise or).
    public private(set) var verdicts: [UInt8]
    /// Patients of the hospitals that withhold the cell, as far as they tell of some.
    private var withheld: [Int64]
    /// How many nodes have a patient in each set.
    public private(set) var hospitals: [PatientSets<UInt16>]

    fileprivate init(identityOf kind: StateKind, groups: Int) {
        states = Array(repeating: .identity(of: kind), count: groups)
        contributors = Array(repeating: 0, count: groups)
        partlyMissing = Array(repeating: 0, count: groups)
        nonZero = Array(repeating: 0, count: groups)
        partlyZero = Array(repeating: 0, count: groups)
        contributions = Array(repeating: .none, count: groups)
        values = Array(repeating: .none, count: groups)
        verdicts = Array(repeating: 0, count: groups)
        withheld = Array(repeating: 0, count: groups)
        hospitals = Array(repeating: .none, count: groups)
    }

    /// The sets of patients behind the cell of one group of `patients`, over all nodes that do not withhold it.
    public func sets(group: Int, patients: Int64) -> PatientSets<Int64> {
        PatientSets(
            patients: patients - withheld[group], contributors: contributors[group], partlyMissing: partlyMissing[group], nonZero: nonZero[group],
            partlyZero: partlyZero[group])
    }

    fileprivate mutating func fill(_ nobody: Self, by plan: MergePlan) {
        plan.combine(&states, nobody.states) { mine, _ in mine }
        plan.combine(&contributors, nobody.contributors) { mine, _ in mine }
        plan.combine(&partlyMissing, nobody.partlyMissing) { mine, _ in mine }
        plan.combine(&nonZero, nobody.nonZero) { mine, _ in mine }
        plan.combine(&partlyZero, nobody.partlyZero) { mine, _ in mine }
        plan.combine(&contributions, nobody.contributions) { mine, _ in mine }
        plan.combine(&values, nobody.values) { mine, _ in mine }
        plan.combine(&verdicts, nobody.verdicts) { mine, _ in mine }
        plan.combine(&withheld, nobody.withheld) { mine, _ in mine }
        plan.combine(&hospitals, nobody.hospitals) { mine, _ in mine }
    }

    fileprivate mutating func merge(_ partial: PartialColumn, patients: [Int64], by plan: MergePlan) {
        let theirHospitals = patients.indices.map { partial.sets(group: $0, patients: patients[$0]).presence }
        plan.combine(&states, partial.states) { $0.merged(with: $1) }
        plan.combine(&contributors, partial.contributors, Int64.addingSaturating)
        plan.combine(&partlyMissing, partial.partlyMissing, Int64.addingSaturating)
        plan.combine(&nonZero, partial.nonZero, Int64.addingSaturating)
        plan.combine(&partlyZero, partial.partlyZero, Int64.addingSaturating)
        plan.combine(&contributions, partial.contributions) { $0.merged(with: $1) }
        plan.combine(&values, partial.values) { $0.merged(with: $1) }
        plan.combine(&verdicts, partial.verdicts) { $0 | $1 }
        plan.combine(&withheld, patients.indices.map { partial.isWithheld(group: $0) ? patients[$0] : 0 }, Int64.addingSaturating)
        plan.combine(&hospitals, theirHospitals, PatientSets.addingSaturating)
    }
}
