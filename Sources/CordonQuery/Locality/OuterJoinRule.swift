import CordonValues

/// LEFT and FULL joins.
///
/// Statement: a preserved side is a patients' relation, or both sides are replicated; two patients' relations have an equality of keys
/// among the conditions. Then a row finds its partners, or their absence, at its own hospital. A key of the side that may be absent
/// may be NULL; of a FULL join only COALESCE of both is one that never is.
struct OuterJoinRule {
    let kind: JoinKind
    let left: JoinLeaf
    let right: JoinLeaf
    let conditions: [BoundExpression]
    let outerKeys: [LocalKey]

    func locality() throws(Diagnostic) -> Locality {
        let sides = (left.locality, right.locality)
        if sides.0.property == .replicated, sides.1.property != .replicated { throw preservesReplicated(left) }
        if kind == .full, sides.1.property == .replicated, sides.0.property != .replicated { throw preservesReplicated(right) }
        // The same rule decides which relations the conditions tie together.
        let inner = try InnerJoinRule(leaves: [left, right], conditions: conditions, outerKeys: outerKeys).locality()
        let name = "\(sides.0.proof.relation) \(kind == .full ? "⟗" : "⟕") \(sides.1.proof.relation)"
        let proof = LocalityProof(name, inner.property, rule(inner.proof.rule), [sides.0.proof, sides.1.proof])
        return Locality(
            property: inner.property, keys: keys(), patient: patient, rowKey: InnerJoinRule.joined([sides.0.rowKey, sides.1.rowKey]),
            proof: proof)
    }

    private func rule(_ inner: String) -> String {
        kind == .full
            ? "\(inner) Rows without a partner stay with their patient, whom COALESCE of both sides names."
            : "\(inner) Rows of the left side without a partner stay with their patient."
    }

    private func keys() -> [LocalKey] {
        let kept = kind == .full ? nullable(left.locality.keys) : left.locality.keys
        return kept + nullable(right.locality.keys) + (kind == .full ? coalesced() : [])
    }

    private func nullable(_ keys: [LocalKey]) -> [LocalKey] {
        keys.map { LocalKey(expression: $0.expression, entity: $0.entity, isNonNull: false, name: $0.name) }
    }

    /// COALESCE of the two sides of each equality of keys, in both orders.
    private func coalesced() -> [LocalKey] {
        conditions.flatMap { condition -> [LocalKey] in
            guard case .call(.equal, let sides) = condition.form, sides.count == 2 else { return [] }
            let all = left.locality.keys + right.locality.keys
            let pair = sides.compactMap { side in all.first { $0.expression == side.typed } }
            guard pair.count == 2, pair[0].isNonNull, pair[1].isNonNull else { return [] }
            return [(sides[0], sides[1]), (sides[1], sides[0])].map { first, second in
                LocalKey(
                    expression: .call(.coalesce, [first.typed, second.typed], first.type), entity: pair[0].entity.joined(with: pair[1].entity), isNonNull: true,
                    name: "coalesce(\(pair[0].name), \(pair[1].name))")
            }
        }
    }

    private var patient: BoundExpression? {
        guard kind == .full, let first = left.locality.patient, let second = right.locality.patient else { return left.locality.patient }
        return .call(.coalesce, [first, second], first.type, first.span)
    }

    private func preservesReplicated(_ side: JoinLeaf) -> Diagnostic {
        Diagnostic(
            .crossPatient,
            "The outer join keeps every row of \(side.alias), which every hospital has, also where only another hospital has a partner.",
            span: side.span, hint: "Use an inner join, or put the patients' table on the side that is kept.")
    }
}
