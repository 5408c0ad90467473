import CordonValues

extension SyntaxReader {
    /// A SELECT statement with everything around it: WITH, set operations, VALUES, ORDER BY, LIMIT.
    mutating func query(_ fields: JSONNode) throws(Diagnostic) -> SyntaxQuery {
        try deeper { (reader) throws(Diagnostic) in try reader.wholeQuery(fields) }
    }

    private mutating func wholeQuery(_ fields: JSONNode) throws(Diagnostic) -> SyntaxQuery {
        if fields["limitOption"]?.text == "LIMIT_OPTION_WITH_TIES" {
            throw unsupported("FETCH … WITH TIES is", wordSpan(["fetch"]), "Write LIMIT.")
        }
        let commonTables = try commonTables(fields["withClause"])
        let body = try body(fields)
        var order: [SyntaxSort] = []
        for node in fields["sortClause"]?.elements ?? [] { order.append(try sort(node)) }
        return SyntaxQuery(
            commonTables: commonTables, body: body, order: order, limit: try optional(fields["limitCount"]),
            offset: try optional(fields["limitOffset"]), span: firstPlace(in: fields))
    }

    private mutating func body(_ fields: JSONNode) throws(Diagnostic) -> SyntaxBody {
        if let rows = fields["valuesLists"]?.elements {
            var values: [[SyntaxExpression]] = []
            for row in rows { values.append(try list(row["List"]?["items"])) }
            return .values(values)
        }
        let operation: SyntaxSetOperation
        switch fields["op"]?.text ?? "SETOP_NONE" {
        case "SETOP_UNION": operation = .union
        case "SETOP_INTERSECT": operation = .intersect
        case "SETOP_EXCEPT": operation = .except
        default: return .select(try select(fields))
        }
        guard let left = fields["larg"], let right = fields["rarg"] else {
            throw Diagnostic(.internalFailure, "The SQL grammar's tree cannot be read.")
        }
        return .setOperation(operation, keepsRepeats: fields["all"]?.isTrue ?? false, try query(left), try query(right))
    }

    private mutating func commonTables(_ clause: JSONNode?) throws(Diagnostic) -> [SyntaxCommonTable] {
        guard let clause else { return [] }
        guard !(clause["recursive"]?.isTrue ?? false) else {
            throw unsupported("WITH RECURSIVE is", place(clause), "Use concept_ancestor for hierarchies, or list the steps as joins.")
        }
        var tables: [SyntaxCommonTable] = []
        for node in clause["ctes"]?.elements ?? [] {
            guard let fields = node["CommonTableExpr"], let statement = fields["ctequery"]?["SelectStmt"] else {
                throw unsupported("This WITH is", place(clause), "Name SELECTs: WITH a AS (SELECT …) SELECT … FROM a.")
            }
            let name = SyntaxName(text: fields["ctename"]?.text ?? "", span: place(fields) ?? 0..<0)
            tables.append(SyntaxCommonTable(name: name, columns: names(fields["aliascolnames"]), query: try query(statement)))
        }
        return tables
    }

    /// EXISTS, IN, ANY, ALL and scalar subqueries.
    mutating func subqueryExpression(_ fields: JSONNode) throws(Diagnostic) -> SyntaxExpression {
        guard let statement = fields["subselect"]?["SelectStmt"] else {
            throw Diagnostic(.internalFailure, "The SQL grammar's tree cannot be read.")
        }
        let span = construct(fields) ?? 0..<0
        let nested = try query(statement)
        switch fields["subLinkType"]?.text ?? "EXISTS_SUBLINK" {
        case "EXISTS_SUBLINK": return SyntaxExpression(form: .exists(nested), span: span)
        case "EXPR_SUBLINK": return SyntaxExpression(form: .scalarSubquery(nested), span: span)
        case "ANY_SUBLINK":
            let symbol = lastName(fields["operName"]) ?? "="
            let operands = try self.operands(required(fields, "testexpr"))
            let whole = cover(fields, operands)
            if symbol == "=" { return SyntaxExpression(form: .inSubquery(operands, nested), span: whole) }
            return try quantified(symbol, operands, nested, all: false, whole, fields)
        case "ALL_SUBLINK":
            let operands = try self.operands(required(fields, "testexpr"))
            return try quantified(lastName(fields["operName"]) ?? "", operands, nested, all: true, cover(fields, operands), fields)
        default: throw unsupported("An array is", place(fields), "Write IN (SELECT …) or EXISTS.")
        }
    }

    private mutating func operands(_ node: JSONNode) throws(Diagnostic) -> [SyntaxExpression] {
        if let row = node["RowExpr"] { return try list(row["args"]) }
        return [try expression(node)]
    }

    private func quantified(
        _ symbol: String, _ operands: [SyntaxExpression], _ query: SyntaxQuery, all: Bool, _ span: Range<Int>, _ fields: JSONNode
    ) throws(Diagnostic) -> SyntaxExpression {
        guard let operation = SyntaxOperator(rawValue: symbol), operation.isComparison, operands.count == 1, let operand = operands.first else {
            throw unsupported("ANY and ALL with this operator are", place(fields), "Use = <> < <= > or >= with one value.")
        }
        return SyntaxExpression(form: .quantifiedSubquery(operation, operand, query, all: all), span: span)
    }
}

extension SyntaxOperator {
    var isComparison: Bool {
        switch self {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: true
        case .add, .subtract, .multiply, .divide, .modulo, .concatenate, .power, .startsWith: false
        }
    }
}
