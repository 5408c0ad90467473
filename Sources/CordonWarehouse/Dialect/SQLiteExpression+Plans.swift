import CordonAggregates
import CordonQuery
import CordonValues

/// Relations as SQLite's SQL. A derived relation is a query of WITH, named by its number; inside a subquery of an expression, which
/// may name columns around it, it stands in FROM.
extension SQLiteExpression {
    /// FROM and WHERE of a relation.
    struct Source {
        /// Nil for one row without columns.
        var from: String?
        var conditions: [TypedExpression] = []
    }

    mutating func subquery(_ write: (inout SQLiteExpression) -> String) -> String {
        let outer = commonTables
        commonTables = nil
        defer { commonTables = outer }
        return write(&self)
    }

    mutating func existence(of plan: InsidePlan) -> String {
        let source = source(plan)
        return "SELECT 1" + clauses(source)
    }

    mutating func source(_ plan: InsidePlan) -> Source {
        // A WITH query that stands in several places is written once.
        if let name = plan.derivedName, commonTables?.contains(where: { $0.name == name }) == true { return Source(from: name) }
        switch plan {
        case .single: return Source()
        case .scan(let table, let relation): return Source(from: "\(Self.quoted(table)) AS r\(relation)")
        case .filter(let input, let condition):
            var source = source(input)
            source.conditions += Self.flattened([condition.folded], .and).filter { $0 != .constant(.boolean(true), .boolean) }
            return source
        case .join(let join): return self.join(join)
        case .values(let plan): return Source(from: derived(plan.relation, columns: plan.columns.map(\.name), values(plan)))
        case .project(let plan): return Source(from: derived(plan.relation, select(plan)))
        case .group(let plan): return Source(from: derived(plan.relation, group(plan)))
        case .window(let plan): return Source(from: derived(plan.relation, window(plan)))
        case .setOperation(let plan): return Source(from: derived(plan.relation, setOperation(plan)))
        case .limit(let plan): return limit(plan)
        }
    }

    /// FROM … WHERE …, after a SELECT list.
    mutating func clauses(_ source: Source) -> String {
        var text = source.from.map { "\n  FROM \($0)" } ?? ""
        if source.conditions.count == 1, let only = source.conditions.first {
            text += "\n WHERE " + write(only).text
        } else if source.conditions.count > 32 {
            text += "\n WHERE " + chain("AND", source.conditions, .and).text
        } else {
            for (index, condition) in source.conditions.enumerated() {
                text += (index == 0 ? "\n WHERE " : "\n   AND ") + write(condition).inside(.and)
            }
        }
        return text
    }

    /// What FROM says of a derived relation.
    private mutating func derived(_ relation: Int, columns: [String] = [], _ text: String) -> String {
        let name = "r\(relation)"
        guard commonTables != nil else {
            guard !columns.isEmpty else { return "(\(text)) AS \(name)" }
            let list = columns.enumerated().map { "column\($0 + 1) AS \(Self.quoted($1))" }.joined(separator: ", ")
            return "(SELECT \(list) FROM (\(text))) AS \(name)"
        }
        if commonTables?.contains(where: { $0.name == name }) == false {
            commonTables?.append(CommonTable(name: name, columns: columns, text: text))
        }
        return name
    }

    /// The side that is itself a join comes first: in brackets SQLite would read every column of its tables. No plan has two such sides:
    /// see ``OneSidedJoins``.
    private mutating func join(_ join: JoinPlan) -> Source {
        let isExchanged = join.right.isJoin && !join.left.isJoin
        let first = source(isExchanged ? join.right : join.left)
        let second = source(isExchanged ? join.left : join.right)
        let on = Self.flattened([join.on.folded], .and).filter { $0 != .constant(.boolean(true), .boolean) }
        let word: String
        switch join.kind {
        case .inner: word = "JOIN"
        case .left: word = isExchanged ? "RIGHT JOIN" : "LEFT JOIN"
        case .full: word = "FULL JOIN"
        }
        let condition = on.isEmpty ? (join.kind == .inner ? "" : " ON TRUE") : " ON " + chain("AND", on, .and).text
        return Source(
            from: "\(first.from ?? "(SELECT 1)")\n  \(word) \(second.from ?? "(SELECT 1)")\(condition)", conditions: first.conditions + second.conditions)
    }

