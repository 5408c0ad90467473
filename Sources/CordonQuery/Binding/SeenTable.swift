import CordonCatalog
import CordonValues

/// A table as a question reads it: its scan, and above it, where the permit leaves less than all, a relation of the rows that meet the
/// permit's filters with the dates and values that it shows. Nothing of the question reaches below that relation, so that no comparison, key,
/// difference or order is finer than its dates, and no figure tells what a value out of bounds was.
struct SeenTable {
    let plan: InsidePlan
    /// The relation whose columns the question names.
    let relation: Int
    let columns: [BoundColumn]
    /// What the question may take the table for.
    let table: CatalogTable
    private let isWhole: Bool
    private let rules: [String]

    init(_ table: CatalogTable, _ session: BindingSession, at span: Range<Int>) throws(Diagnostic) {
        let scan = try session.scan(table, at: span)
        let (dates, values) = (SeenDates(session.rules.dates, of: table), SeenValues(session.rules.outOfBounds, of: table))
        let condition = try session.rowCondition(of: table, relation: scan, at: span)
        let whole = InsidePlan.scan(table: table.name, relation: scan)
        guard condition != nil || !dates.changed.isEmpty || !values.changed.isEmpty else {
            (plan, relation, self.table, isWhole, rules) = (whole, scan, table, true, [])
            columns = table.columns.map { BoundColumn($0, of: table, relation: scan) }
            return
        }
        relation = session.newRelation()
        plan = .project(
            ProjectPlan(
                relation: relation, columns: table.columns.map { PlanColumn(name: $0.name, expression: values.clipped(dates.expression(of: $0, relation: scan), $0)) },
                input: condition.map { .filter(whole, $0) } ?? whole))
        let seen = table.seen(dates.columns, changed: dates.changed.union(values.changed))
        self.table = seen
        columns = seen.columns.map { [relation] in BoundColumn($0, of: seen, relation: relation) }
        isWhole = seen.rowKey == table.rowKey
        rules = (condition == nil ? [] : ["The permit leaves the rows that meet its filters of \(table.name)."])
            + (dates.changed.isEmpty ? [] : ["The permit leaves of its dates the \(session.rules.dates.rawValue)."])
            + (values.changed.isEmpty ? [] : ["Under the permit its values outside the catalog's bounds read as the bound."])
    }

    /// Under the name that it has in the question. Rows that differ in days alone have no order.
    func locality(alias: String, _ catalog: Catalog, _ span: Range<Int>) -> Locality {
        var locality = Locality.scan(table, columns, alias: alias, catalog, span)
        if !isWhole { locality.rowKey = nil }
        let proof = locality.proof
        locality.proof = LocalityProof(proof.relation, proof.property, ([proof.rule] + rules).joined(separator: " "), proof.premises)
        return locality
    }
}

/// What a permit's date resolution makes of the columns of a table. Tables that are the same everywhere hold no dates of patients.
struct SeenDates {
    private let resolution: DateResolution
    private let original: CatalogTable

    init(_ resolution: DateResolution, of table: CatalogTable) {
        if case .replicated = table.kind { self.resolution = .day } else { self.resolution = resolution }
        original = table
    }

    private enum Change {
        case none, truncated
        /// NULL in every row.
        case hidden
    }

    private func change(_ column: CatalogColumn) -> Change {
        guard resolution != .day else { return .none }
        switch column.type {
        case .date, .timestamp: return .truncated
        case .integer, .bigint:
            // Parts of a date that have a column of their own: day_of_birth.
            return column.name.hasPrefix("day_of_") || resolution == .year && column.name.hasPrefix("month_of_") ? .hidden : .none
        case .boolean, .numeric, .double, .text: return .none
        }
    }

    /// Columns that may read as others than they are.
    var changed: Set<String> { Set(original.columns.filter { change($0) != .none }.map(\.name)) }

    func expression(of column: CatalogColumn, relation: Int) -> TypedExpression {
        let whole = TypedExpression.column(.table(relation: relation, column: column.name), column.type)
        switch change(column) {
        case .none: return whole
        case .hidden: return .constant(.null, column.type)
        case .truncated: return .call(resolution == .year ? .yearStart : .monthStart, [whole], column.type)
        }
    }

    /// What is hidden may be NULL.
    var columns: [CatalogColumn] {
        original.columns.map { column in
            CatalogColumn(
                name: column.name, type: column.type, role: column.role, unit: column.unit, title: column.title,
                nullable: column.nullable || change(column) == .hidden)
        }
    }
}

extension CatalogTable {
    /// The table with these columns in place of its own, those named changed: a row key with one of them names no row any more; only all columns together
    /// do.
    fileprivate func seen(_ columns: [CatalogColumn], changed: Set<String>) -> CatalogTable {
        let kept = rowKey.filter { !changed.contains($0) }
        let all = kept + columns.map(\.name).filter { !kept.contains($0) }
        return CatalogTable(
            name: name, title: title, kind: kept == rowKey ? kind : kind.with(rowKey: all), columns: columns, indexes: indexes)
    }
}

extension CatalogTable.Kind {
    fileprivate func with(rowKey: [String]) -> Self {
        switch self {
        case .patientLocal(let key, _): .patientLocal(patientKey: key, rowKey: rowKey)
        case .replicated: .replicated(rowKey: rowKey)
        case .nodeOwned: .nodeOwned(rowKey: rowKey)
        }
    }
}
