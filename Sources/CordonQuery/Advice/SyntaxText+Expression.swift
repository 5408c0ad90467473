extension SyntaxText {
    mutating func list(_ parts: [SyntaxExpression]) -> String {
        var texts: [String] = []
        for part in parts { texts.append(text(part)) }
        return texts.joined(separator: ", ")
    }

    mutating func sorts(_ sorts: [SyntaxSort]) -> String {
        var texts: [String] = []
        for sort in sorts {
            let nulls = sort.nullsFirst.map { $0 ? " NULLS FIRST" : " NULLS LAST" } ?? ""
            texts.append(text(sort.expression) + (sort.descending ? " DESC" : "") + nulls)
        }
        return texts.joined(separator: ", ")
    }

    mutating func text(_ expression: SyntaxExpression) -> String {
        switch expression.form {
        case .column(let qualifier, let name): return (qualifier.map { Self.name($0) + "." } ?? "") + Self.name(name)
        case .star(let qualifier): return (qualifier.map { Self.name($0) + "." } ?? "") + "*"
        case .literal(let literal): return Self.literal(literal)
        case .currentDate: return "CURRENT_DATE"
        case .currentTimestamp: return "LOCALTIMESTAMP"
        case .negation(let part): return "-" + part.inBrackets(&self)
        case .not(let part): return "NOT " + part.inBrackets(&self)
        case .conjunction(let parts): return chain(parts, " AND ")
        case .disjunction(let parts): return chain(parts, " OR ")
        case .binary(let operation, let left, let right):
            // Chains of sums and products from the left need no brackets.
            let first = left.isChain(operation) ? text(left) : left.inBrackets(&self)
            return "\(first) \(operation.rawValue) \(right.inBrackets(&self))"
        case .isNull(let part, let negated): return "\(part.inBrackets(&self)) IS \(negated ? "NOT " : "")NULL"
        case .truthTest(let part, let truth, let negated): return "\(part.inBrackets(&self)) IS \(negated ? "NOT " : "")\(truth.sql)"
        case .distinct(let left, let right, let negated):
            return "\(left.inBrackets(&self)) IS \(negated ? "NOT " : "")DISTINCT FROM \(right.inBrackets(&self))"
        case .between(let value, let low, let high, let negated):
            return "\(value.inBrackets(&self)) \(negated ? "NOT " : "")BETWEEN \(low.inBrackets(&self)) AND \(high.inBrackets(&self))"
        case .inList(let value, let items, let negated): return "\(value.inBrackets(&self)) \(negated ? "NOT " : "")IN (\(list(items)))"
        case .like(let value, let pattern, let escape, let insensitive, let negated):
            let end = escape.map { " ESCAPE " + $0.inBrackets(&self) } ?? ""
            return "\(value.inBrackets(&self)) \(negated ? "NOT " : "")\(insensitive ? "ILIKE" : "LIKE") \(pattern.inBrackets(&self))\(end)"
        case .cases(let operand, let branches, let otherwise): return cases(operand, branches, otherwise)
        case .coalesce(let parts): return "coalesce(\(list(parts)))"
        case .greatest(let parts): return "greatest(\(list(parts)))"
        case .least(let parts): return "least(\(list(parts)))"
        case .nullIf(let left, let right): return "nullif(\(list([left, right])))"
        case .cast(let part, let type): return cast(part, type)
        case .call(let call): return self.call(call)
        case .quantified(let comparison, let value, let items, let all):
            return "\(value.inBrackets(&self)) \(comparison.sql) \(all ? "ALL" : "ANY") (ARRAY[\(list(items))])"
        case .exists(let query): return "EXISTS (\(self.query(query)))"
        case .inSubquery(let operands, let query):
            let left = operands.count == 1 ? operands[0].inBrackets(&self) : "(\(list(operands)))"
            return "\(left) IN (\(self.query(query)))"
        case .quantifiedSubquery(let operation, let value, let query, let all):
            return "\(value.inBrackets(&self)) \(operation.rawValue) \(all ? "ALL" : "ANY") (\(self.query(query)))"
        case .scalarSubquery(let query): return "(\(self.query(query)))"
        case .grouping(let parts): return "GROUPING(\(list(parts)))"
        case .array(let parts): return "ARRAY[\(list(parts))]"
        case .named(let name, let part): return "\(Self.name(name)) => \(text(part))"
        }
    }

    private mutating func chain(_ parts: [SyntaxExpression], _ word: String) -> String {
        var texts: [String] = []
        for part in parts { texts.append(part.isCondition ? text(part) : part.inBrackets(&self)) }
        return texts.joined(separator: word)
    }

    private mutating func cases(_ operand: SyntaxExpression?, _ branches: [SyntaxBranch], _ otherwise: SyntaxExpression?) -> String {
        var text = "CASE " + (operand.map { $0.inBrackets(&self) + " " } ?? "")
        for branch in branches { text += "WHEN \(self.text(branch.condition)) THEN \(self.text(branch.result)) " }
        if let otherwise { text += "ELSE \(self.text(otherwise)) " }
        return text + "END"
    }

    private mutating func cast(_ part: SyntaxExpression, _ type: SyntaxType) -> String {
        if case .literal(.string(let text)) = part.form, ["date", "timestamp", "interval"].contains(type.name), type.modifiers.isEmpty {
            return "\(type.name.uppercased()) \(Self.quoted(text))"
        }
        // The fields of an interval are numbers of the grammar.
        if type.name == "interval", !type.modifiers.isEmpty { isFaithful = false }
        let modifiers = type.modifiers.isEmpty ? "" : "(\(type.modifiers.map(String.init).joined(separator: ", ")))"
        return "CAST(\(text(part)) AS \(Self.types[type.name] ?? type.name)\(modifiers))"
    }

    /// The grammar's names of types that people write otherwise.
    private static let types = ["int4": "integer", "int8": "bigint", "int2": "smallint", "float8": "double precision", "float4": "real", "bool": "boolean"]

    private mutating func call(_ call: SyntaxCall) -> String {
        var text: String
        switch (call.name, call.arguments.first?.form) {
        case ("extract", .literal(.string(let field))?) where call.arguments.count == 2:
            text = "EXTRACT(\(field.uppercased()) FROM \(self.text(call.arguments[1])))"
        case ("position", _) where call.arguments.count == 2: text = "position(\(call.arguments[1].inBrackets(&self)) IN \(self.text(call.arguments[0])))"
        default: text = "\(Self.name(call.name))(\(call.isDistinct ? "DISTINCT " : "")\(call.isStar ? "*" : list(call.arguments)))"
        }
        if !call.withinGroup.isEmpty { text += " WITHIN GROUP (ORDER BY \(sorts(call.withinGroup)))" }
        if let filter = call.filter { text += " FILTER (WHERE \(self.text(filter)))" }
        if let over = call.over { text += over.isName ? " OVER \(Self.name(over.base ?? ""))" : " OVER (\(window(over)))" }
        return text
    }

    mutating func window(_ window: SyntaxWindow) -> String {
        var parts = [window.base.map(Self.name)].compactMap { $0 }
        if !window.partition.isEmpty { parts.append("PARTITION BY " + list(window.partition)) }
        if !window.order.isEmpty { parts.append("ORDER BY " + sorts(window.order)) }
        if let frame = window.frame {
            let excluded = frame.exclusion == .nothing ? "" : " EXCLUDE \(frame.exclusion.rawValue)"
            parts.append("\(frame.mode.rawValue) BETWEEN \(bound(frame.start)) AND \(bound(frame.end))\(excluded)")
        }
        return parts.joined(separator: " ")
    }

    private mutating func bound(_ bound: SyntaxFrameBound) -> String {
        switch bound {
        case .unboundedPreceding: "UNBOUNDED PRECEDING"
        case .preceding(let rows): text(rows) + " PRECEDING"
        case .currentRow: "CURRENT ROW"
        case .following(let rows): text(rows) + " FOLLOWING"
        case .unboundedFollowing: "UNBOUNDED FOLLOWING"
        }
    }

    private static func literal(_ literal: SyntaxLiteral) -> String {
        switch literal {
        case .number(let digits): digits
        case .string(let text): quoted(text)
        case .boolean(let truth): truth ? "TRUE" : "FALSE"
        case .null: "NULL"
        }
    }
}