    // MARK: - Derived relations

    mutating func select(_ plan: ProjectPlan) -> String {
        let source = source(plan.input)
        let columns = plan.columns.map { column($0, of: plan.relation) }
        return "SELECT \(columns.isEmpty ? "1 AS cordon_row" : columns.joined(separator: ", "))" + clauses(source)
    }

    /// The same with every numeric as TEXT, for columns that are compared with others or stand beside them.
    mutating func spelledSelect(_ plan: ProjectPlan) -> String {
        let source = source(plan.input)
        let columns = plan.columns.map { "\(spelled($0.expression.folded).text) AS \(Self.quoted($0.name))" }
        return "SELECT \(columns.isEmpty ? "1 AS cordon_row" : columns.joined(separator: ", "))" + clauses(source)
    }

    /// One column of a derived relation. A numeric that is carried as an INTEGER is so for whoever reads the column.
    private mutating func column(_ column: PlanColumn, of relation: Int) -> String {
        let expression = column.expression.folded
        if isCarried(expression) { ranges.columns[.table(relation: relation, column: column.name)] = ranges.of(expression) }
        return "\(write(expression).text) AS \(Self.quoted(column.name))"
    }

    private mutating func values(_ plan: ValuesPlan) -> String {
        "VALUES " + plan.rows.map { row in "(\(row.map { spelled($0.folded).text }.joined(separator: ", ")))" }.joined(separator: ", ")
    }

    private mutating func group(_ plan: GroupPlan) -> String {
        let source = source(plan.input)
        var columns = plan.keys.map { column($0, of: plan.relation) }
        columns += plan.aggregates.map { "\(aggregate($0)) AS \(Self.quoted($0.name))" }
        // A group without keys is one row also when nothing of it is read.
        if columns.isEmpty { columns = ["\(uses("count"))(*) AS cordon_row"] }
        let text = "SELECT \(columns.joined(separator: ", "))" + clauses(source)
        guard !plan.keys.isEmpty else { return text }
        // By position: a constant expression would be taken for one otherwise.
        return text + "\n GROUP BY " + plan.keys.indices.map { String($0 + 1) }.joined(separator: ", ")
    }

    private mutating func aggregate(_ aggregate: PlanAggregate) -> String {
        let arguments = [aggregate.argument, aggregate.second].compactMap { $0 }
        let argument = arguments.isEmpty ? "*" : arguments.map { spelled($0.folded).text }.joined(separator: ", ")
        let distinct = aggregate.isDistinct ? "DISTINCT " : ""
        let filter = aggregate.filter.map { " FILTER (WHERE \(write($0.folded).text))" } ?? ""
        return "\(aggregateName(aggregate.specification))(\(distinct)\(argument))\(filter)"
    }

    /// SQLite's own where it is exact for the type.
    private mutating func aggregateName(_ specification: AggregateSpecification) -> String {
        switch (specification.function, specification.argument) {
        case (.countRows, _), (.count, _): return uses("count")
        case (.minimum, let type) where type != .numeric: return uses("min")
        case (.maximum, let type) where type != .numeric: return uses("max")
        // No node has the rows that would carry 32-bit numbers beyond 64 bits.
        case (.sum, .integer): return uses("sum")
        default:
            let routine = AggregateRoutine(specification)
            aggregates.insert(routine)
            return routine.name
        }
    }

    private mutating func window(_ plan: WindowPlan) -> String {
        let source = source(plan.input)
        var columns = plan.passed.map { column($0, of: plan.relation) }
        columns += plan.functions.map { "\(window($0)) AS \(Self.quoted($0.name))" }
        return "SELECT \(columns.isEmpty ? "1 AS cordon_row" : columns.joined(separator: ", "))" + clauses(source)
    }

    private mutating func window(_ function: PlanWindow) -> String {
        let arguments = function.arguments.isEmpty && function.takesRows ? "*" : function.arguments.map { spelled($0.folded).text }.joined(separator: ", ")
        let filter = function.filter.map { " FILTER (WHERE \(write($0.folded).text))" } ?? ""
        var over: [String] = []
        if !function.partition.isEmpty { over.append("PARTITION BY " + list(function.partition)) }
        if !function.order.isEmpty { over.append("ORDER BY " + function.order.map { order($0) }.joined(separator: ", ")) }
        if let frame = function.frame { over.append(frame.sql) }
        return "\(name(of: function.function))(\(arguments))\(filter) OVER (\(over.joined(separator: " ")))"
    }

