import CordonCatalog
import CordonValues

extension QueryBinder {
    /// UNION, INTERSECT and EXCEPT.
    ///
    /// Statement: UNION ALL keeps each arm's rows at their hospital; the others compare whole rows, which are of one hospital where a
    /// key stands at the same place in both arms.
    func setOperation(
        _ operation: SyntaxSetOperation, _ keepsRepeats: Bool, _ left: SyntaxQuery, _ right: SyntaxQuery, _ syntax: SyntaxQuery
    ) throws(Diagnostic) -> QueryOutcome {
        switch (try bind(left), try bind(right)) {
        case (.rows(let first), .rows(let second)):
            return .rows(try sorted(setOperation(operation, keepsRepeats, [first, second], right), syntax))
        case (.released(let first), .released(let second)):
            return .released(.union(try union(operation, keepsRepeats, first, second, syntax)))
        case (.rows, .released(let query)), (.released(let query), .rows):
            throw Diagnostic(
                .crossPatient, "\(operation.rawValue) puts an answer over all patients beside rows of hospitals.", span: query.span,
                hint: "Aggregate in both SELECTs, or in none of them.")
        }
    }

    private func setOperation(
        _ operation: SyntaxSetOperation, _ keepsRepeats: Bool, _ arms: [BoundQuery], _ right: SyntaxQuery
    ) throws(Diagnostic) -> BoundQuery {
        try requireWidths(arms.map(\.columns.count), operation, right.span)
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

    private func requireWidths(_ widths: [Int], _ operation: SyntaxSetOperation, _ span: Range<Int>?) throws(Diagnostic) {
        guard widths[0] != widths[1] else { return }
        throw Diagnostic(
            .typeMismatch, "\(operation.rawValue) combines \(widths[0]) with \(widths[1]) columns.", span: span,
            hint: "Select the same number of columns in both.")
    }

    /// UNION of answers: rows of released cells one behind the other.
    private func union(
        _ operation: SyntaxSetOperation, _ keepsRepeats: Bool, _ left: ReleasedQuery, _ right: ReleasedQuery, _ syntax: SyntaxQuery
    ) throws(Diagnostic) -> CellsUnion {
        guard operation == .union else {
            throw Diagnostic(
                .unsupported, "\(operation.rawValue) is not supported between answers over all patients.", span: syntax.span,
                hint: "Join the two by their group keys: FROM a JOIN b ON …, or LEFT JOIN and WHERE b.key IS NULL.")
        }
        let span = right.span ?? 0..<0
        let arms = left.unionArms(isDistinct: !keepsRepeats) + [right]
        let (first, second) = (left.shape(span), right.shape(span))
        try requireWidths([first.count, second.count], operation, right.span)
        let binder = ExpressionBinder(session, scope: Scope(outer: outer), commonTables: commonTables)
        var columns: [CatalogColumn] = []
        for (pair, known) in zip(zip(first, second), left.columns(of: -1)) {
            let type = try commonType([pair.0, pair.1], binder)
            for side in [pair.0, pair.1] where side.isUntyped { _ = try binder.coerced(side, to: type) }
            columns.append(
                CatalogColumn(name: known.planName, type: type, role: .category(codes: []), unit: known.column.unit, title: known.planName))
        }
        var order: [(column: Int, descending: Bool, nullsFirst: Bool)] = []
        for sort in syntax.order {
            order.append((try position(sort, columns.map(\.name)), sort.descending, sort.nullsFirst ?? sort.descending))
        }
        return CellsUnion(
            arms: arms, columns: columns, isDistinct: !keepsRepeats, order: order, limit: try RowCount.of(syntax.limit, "LIMIT"),
            offset: try RowCount.of(syntax.offset, "OFFSET"), span: syntax.span)
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
        try session.spend(columns: arms[0].columns.count, at: span)
        let relation = session.newRelation()
        let binder = ExpressionBinder(session, scope: Scope(outer: outer), commonTables: commonTables)
        var columns: [BoundColumn] = []
        for index in arms[0].columns.indices {
            let pair = arms.map { BoundExpression.column($0.columns[index], span) }
            columns.append(column(pair, try commonType(pair, binder), arms[0].columns[index], relation))
        }
        var names = PlanNames(columns.map(\.planName))
        let patientName = names.free("cordon_patient")
        // UNION drops repeats by grouping; until then the patient is carried along.
        let carriesPatient = operation == .union && arms.allSatisfy { $0.locality.patient != nil }
        let sides = arms.map { arm in
            var parts = columns.enumerated().map { PlanColumn(name: $1.planName, expression: over(arm, $0, $1.column.type)) }
            if carriesPatient, let patient = arm.locality.patient { parts.append(PlanColumn(name: patientName, expression: patient.typed)) }
            return ProjectPlan(relation: session.newRelation(), columns: parts, input: arm.plan)
        }
        let planOperation: SetOperation = operation == .union ? .union : operation == .intersect ? .intersect : .except
        let plan = SetOperationPlan(
            relation: relation, operation: planOperation, keepsRepeats: keepsRepeats || operation == .union, left: sides[0], right: sides[1])
        let locality = locality(arms, columns, operation, keepsRepeats, carriesPatient ? patientName : nil, relation, span)
        return BoundQuery(
            plan: .setOperation(plan), columns: columns, locality: locality, outerColumns: arms.flatMap(\.outerColumns), isOneRow: false)
    }

    private func over(_ arm: BoundQuery, _ index: Int, _ type: ValueType) -> TypedExpression {
        let column = arm.columns[index]
        if column.isNull { return .constant(.null, type) }
        let reference = TypedExpression.column(column.reference, column.column.type)
        return column.column.type == type ? reference : .cast(reference, to: type)
    }

    private func commonType(_ pair: [BoundExpression], _ binder: ExpressionBinder) throws(Diagnostic) -> ValueType {
        // NULL takes the type of what stands at its place in the other arm.
        if let known = Self.besideNull(pair) { return known.type }
        if Self.areNull(pair) { return pair[0].type == .text ? pair[1].type : pair[0].type }
        if let key = pair[0].key ?? pair[1].key, pair[0].key?.column.role != pair[1].key?.column.role { throw binder.keyAgainstOther(key, pair[1].span) }
        return try binder.commonType(pair)
    }

    /// The left arm's name and the stricter of both roles; group keys look at the arms where they are alike.
    private func column(_ pair: [BoundExpression], _ type: ValueType, _ left: BoundColumn, _ relation: Int) -> BoundColumn {
        if let known = Self.besideNull(pair), let other = known.column {
            let own = other.column
            return BoundColumn(
                derived: CatalogColumn(name: left.column.name, type: type, role: own.role, unit: own.unit, title: own.title), planName: left.planName,
                relation: relation, origin: known.key == nil ? known : nil, deferredReads: other.deferredReads)
        }
        let either = Self.areNull(pair)
            ? .constant(.null, type, pair[0].span)
            : BoundExpression.cases(
                [BoundBranch(condition: .constant(.boolean(true), .boolean, pair[0].span), result: pair[0])], otherwise: pair[1], type, pair[0].span)
        let role = pair[0].key == nil ? either.derivedRole : left.column.role
        let column = CatalogColumn(name: left.column.name, type: type, role: role, unit: left.column.unit, title: left.column.title)
        return BoundColumn(
            derived: column, planName: left.planName, relation: relation, origin: pair[0].key == nil ? either : nil,
            deferredReads: pair.flatMap { $0.column?.deferredReads ?? [] })
    }

    /// NULL in both arms.
    private static func areNull(_ pair: [BoundExpression]) -> Bool { pair.allSatisfy { $0.column?.isNull ?? false } }

    /// The one of two columns whose other is always NULL.
    private static func besideNull(_ pair: [BoundExpression]) -> BoundExpression? {
        let isNull = pair.map { $0.column?.isNull ?? false }
        return isNull[0] == isNull[1] ? nil : isNull[0] ? pair[1] : pair[0]
    }

    private func locality(
        _ arms: [BoundQuery], _ columns: [BoundColumn], _ operation: SyntaxSetOperation, _ keepsRepeats: Bool, _ patientName: String?,
        _ relation: Int, _ span: Range<Int>
    ) -> Locality {
        let keys = columns.indices.compactMap { index -> LocalKey? in
            let pair = arms.map { arm in
                arm.locality.holdsKey(.column(arm.columns[index].reference, arm.columns[index].column.type))
            }
            let isNull = arms.map { $0.columns[index].isNull }
            guard pair[0] != nil || isNull[0], pair[1] != nil || isNull[1], let known = pair[0] ?? pair[1] else { return nil }
            return LocalKey(
                expression: .column(columns[index].reference, columns[index].column.type),
                entity: pair.compactMap { $0?.entity }.dropFirst().reduce(known.entity) { $0.joined(with: $1) },
                isNonNull: pair.allSatisfy { $0?.isNonNull ?? false }, name: known.name)
        }
        var patient: BoundExpression?
        if let patientName, let type = arms[0].locality.patient?.type {
            let column = CatalogColumn(name: patientName, type: type, role: .patient, title: "")
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
        // Two rows that are equal in every column are one row twice: which of them comes first makes no difference.
        let rowKey = columns.map { BoundExpression.column($0, span) } + (patientName == nil ? [] : [patient].compactMap { $0 })
        return Locality(
            property: property, keys: keys, patient: patient, rowKey: rowKey,
            proof: LocalityProof(operation.rawValue + (keepsRepeats ? " ALL" : ""), property, rule, arms.map(\.locality.proof)))
    }
}
