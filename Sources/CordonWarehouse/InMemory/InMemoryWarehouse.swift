import CordonAggregates
import CordonCatalog
import CordonQuery
import CordonValues

/// A warehouse over arrays of rows that evaluates the typed tree as it stands: the reference that engines are compared with. It
/// shares with them the scalar functions and the accumulators, and nothing of how rows are found, joined and grouped.
public struct InMemoryWarehouse: Warehouse {
    public let snapshot: SnapshotDescription
    private let catalog: Catalog
    private let tables: [String: [[Value]]]

    /// `tables` holds rows in the order of their catalog columns; a table that is missing is empty. Values that no warehouse can
    /// hold are NULL.
    public init(catalog: Catalog, tables: [String: [[Value]]], cutoff: CalendarDate = .last, number: Int64 = 1) {
        self.catalog = catalog
        self.tables = tables.mapValues { $0.map { $0.map(\.storable) } }
        snapshot = SnapshotDescription(
            id: String(repeating: "0", count: 32), number: number, cutoff: cutoff, loaded: 0, catalogHash: catalog.hash,
            rows: tables.mapValues { Int64($0.count) })
    }

    public func answer(
        _ part: FederatedPart, limits: ExecutionLimits, cancellation: Cancellation
    ) throws(Diagnostic) -> PartialTable {
        try grouping(part, limits, cancellation).finish()
    }

    public func membershipAnswer(
        _ part: FederatedPart, limits: ExecutionLimits, cancellation: Cancellation
    ) throws(Diagnostic) -> (table: PartialTable, memberships: PatientMemberships) {
        let grouping = try grouping(part, limits, cancellation)
        return (try grouping.finish(), grouping.memberships)
    }

    public func values(of source: String) throws(Diagnostic) -> [(patient: Value, value: Value)] {
        guard let (table, column) = catalog.column(source: source), table.isOneRowPerPatient, !column.hasAtMost(ValueDifference.most), let key = table.columns.firstIndex(where: { $0.name == table.patientKey }),
            let place = table.columns.firstIndex(of: column)
        else { return [] }
        return (tables[table.name] ?? []).compactMap { $0[place].isNull ? nil : ($0[key], $0[place]) }
    }

    private func grouping(
        _ part: FederatedPart, _ limits: ExecutionLimits, _ cancellation: Cancellation
    ) throws(Diagnostic) -> InMemoryGrouping {
        let deadline = Deadline(limits, cancellation)
        let plan = InMemoryPlan(catalog: catalog, tables: tables, deadline: deadline, mostRows: limits.rows, cutoff: snapshot.cutoff)
        let rows = try plan.rows(of: part.inside)
        var grouping = InMemoryGrouping(part.boundary, mostGroups: limits.groups)
        for row in rows {
            if deadline.hasPassed { throw .notAnswered }
            try grouping.add { plan.value(of: $0, in: row) }
        }
        if plan.hasFailed { throw .notAnswered }
        return grouping
    }
}