    private mutating func name(of function: WindowFunction) -> String {
        if case .aggregate(let specification) = function { return aggregateName(specification) }
        return uses(function.name)
    }

    mutating func order(_ key: SortKey) -> String {
        let collation = key.expression.type == .numeric && !isCarried(key.expression.folded) ? " COLLATE \(SQLiteDialect.numericCollation)" : ""
        return "\(write(key.expression.folded).text)\(collation)\(key.descending ? " DESC" : "") NULLS \(key.nullsFirst ? "FIRST" : "LAST")"
    }

    private mutating func setOperation(_ plan: SetOperationPlan) -> String {
        let word = "\(plan.operation.rawValue)\(plan.keepsRepeats ? " ALL" : "")"
        guard plan.keepsRepeats, plan.operation != .union else {
            return plan.arms.map { spelledSelect($0) }.joined(separator: "\n\(word)\n")
        }
        // SQLite has neither INTERSECT ALL nor EXCEPT ALL: equal rows are numbered, and the pairs compared.
        let names = plan.left.columns.map { Self.quoted($0.name) }.joined(separator: ", ")
        let numbered = [plan.left, plan.right].map { arm in
            "SELECT \(names), \(uses("row_number"))() OVER (PARTITION BY \(names)) AS cordon_repeat FROM (\(spelledSelect(arm)))"
        }
        return "SELECT \(names) FROM (\(numbered[0]) \(plan.operation.rawValue) \(numbered[1]))"
    }

    private mutating func limit(_ plan: LimitPlan) -> Source {
        let source = source(plan.input)
        guard let relation = plan.input.shown else { return source }
        let order = plan.order.map { self.order($0) }.joined(separator: ", ")
        let rows = bind(.integer(Int64(plan.limit ?? -1))).text
        let offset = plan.offset > 0 ? " OFFSET \(bind(.integer(Int64(plan.offset))).text)" : ""
        let text = "SELECT r\(relation).*" + clauses(source) + (order.isEmpty ? "" : "\n ORDER BY \(order)") + "\n LIMIT \(rows)\(offset)"
        guard commonTables != nil else { return Source(from: "(\(text)) AS r\(relation)") }
        if commonTables?.contains(where: { $0.name == "r\(relation)_limited" }) == false {
            commonTables?.append(CommonTable(name: "r\(relation)_limited", text: text))
        }
        return Source(from: "r\(relation)_limited AS r\(relation)")
    }
}

extension InsidePlan {
    fileprivate var isJoin: Bool {
        if case .join = self { true } else { false }
    }

    /// What the query of WITH is called that holds the plan.
    fileprivate var derivedName: String? {
        switch self {
        case .values, .project, .group, .window, .setOperation: shown.map { "r\($0)" }
        case .scan, .single, .filter, .join, .limit: nil
        }
    }

    /// The number of the derived relation that the plan shows.
    fileprivate var shown: Int? {
        switch self {
        case .scan(_, let relation): relation
        case .values(let plan): plan.relation
        case .project(let plan): plan.relation
        case .group(let plan): plan.relation
        case .window(let plan): plan.relation
        case .setOperation(let plan): plan.relation
        case .filter(let input, _): input.shown
        case .limit(let plan): plan.input.shown
        case .single, .join: nil
        }
    }
}

extension PlanWindow {
    /// COUNT(*).
    fileprivate var takesRows: Bool {
        if case .aggregate = function { true } else { false }
    }
}

extension WindowFrame {
    fileprivate var sql: String {
        let excluded = exclusion == .nothing ? "" : " EXCLUDE \(exclusion.rawValue)"
        return "\(mode.rawValue) BETWEEN \(start.sql) AND \(end.sql)\(excluded)"
    }
}

extension FrameBound {
    fileprivate var sql: String {
        switch self {
        case .unboundedPreceding: "UNBOUNDED PRECEDING"
        case .preceding(let rows): "\(rows) PRECEDING"
        case .currentRow: "CURRENT ROW"
        case .following(let rows): "\(rows) FOLLOWING"
        case .unboundedFollowing: "UNBOUNDED FOLLOWING"
        }
    }
}
