import CordonCatalog
import CordonValues

/// Proves that joining on each node alone gives the same rows as joining the union of all nodes.
///
/// Statement: an inner join of patient-local relations whose patient keys are all equal, with any replicated relations, has each of
/// its rows at exactly the node of that row's patient. Every patient's rows are at one node and every replicated row at each, so a
/// row of the join over the union is a row of the join at that node, and the other way round.
/// Required: all patient-local scans are connected by equalities of patient keys among the AND-ed conditions of ON and WHERE.
struct LocalityProver {
    let scope: Scope
    let equalities: [KeyEquality]

    func prove() throws(Diagnostic) -> (proof: LocalityProof, patient: ColumnReference, patientType: ValueType) {
        guard let anchor = scope.relations.first(where: { $0.table.patientKey != nil }), let key = anchor.table.patientKey else {
            throw Diagnostic(
                .crossPatient, "The question reads only tables that are the same at every hospital, so that its counts cannot be added up.",
                span: scope.relations.first?.span, hint: "Join a table of patients, for example patient.")
        }
        if let owned = scope.relations.first(where: { if case .nodeOwned = $0.table.kind { true } else { false } }) {
            throw Diagnostic(
                .crossPatient, "The rows of \(owned.table.name) belong to a hospital and to no patient.", span: owned.span,
                hint: "Ask of tables whose rows belong to patients.")
        }
        let component = connected(to: anchor.number)
        for relation in scope.relations where relation.table.patientKey != nil && !component.contains(relation.number) {
            throw notJoined(relation, to: anchor)
        }
        var proof: LocalityProof?
        for relation in scope.relations {
            let scan = scanProof(relation)
            proof = proof.map { joinProof($0, scan, relation) } ?? scan
        }
        guard let proof else { throw Diagnostic(.rowLevel, "The question reads no table.") }
        return (proof, .table(relation: anchor.number, column: key), anchor.table.column(named: key)?.type ?? .bigint)
    }

    /// The relations reached from one by equalities of patient keys.
    private func connected(to start: Int) -> Set<Int> {
        var reached: Set<Int> = [start]
        var grew = true
        while grew {
            grew = false
            for equality in equalities where equality.joinsPatients {
                let ends = [equality.left.relation, equality.right.relation]
                if reached.contains(ends[0]) != reached.contains(ends[1]) {
                    reached.formUnion(ends)
                    grew = true
                }
            }
        }
        return reached
    }

    private func scanProof(_ relation: BoundRelation) -> LocalityProof {
        let name = relation.alias == relation.table.name ? relation.alias : "\(relation.table.name) \(relation.alias)"
        if let key = relation.table.patientKey {
            return LocalityProof(
                relation: name, property: .patientLocal,
                rule: "The catalog says that each row of \(relation.table.name) belongs to the patient in \(key).", premises: [])
        }
        return LocalityProof(
            relation: name, property: .replicated, rule: "The catalog says that \(relation.table.name) is the same at every hospital.",
            premises: [])
    }

    private func joinProof(_ left: LocalityProof, _ right: LocalityProof, _ relation: BoundRelation) -> LocalityProof {
        let name = "\(left.relation) ⋈ \(right.relation)"
        let premises = [left, right]
        switch (left.property, right.property) {
        case (.replicated, .replicated):
            return LocalityProof(
                relation: name, property: .replicated, rule: "A join of replicated relations is the same at every hospital.", premises: premises)
        case (.replicated, _), (_, .replicated):
            return LocalityProof(
                relation: name, property: .patientLocal, rule: "A join with a replicated relation keeps each row with its patient.",
                premises: premises)
        case (.patientLocal, .patientLocal), (.crossPatient, _), (_, .crossPatient):
            return LocalityProof(
                relation: name, property: .patientLocal, rule: "Both sides belong to the same patient: \(reason(relation)).", premises: premises)
        }
    }

    /// The equality that ties a relation to an earlier one, or else to a later one through which it is tied.
    private func reason(_ relation: BoundRelation) -> String {
        let own = equalities.filter { $0.joinsPatients && ($0.left.relation == relation.number || $0.right.relation == relation.number) }
        let direct = own.first { max($0.left.relation, $0.right.relation) == relation.number }
        guard let equality = direct ?? own.first else { return "their patient keys are equal through other joins" }
        return "\(name(equality.left)) = \(name(equality.right))"
    }

    private func name(_ column: BoundColumn) -> String {
        let alias = scope.relations.first { $0.number == column.relation }?.alias ?? column.table.name
        return "\(alias).\(column.column.name)"
    }

    private func notJoined(_ relation: BoundRelation, to anchor: BoundRelation) -> Diagnostic {
        let condition = "\(anchor.alias).\(anchor.table.patientKey ?? "") = \(relation.alias).\(relation.table.patientKey ?? "")"
        let byNodeKey = equalities.contains {
            !$0.joinsPatients && ($0.left.relation == relation.number || $0.right.relation == relation.number)
        }
        let message =
            byNodeKey
            ? "\(relation.alias) is joined on a key that says nothing of the patient, so its rows could meet another patient's."
            : "\(relation.alias) is not joined on the patient key, so that rows of different patients, perhaps of different hospitals, would meet."
        return Diagnostic(.crossPatient, message, span: relation.span, hint: "Add the condition \(condition).")
    }
}
