import CordonAggregates
import CordonValues

/// EXISTS, IN, ANY, ALL and scalar subqueries. Each is the same at every hospital, or belongs to the row around it, or is a set of
/// keys in which the row's own key is looked for.
extension ExpressionBinder {
    private func nested(_ syntax: SyntaxQuery) throws(Diagnostic) -> (BoundQuery, height: Int) {
        let (query, height) = try session.measured { () throws(Diagnostic) in
            try QueryBinder(session: session, commonTables: commonTables, outer: scope).rows(syntax)
        }
        return (query, height + query.plan.parserHeight)
    }

    /// Columns of queries further out than this one are outer columns of this one too.
    private mutating func pass(_ query: BoundQuery) {
        // What the subquery's columns stand for is read, also where `*` put them there.
        for read in query.columns.flatMap(\.deferredReads) { session.note(read) }
        passColumns(query)
    }

    private mutating func passColumns(_ query: BoundQuery) {
        let own = Set(scope.relations.flatMap(\.columns).map(\.relation))
        outerColumns += query.outerColumns.filter { !own.contains($0.relation) }
    }

    private func require(_ query: BoundQuery, _ what: String, _ span: Range<Int>) throws(Diagnostic) {
        guard query.locality.isLocal else { return }
        throw Diagnostic(
            .crossPatient, "\(what) reads the rows of all patients for each row, and no hospital has them all.", span: span,
            hint: "Tie it to the row around it: add a condition such as inner.\(keyName(query)) = outer.\(keyName(query)).")
    }

    private func keyName(_ query: BoundQuery) -> String {
        // A key that is carried along has a name of ours.
        let carried = query.locality.patient?.key?.column.name
        return carried.flatMap { $0.hasPrefix("cordon_") ? nil : $0 } ?? catalog.tables.lazy.compactMap(\.patientKey).first ?? "patient_id"
    }

    mutating func exists(_ syntax: SyntaxQuery, _ span: Range<Int>) throws(Diagnostic) -> BoundExpression {
        let (query, height) = try nested(syntax)
        try require(query, "EXISTS", span)
        passColumns(query)
        return .subquery(
            BoundSubquery(operands: [], outer: query.outerColumns, height: height, origin: nil), .exists(query.plan), size: 1, span)
    }

    mutating func inSubquery(
        _ operands: [SyntaxExpression], _ syntax: SyntaxQuery, _ span: Range<Int>, _ clause: Clause
    ) throws(Diagnostic) -> BoundExpression {
        var bound: [BoundExpression] = []
        for operand in operands { bound.append(try keyed(operand, in: clause)) }
        let (query, height) = try nested(syntax)
        guard query.columns.count == bound.count else {
            throw Diagnostic(
                .typeMismatch, "IN compares \(bound.count) with \(query.columns.count) columns.", span: span,
                hint: "Select as many columns as stand before IN.")
        }
        let (left, right) = try matched(bound, query, span)
        var plan = query.projected(session)
        plan = ProjectPlan(relation: plan.relation, columns: zip(plan.columns, right).map { PlanColumn(name: $0.name, expression: $1) }, input: plan.input)
        if query.locality.isLocal { plan = try keyLookup(left, query, plan, span) }
        pass(query)
        return .subquery(
            BoundSubquery(operands: left, outer: query.outerColumns, height: height, origin: nil), .inSubquery(left.map(\.typed), plan), size: 1, span)
    }

    /// Operands and columns in their common types. A key is looked for among keys of its kind.
    private func matched(
        _ operands: [BoundExpression], _ query: BoundQuery, _ span: Range<Int>
    ) throws(Diagnostic) -> ([BoundExpression], [TypedExpression]) {
        var left: [BoundExpression] = []
        var right: [TypedExpression] = []
        let plan = query.projected(session)
        for ((operand, column), planned) in zip(zip(operands, query.columns), plan.columns) {
            let inner = BoundExpression.column(column, span)
            if let key = operand.key ?? inner.key {
                guard operand.key?.column.role == inner.key?.column.role, operand.type == inner.type else { throw keyAgainstOther(key, span) }
                left.append(operand)
                right.append(planned.expression)
            } else {
                let (a, b) = try comparable(operand, inner, span)
                left.append(a)
                right.append(b.type == planned.expression.type ? planned.expression : .cast(planned.expression, to: b.type))
            }
        }
        return (left, right)
    }

