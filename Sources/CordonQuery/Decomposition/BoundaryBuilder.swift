import CordonAggregates
import CordonCatalog
import CordonValues

/// The federated aggregate of a bound question.
struct BoundaryBuilder {
    let scope: Scope
    /// Group keys without repeats.
    let keys: [BoundExpression]
    let aggregates: [BoundAggregate]
    let patient: ColumnReference
    let patientType: ValueType

    func boundary() -> Boundary {
        let facts = DisclosureFacts(aggregates)
        return Boundary(
            keys: keys.map { BoundaryKey(expression: $0.typed, domain: domain(of: $0)) },
            aggregates: aggregates.map { aggregate in
                BoundaryAggregate(
                    specification: aggregate.specification, argument: argument(of: aggregate), filter: aggregate.filter?.typed,
                    disclosure: facts.needs(of: aggregate), span: aggregate.span)
            },
            patient: patient, groupsPartitionPatients: keys.allSatisfy(partitionsPatients))
    }

    private func argument(of aggregate: BoundAggregate) -> TypedExpression? {
        aggregate.specification.function == .countPatients ? .column(patient, patientType) : aggregate.argument?.typed
    }

    private func domain(of key: BoundExpression) -> [Value]? {
        guard case .column(let column) = key.form, case .category(let codes) = column.column.role, !codes.isEmpty else { return nil }
        return codes.map(\.value)
    }

    /// A key that reads only tables with one row for each patient has one value for each patient, whatever the joins multiply.
    private func partitionsPatients(_ key: BoundExpression) -> Bool {
        key.columns.allSatisfy(\.table.isOneRowPerPatient)
    }
}
