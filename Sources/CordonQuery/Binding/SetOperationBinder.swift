import CordonCatalog
import CordonValues

extension QueryBinder {
    /// UNION, INTERSECT and EXCEPT.
    ///
    /// Statement: UNION ALL keeps each arm's rows at their hospital; the others compare whole rows, which are of one hospital where a
    /// key stands at the same place in both arms.
    func setOperation(
        _ operation: SyntaxSetOperation, _ keepsRepeats: Bool, _ left: SyntaxQuery, _ right: SyntaxQuery
    ) throws(Diagnostic) -> BoundQuery {
        let arms = [try rows(left), try rows(right)]
        guard arms[0].columns.count == arms[1].columns.count else {
            throw Diagnostic(
                .typeMismatch, "\(operation.rawValue) combines \(arms[0].columns.count) with \(arms[1].columns.count) columns.", span: right.span,
                hint: "Select the same number of columns in both.")
        }
        try requireLikeArms(arms, operation, right.span)
        if operation != .union || !keepsRepeats {
            for read in arms.flatMap(\.columns).flatMap(\.deferredReads) { session.note(read) }
        }
        let combined = try combined(arms, operation, keepsRepeats, right.span ?? 0..<0)
        if operation == .union, keepsRepeats { return combined }
        let typed = combined.columns.map { TypedExpression.column($0.reference, $0.column.type) }
        try GroupingRule.require(
            combined.locality, by: typed, operation.rawValue, right.span,
            hint: "Select the patient key at the same place in both, or use UNION ALL.")
        guard operation == .union else { return combined }
        return try DistinctRows.of(combined, session, right.span)
    }

    private func requireLikeArms(_ arms: [BoundQuery], _ operation: SyntaxSetOperation, _ span: Range<Int>?) throws(Diagnostic) {
        let isReplicated = arms.map { $0.locality.property == .replicated }
        let isLocal = arms.map(\.locality.isLocal)
        guard isReplicated[0] != isReplicated[1], isLocal.contains(true) else { return }
        // Leaving replicated rows out of patients' rows, or keeping only them, is the same everywhere.
        if operation != .union, isLocal[0] { return }
        throw Diagnostic(
            .crossPatient, "\(operation.rawValue) puts rows that every hospital has beside rows of patients, so that they would count once for each hospital.",
            span: span, hint: "Ask for them in a question of their own.")
    }

    private func combined(
        _ arms: [BoundQuery], _ operation: SyntaxSetOperation, _ keepsRepeats: Bool, _ span: Range<Int>
    ) throws(Diagnostic) -> BoundQuery {
        let relation = session.newRelation()
        let binder = ExpressionBinder(session, scope: Scope(outer: outer), commonTables: commonTables)
        var columns: [BoundColumn] = []
        for index in arms[0].columns.indices {
            let pair = arms.map { BoundExpression.column($0.columns[index], span) }
            columns.append(column(pair, try commonType(pair, binder), arms[0].columns[index], relation))
        }
        // UNION drops repeats by grouping; until then the patient is carried along.
        let carriesPatient = operation == .union && arms.allSatisfy { $0.locality.patient != nil }
        let sides = arms.map { arm in
            var parts = columns.enumerated().map { PlanColumn(name: $1.planName, expression: over(arm, $0, $1.column.type)) }
            if carriesPatient, let patient = arm.locality.patient { parts.append(PlanColumn(name: "cordon_patient", expression: patient.typed)) }
            return ProjectPlan(relation: session.newRelation(), columns: parts, input: arm.plan)
        }
        let planOperation: SetOperation = operation == .union ? .union : operation == .intersect ? .intersect : .except
        let plan = SetOperationPlan(
            relation: relation, operation: planOperation, keepsRepeats: keepsRepeats || operation == .union, left: sides[0], right: sides[1])
        let locality = locality(arms, columns, operation, keepsRepeats, carriesPatient, relation, span)
        return BoundQuery(
            plan: .setOperation(plan), columns: columns, locality: locality, outerColumns: arms.flatMap(\.outerColumns), isOneRow: false)
    }

    private func over(_ arm: BoundQuery, _ index: Int, _ type: ValueType) -> TypedExpression {
        let column = arm.columns[index]
        let reference = TypedExpression.column(column.reference, column.column.type)
        return column.column.type == type ? reference : .cast(reference, to: type)
    }

    private func commonType(_ pair: [BoundExpression], _ binder: ExpressionBinder) throws(Diagnostic) -> ValueType {
        if let key = pair[0].key ?? pair[1].key, pair[0].key?.column.role != pair[1].key?.column.role { throw binder.keyAgainstOther(key, pair[1].span) }
        return try binder.commonType(pair)
    }

    /// The left arm's name and the stricter of both roles; group keys look at the arms where they are alike.
    private func column(_ pair: [BoundExpression], _ type: ValueType, _ left: BoundColumn, _ relation: Int) -> BoundColumn {
        let either = BoundExpression.cases(
            [BoundBranch(condition: .constant(.boolean(true), .boolean, pair[0].span), result: pair[0])], otherwise: pair[1], type, pair[0].span)
        let role = pair[0].key == nil ? either.derivedRole : left.column.role
        let column = CatalogColumn(name: left.column.name, type: type, role: role, unit: left.column.unit, title: left.column.title)
        return BoundColumn(
            derived: column, planName: left.planName, relation: relation, origin: pair[0].key == nil ? either : nil,
            deferredReads: pair.flatMap { $0.column?.deferredReads ?? [] })
    }

    private func locality(
        _ arms: [BoundQuery], _ columns: [BoundColumn], _ operation: SyntaxSetOperation, _ keepsRepeats: Bool, _ carriesPatient: Bool,
        _ relation: Int, _ span: Range<Int>
    ) -> Locality {
        let keys = columns.indices.compactMap { index -> LocalKey? in
            let pair = arms.map { arm in
                arm.locality.holdsKey(.column(arm.columns[index].reference, arm.columns[index].column.type))
            }
            guard let left = pair[0], let right = pair[1] else { return nil }
            return LocalKey(
                expression: .column(columns[index].reference, columns[index].column.type), isPatient: left.isPatient && right.isPatient,
                isNonNull: left.isNonNull && right.isNonNull, name: left.name)
        }
        var patient: BoundExpression?
        if carriesPatient, let type = arms[0].locality.patient?.type {
            let column = CatalogColumn(name: "cordon_patient", type: type, role: .patient, title: "")
            patient = .column(BoundColumn(derived: column, planName: column.name, relation: relation, origin: nil), span)
        } else if let index = columns.indices.first(where: { index in
            keys.contains { $0.isPatient && $0.expression == .column(columns[index].reference, columns[index].column.type) }
        }) {
            patient = .column(columns[index], span)
        }
        let properties = arms.map(\.locality.property)
        let property: LocalityProperty =
            properties.contains(.patientLocal) ? .patientLocal
            : properties.contains(.nodeLocal) ? .nodeLocal : properties.contains(.correlated) ? .correlated : .replicated
        let rule = keys.isEmpty
            ? "Each row stays where its arm has it."
            : "Both arms have a key at the same place, so that equal rows are of one hospital."
        return Locality(
            property: property, keys: keys, patient: patient, rowKey: keepsRepeats ? nil : columns.map { .column($0, span) },
            proof: LocalityProof(operation.rawValue + (keepsRepeats ? " ALL" : ""), property, rule, arms.map(\.locality.proof)))
    }
}