    /// `key IN (SELECT key …)` over patients: the key is of one hospital, where all rows that could match are.
    private func keyLookup(
        _ operands: [BoundExpression], _ query: BoundQuery, _ plan: ProjectPlan, _ span: Range<Int>
    ) throws(Diagnostic) -> ProjectPlan {
        let around = scope.keys + scope.enclosingKeys
        let position = operands.indices.first { index in
            let inner = query.locality.holdsKey(.column(query.columns[index].reference, query.columns[index].column.type))
            guard let inner, query.locality.isTold(apartBy: inner) else { return false }
            return around.contains { $0.expression == operands[index].typed && $0.entity.shared(with: inner.entity) != nil }
        }
        guard let position else {
            throw Diagnostic(
                .crossPatient, "IN looks among the rows of all patients, and no hospital has them all.", span: span,
                hint: "Compare the patient key: patient key IN (SELECT patient key …), or tie the subquery to the row around it.")
        }
        // NULL IN (…) is false over no keys and NULL over any, and no hospital knows whether there are any.
        if negations > 0, let own = around.first(where: { $0.expression == operands[position].typed }), !own.isNonNull {
            throw Diagnostic(
                .crossPatient, "NOT IN depends on whether any hospital has such rows where \(own.name) is NULL.", span: span,
                hint: "Add WHERE \(own.name) IS NOT NULL, or use NOT EXISTS.")
        }
        let column = query.columns[position]
        let reference = TypedExpression.column(column.reference, column.column.type)
        guard query.locality.holdsKey(reference)?.isNonNull != true else { return plan }
        if negations > 0 {
            throw Diagnostic(
                .crossPatient, "NOT IN depends on whether any hospital has a row whose \(column.column.name) is NULL.", span: span,
                hint: "Add WHERE \(column.column.name) IS NOT NULL to the subquery, or use NOT EXISTS.")
        }
        // A NULL among the keys never makes IN true.
        return ProjectPlan(
            relation: plan.relation, columns: plan.columns,
            input: .filter(plan.input, .call(.isNotNull, [plan.columns[position].expression], .boolean)))
    }

    /// The value of the one row; NULL without a row, and where several rows would make PostgreSQL fail.
    mutating func scalarSubquery(_ syntax: SyntaxQuery, _ span: Range<Int>) throws(Diagnostic) -> BoundExpression {
        let (outcome, own) = try session.measured { () throws(Diagnostic) in
            try QueryBinder(session: session, commonTables: commonTables, outer: scope).bind(syntax)
        }
        let query: BoundQuery
        switch outcome {
        case .released(let cells): return try released(cells, span)
        case .rows(let rows): query = rows
        }
        let height = own + query.plan.parserHeight
        guard query.columns.count == 1, let column = query.columns.first else {
            throw Diagnostic(.typeMismatch, "A subquery used as a value has one column.", span: span, hint: "Select one expression.")
        }
        try require(query, "This subquery", span)
        let value = BoundExpression.column(column, span)
        if let key = value.key { throw keyMisused(key, span) }
        pass(query)
        let type = column.column.type
        let plan = query.isOneRow ? query.projected(session) : oneRow(query.projected(session), type)
        return .subquery(
            BoundSubquery(operands: [], outer: query.outerColumns, height: height, origin: value), .scalar(plan, type), size: 1, span)
    }

    /// The one cell of a query over patients.
    private func released(_ query: ReleasedQuery, _ span: Range<Int>) throws(Diagnostic) -> BoundExpression {
        let columns = query.columns(of: -1)
        guard columns.count == 1, let column = columns.first else {
            throw Diagnostic(.typeMismatch, "A subquery used as a value has one column.", span: span, hint: "Select one expression.")
        }
        guard query.isOneRow else {
            throw Diagnostic(
                .unsupported, "This subquery can have several rows of released cells, and a value has one.", span: query.span ?? span,
                hint: "Leave out its GROUP BY, or join it in FROM by the group keys.")
        }
        return .value(session.add(value: query), column.column.type, span)
    }