extension SyntaxExpression {
    /// In brackets where it could be read otherwise.
    fileprivate func inBrackets(_ printer: inout SyntaxText) -> String {
        let text = printer.text(self)
        return switch form {
        case .column, .star, .call, .cases, .coalesce, .greatest, .least, .nullIf, .cast, .scalarSubquery, .exists, .grouping, .array, .currentDate,
            .currentTimestamp:
            text
        case .literal(.number(let digits)): digits.hasPrefix("-") ? "(\(text))" : text
        case .literal: text
        default: "(\(text))"
        }
    }

    /// Binds closer than AND and OR.
    fileprivate var isCondition: Bool {
        switch form {
        case .conjunction, .disjunction, .not: false
        default: true
        }
    }

    fileprivate func isChain(_ operation: SyntaxOperator) -> Bool {
        guard case .binary(let own, _, _) = form else { return false }
        return switch operation {
        case .add, .subtract: [.add, .subtract, .multiply, .divide].contains(own)
        case .multiply, .divide: [.multiply, .divide].contains(own)
        default: false
        }
    }
}

extension SyntaxWindow {
    /// `OVER w`.
    fileprivate var isName: Bool { base != nil && partition.isEmpty && order.isEmpty && frame == nil }
}

extension SyntaxTruth {
    fileprivate var sql: String {
        switch self {
        case .isTrue: "TRUE"
        case .isFalse: "FALSE"
        case .isUnknown: "UNKNOWN"
        }
    }
}

extension SyntaxComparison {
    fileprivate var sql: String {
        switch self {
        case .operation(let operation): operation.rawValue
        case .like(let insensitive, let negated): "\(negated ? "NOT " : "")\(insensitive ? "ILIKE" : "LIKE")"
        }
    }
}
