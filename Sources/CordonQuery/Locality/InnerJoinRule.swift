import CordonValues

/// A relation that takes part in joins.
struct JoinLeaf: Sendable {
    let plan: InsidePlan
    /// Numbers of the relations that it shows.
    let relations: Set<Int>
    let locality: Locality
    /// As the question names it.
    let alias: String
    let span: Range<Int>
}

/// Inner and cross joins with all their conditions, whether they stand in ON or in WHERE.
///
/// Statement: the join is local when all its patients' relations are connected by equalities of keys that only rows of one patient
/// meet, or are connected so to the row of a query around; relations of hospitals without patients by equalities that only rows of
/// one hospital meet. Replicated relations join under any condition.
struct InnerJoinRule {
    let leaves: [JoinLeaf]
    let conditions: [BoundExpression]
    /// Keys of the queries around.
    let outerKeys: [LocalKey]

    private struct Link {
        let left: Int
        let right: Int
        let entity: KeyEntity
        let text: String
    }

    /// Stands for the row of the query around.
    private var outer: Int { leaves.count }

    func locality() throws(Diagnostic) -> Locality {
        let links = conditions.compactMap(link)
        let local = leaves.indices.filter { leaves[$0].locality.isLocal }
        let patients = Set(local.filter { leaves[$0].locality.patient != nil })
        let correlated = joined(to: outer, links, patients)
        let property: LocalityProperty
        if local.isEmpty {
            property = leaves.contains { $0.locality.property == .correlated } ? .correlated : .replicated
        } else if local.allSatisfy(correlated.contains) {
            property = .correlated
        } else {
            let alone = local.filter { !correlated.contains($0) }
            let anchor = alone.first(where: patients.contains) ?? alone.first ?? local[0]
            let component = joined(to: anchor, links, patients)
            if let alone = local.first(where: { !component.contains($0) }) { throw notJoined(leaves[alone], to: leaves[anchor], links) }
            property = local.contains { leaves[$0].locality.patient != nil } ? .patientLocal : .nodeLocal
        }
        return Locality(
            property: property, keys: keys(), patient: local.lazy.compactMap { leaves[$0].locality.patient }.first,
            rowKey: Self.joined(leaves.map(\.locality.rowKey)), proof: proof(property, links))
    }

    /// Row keys beside each other order the pairs of rows.
    static func joined(_ rowKeys: [[BoundExpression]?]) -> [BoundExpression]? {
        rowKeys.reduce(into: Optional([])) { all, next in all = all.flatMap { soFar in next.map { soFar + $0 } } }
    }

    /// What an equality of keys connects.
    private func link(_ condition: BoundExpression) -> Link? {
        guard case .call(.equal, let sides) = condition.form, sides.count == 2 else { return nil }
        guard let left = owner(sides[0].typed), let right = owner(sides[1].typed), left.index != right.index,
            let entity = left.key.entity.shared(with: right.key.entity)
        else { return nil }
        return Link(left: left.index, right: right.index, entity: entity, text: "\(left.key.name) = \(right.key.name)")
    }

    private func owner(_ expression: TypedExpression) -> (index: Int, key: LocalKey)? {
        for (index, leaf) in leaves.enumerated() {
            if let key = leaf.locality.holdsKey(expression) { return (index, key) }
        }
        return outerKeys.first { $0.expression == expression }.map { (outer, $0) }
    }

    /// Patients' relations hang together by what is of one patient, the others by anything of the hospital.
    private func joined(to start: Int, _ links: [Link], _ patients: Set<Int>) -> Set<Int> {
        let core = reached(from: start, links.filter(\.entity.isOfOnePatient))
        let rest = links.filter { !(patients.contains($0.left) && !core.contains($0.left)) && !(patients.contains($0.right) && !core.contains($0.right)) }
        return core.union(reached(from: start, rest, core))
    }

    private func reached(from start: Int, _ links: [Link], _ known: Set<Int> = []) -> Set<Int> {
        var reached = known.union([start])
        var grew = true
        while grew {
            grew = false
            for link in links where reached.contains(link.left) != reached.contains(link.right) {
                reached.formUnion([link.left, link.right])
                grew = true
            }
        }
        return reached
    }

    /// A key that a condition compares or tests is not NULL in the rows that are left.
    private func keys() -> [LocalKey] {
        var tested: Set<TypedExpression> = []
        for condition in conditions {
            switch condition.form {
            case .call(.equal, let sides), .call(.isNotNull, let sides): tested.formUnion(sides.map(\.typed))
            default: break
            }
        }
        return leaves.flatMap(\.locality.keys).map { key in
            var key = key
            if tested.contains(key.expression) { key.isNonNull = true }
            return key
        }
    }

    private func proof(_ property: LocalityProperty, _ links: [Link]) -> LocalityProof {
        guard leaves.count != 1 || property == .correlated, let first = leaves.first else { return leaves.first?.locality.proof ?? nothing }
        let name = leaves.map(\.locality.proof.relation).joined(separator: " ⋈ ")
        let premises = leaves.map(\.locality.proof)
        let ties = links.map(\.text).joined(separator: ", ")
        switch property {
        case .replicated: return LocalityProof(name, property, "A join of replicated relations is the same at every hospital.", premises)
        case .correlated:
            let rule = ties.isEmpty ? "It belongs to the row around it." : "It is tied to the row around it: \(ties)."
            return LocalityProof(leaves.count == 1 ? first.locality.proof.relation : name, property, rule, premises)
        case .patientLocal, .nodeLocal, .crossPatient:
            let rule = ties.isEmpty
                ? "A join with a replicated relation keeps each row with its patient."
                : "Both sides belong to the same \(property == .patientLocal && links.allSatisfy(\.entity.isOfOnePatient) ? "patient" : "hospital"): \(ties)."
            return LocalityProof(name, property, rule, premises)
        }
    }

    private var nothing: LocalityProof { LocalityProof("one row", .replicated, "Without FROM there is one row at every hospital.") }

    private func notJoined(_ leaf: JoinLeaf, to anchor: JoinLeaf, _ links: [Link]) -> Diagnostic {
        let index = leaves.firstIndex { $0.relations == leaf.relations }
        if leaf.locality.patient != nil, let link = links.first(where: { !$0.entity.isOfOnePatient && [$0.left, $0.right].contains(index) }) {
            return Diagnostic(
                .crossPatient, "\(leaf.alias) is joined by \(link.text), which many patients may share, so that rows of different patients would meet.",
                span: leaf.span, hint: "Join it on the patient key too.")
        }
        let own = leaf.locality.keys.first(where: \.isPatient) ?? leaf.locality.keys.first
        let other = own.flatMap { key in anchor.locality.keys.first { $0.entity == key.entity } } ?? anchor.locality.keys.first
        let condition = own.flatMap { key in other.map { "Add the condition \($0.name) = \(key.name)." } }
        return Diagnostic(
            .crossPatient,
            "\(leaf.alias) is not joined on the patient key, so that rows of different patients, perhaps of different hospitals, would meet.",
            span: leaf.span, hint: condition ?? "Join it on the patient key.")
    }
}
