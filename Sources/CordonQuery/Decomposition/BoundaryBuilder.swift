import CordonAggregates
import CordonCatalog
import CordonValues

/// The federated aggregate of a bound question.
struct BoundaryBuilder {
    let query: BoundaryQuery
    let sets: BoundarySets
    let patient: BoundExpression

    func boundary() throws(Diagnostic) -> Boundary {
        var aggregates: [BoundAggregate] = []
        for aggregate in query.binder.aggregates { aggregates.append(try atBoundary(aggregate)) }
        let facts = DisclosureFacts(aggregates)
        return Boundary(
            keys: sets.numberKey + query.keys.map { BoundaryKey(expression: $0.typed, domain: domain(of: $0)) },
            groupingSets: sets.positions,
            aggregates: aggregates.map { aggregate in
                BoundaryAggregate(
                    specification: aggregate.specification, argument: aggregate.argument?.typed, filter: aggregate.filter?.typed,
                    disclosure: facts.needs(of: aggregate), span: aggregate.span)
            },
            patient: patient.typed, groupsPartitionPatients: query.keys.allSatisfy(partitionsPatients))
    }

    /// DISTINCT at the boundary: patients add up over hospitals.
    private func atBoundary(_ aggregate: BoundAggregate) throws(Diagnostic) -> BoundAggregate {
        guard aggregate.isDistinct else { return aggregate }
        guard let argument = aggregate.argument, argument.key?.column.role == .patient, aggregate.specification.function == .count else {
            throw Diagnostic(
                .unsupported, "DISTINCT inside an aggregate takes only the patient key in this version.", span: aggregate.span,
                hint: "Write count(DISTINCT \(patient.key?.column.name ?? "patient_id")), or count(*) grouped by the column.")
        }
        return BoundAggregate(
            specification: AggregateSpecification(function: .countPatients, argument: nil), argument: argument, isDistinct: false,
            filter: aggregate.filter, span: aggregate.span)
    }

    private func domain(of key: BoundExpression) -> [Value]? {
        // A group of several sets is shown with its cells alone.
        guard sets.sets.count == 1, let column = key.expanded.column, case .category(let codes) = column.column.role, !codes.isEmpty, column.table != nil else { return nil }
        return codes.map(\.value)
    }

    /// A key that reads only tables with one row for each patient has one value for each patient, whatever the joins multiply.
    private func partitionsPatients(_ key: BoundExpression) -> Bool { key.columns.allSatisfy(\.isOnePerPatient) }
}