    /// CASE WHEN count(*) = 1 THEN min(x) END over the rows: of one row, its smallest value is its value.
    private func oneRow(_ plan: ProjectPlan, _ type: ValueType) -> ProjectPlan {
        let value = TypedExpression.column(.table(relation: plan.relation, column: plan.columns.first?.name ?? ""), type)
        let relation = session.newRelation()
        let group = GroupPlan(
            relation: relation, keys: [],
            aggregates: [
                PlanAggregate(
                    name: "rows", specification: AggregateSpecification(function: .countRows, argument: nil), argument: nil, second: nil, isDistinct: false,
                    filter: nil),
                PlanAggregate(
                    name: "value", specification: AggregateSpecification(function: .minimum, argument: type), argument: value, second: nil, isDistinct: false,
                    filter: nil),
            ], input: .project(plan))
        let rows = TypedExpression.column(.table(relation: relation, column: "rows"), .bigint)
        let isOne = TypedExpression.call(.equal, [rows, .constant(.integer(1), .bigint)], .boolean)
        let only = TypedExpression.cases(
            [CaseBranch(condition: isOne, result: .column(.table(relation: relation, column: "value"), type))],
            otherwise: .constant(.null, type), type)
        return ProjectPlan(relation: session.newRelation(), columns: [PlanColumn(name: "value", expression: only)], input: .group(group))
    }

    /// `x < ANY (…)`: true for one row, else NULL for one row, else false; ALL the other way round (SQL standard, section 8.9).
    mutating func quantified(
        _ operation: SyntaxOperator, _ operand: SyntaxExpression, _ syntax: SyntaxQuery, all: Bool, _ span: Range<Int>, _ clause: Clause
    ) throws(Diagnostic) -> BoundExpression {
        if operation == .notEqual, all {
            negations += 1
            defer { negations -= 1 }
            return .call(.not, [try inSubquery([operand], syntax, span, clause)], .boolean, span)
        }
        let value = try bind(operand, in: clause)
        guard !value.holdsAggregate, !value.holdsWindow, value.firstValue == nil else {
            throw Diagnostic(
                .unsupported, "An aggregate cannot be compared with \(all ? "ALL" : "ANY") of a subquery.", span: value.span,
                hint: "Compute it in a subquery in FROM, and compare its column.")
        }
        let (query, height) = try nested(syntax)
        guard query.columns.count == 1, let column = query.columns.first else {
            throw Diagnostic(.typeMismatch, "ANY and ALL take a subquery of one column.", span: span, hint: "Select one expression.")
        }
        try require(query, all ? "ALL" : "ANY", span)
        let inner = BoundExpression.column(column, span)
        if let key = inner.key { throw keyMisused(key, span) }
        pass(query)
        guard let function = ScalarFunction(rawValue: operation.rawValue) else {
            throw Diagnostic(.internalFailure, "An operator was read as a comparison.", span: span)
        }
        let comparison = try comparison(function, value, inner, span).typed
        let decided: TypedExpression = all ? .call(.not, [comparison], .boolean) : comparison
        func exists(_ condition: TypedExpression) -> TypedExpression { .exists(.filter(query.plan, condition)) }
        let typed = TypedExpression.cases(
            [
                CaseBranch(condition: exists(decided), result: .constant(.boolean(!all), .boolean)),
                CaseBranch(condition: exists(.call(.isNull, [comparison], .boolean)), result: .constant(.null, .boolean)),
            ], otherwise: .constant(.boolean(all), .boolean), .boolean)
        return .subquery(
            BoundSubquery(operands: [], outer: query.outerColumns + value.columns, height: max(height, value.height), origin: nil), typed, size: 1 + value.size, span)
    }

    /// GROUPING(a, b): a bit for each key that the row's grouping set leaves out.
    mutating func grouping(_ keys: [SyntaxExpression], _ span: Range<Int>, _ clause: Clause) throws(Diagnostic) -> BoundExpression {
        guard clause.mayAggregate, !keys.isEmpty, keys.count <= 31 else {
            throw Diagnostic(.misplacedAggregate, "GROUPING cannot stand here.", span: span, hint: "Use it in SELECT, HAVING or ORDER BY, with 1 to 31 group keys.")
        }
        var bound: [BoundExpression] = []
        for key in keys { bound.append(try keyed(key, in: .grouping)) }
        groupings.append(bound)
        return .grouping(groupings.count - 1, span)
    }
}
