import CordonCatalog
import CordonValues

/// SELECT DISTINCT and the set operations that drop repeats: groups by all columns.
enum DistinctRows {
    static func of(_ query: BoundQuery, _ session: BindingSession, _ span: Range<Int>?) throws(Diagnostic) -> BoundQuery {
        let typed = query.columns.map { TypedExpression.column($0.reference, $0.column.type) }
        try GroupingRule.require(
            query.locality, by: typed, "SELECT DISTINCT", span,
            hint: "Select the patient key too; for the distinct values of a category, GROUP BY it and count.")
        // Every column decides which rows are equal, named or not.
        for column in query.columns { for read in column.deferredReads { session.note(read) } }
        let relation = session.newRelation()
        let input = query.locality
        let columns = query.columns.map { column in
            BoundColumn(
                derived: column.column, planName: column.planName, relation: relation, origin: .column(column, span ?? 0..<0),
                isOnePerPatient: column.isOnePerPatient, deferredReads: column.deferredReads)
        }
        let keys = zip(columns, typed).compactMap { column, below -> LocalKey? in
            guard let key = input.holdsKey(below) else { return nil }
            return LocalKey(
                expression: .column(column.reference, column.column.type), entity: key.entity, isNonNull: key.isNonNull, name: key.name)
        }
        var aggregates: [PlanAggregate] = []
        var patient: BoundExpression?
        if let below = input.patient {
            if let index = typed.firstIndex(of: below.typed) {
                patient = .column(columns[index], below.span)
            } else {
                var names = PlanNames(query.columns.map(\.planName))
                let name = names.free("cordon_patient")
                aggregates.append(.smallest(of: below, named: name))
                let column = CatalogColumn(name: name, type: below.type, role: .patient, title: "")
                patient = .column(BoundColumn(derived: column, planName: column.name, relation: relation, origin: nil), below.span)
            }
        }
        let plan = GroupPlan(
            relation: relation, keys: zip(columns, typed).map { PlanColumn(name: $0.planName, expression: $1) }, aggregates: aggregates,
            input: query.plan)
        let locality = Locality(
            property: input.property, keys: keys, patient: patient, rowKey: columns.map { .column($0, span ?? 0..<0) },
            proof: GroupingRule.proof("distinct rows", input, by: typed))
        return BoundQuery(plan: .group(plan), columns: columns, locality: locality, outerColumns: query.outerColumns, isOneRow: query.isOneRow)
    }
}
