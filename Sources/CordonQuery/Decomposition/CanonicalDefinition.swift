import CordonAggregates
import CordonValues

extension FederatedQuery {
    /// Those of all parts.
    public var canonicalDefinition: String { parts.map(\.canonicalDefinition).joined() }
}

extension FederatedPart {
    /// Deterministic text of what is asked of the patients: the inside and the boundary. Two questions with the same text have the
    /// same partial on any snapshot. White space, letter case, aliases, output names, the order of conditions and of the sides of
    /// symmetric operators, and everything of the outside (HAVING, ORDER BY, LIMIT, expressions over aggregates) leave no trace.
    public var canonicalDefinition: String {
        var lines = ["cordon definition 1"]
        lines += CanonicalText.lines(of: inside)
        lines.append("patient \(CanonicalText.text(of: boundary.patient))")
        lines += boundary.keys.map { "key \(CanonicalText.text(of: $0.expression))" }
        if boundary.groupingSets.count > 1 { lines += boundary.groupingSets.map { "set \($0)" } }
        lines += boundary.aggregates.map(CanonicalText.line)
        return lines.joined(separator: "\n") + "\n"
    }
}

/// The canonical text of expressions: prefix notation, operands of symmetric functions sorted, nested AND and OR flat, `>` turned
/// into `<`.
enum CanonicalText {
    static func lines(of plan: InsidePlan) -> [String] {
        switch plan {
        case .scan(let table, let relation): return ["scan \(relation) \(quoted(table))"]
        case .single: return ["single"]
        case .values(let plan):
            let names = plan.columns.map { "\(quoted($0.name)):\($0.type.rawValue)" }.joined(separator: " ")
            return ["values \(plan.relation) \(names)"] + plan.rows.map { "row \($0.map { text(of: $0) }.joined(separator: " "))" }
        case .filter(let below, let condition):
            return ["rows"] + lines(of: below) + conditions(of: condition).map { "where \($0)" } + ["end"]
        case .join(let plan):
            return ["\(plan.kind.rawValue) join"] + lines(of: plan.left) + ["with"] + lines(of: plan.right)
                + conditions(of: plan.on).map { "on \($0)" } + ["end"]
        case .project(let plan): return lines(of: plan.input) + columns("project \(plan.relation)", plan.columns)
        case .group(let plan):
            return lines(of: plan.input) + columns("group \(plan.relation)", plan.keys)
                + plan.aggregates.map { "inner \(quoted($0.name)) \(line(of: $0))" }
        case .window(let plan):
            return lines(of: plan.input) + columns("window \(plan.relation)", plan.passed) + plan.functions.map(line)
        case .setOperation(let plan):
            let all = plan.keepsRepeats ? " all" : ""
            return ["\(plan.operation.rawValue.lowercased())\(all) \(plan.relation)"] + lines(of: .project(plan.left)) + ["with"]
                + lines(of: .project(plan.right)) + ["end"]
        case .limit(let plan):
            return lines(of: plan.input) + plan.order.map { "order \(text(of: $0))" }
                + ["limit \(plan.limit.map(String.init) ?? "none") \(plan.offset)"]
        }
    }

    private static func columns(_ line: String, _ columns: [PlanColumn]) -> [String] {
        [line] + columns.map { "column \(quoted($0.name)) \(text(of: $0.expression))" }
    }

    private static func text(of key: SortKey) -> String {
        "\(text(of: key.expression))\(key.descending ? " desc" : "")\(key.nullsFirst ? " nulls first" : "")"
    }

    private static func line(of aggregate: PlanAggregate) -> String {
        var line = aggregate.specification.function.rawValue + aggregate.specification.parameterText + (aggregate.isDistinct ? " distinct" : "")
        for argument in [aggregate.argument, aggregate.second].compactMap({ $0 }) { line += " of \(text(of: argument))" }
        if let filter = aggregate.filter { line += " where \(conditions(of: filter).joined(separator: " and "))" }
        return line
    }

    private static func line(of window: PlanWindow) -> String {
        let parts = window.arguments.map { text(of: $0) } + (window.filter.map { ["where \(text(of: $0))"] } ?? [])
        let partition = window.partition.map { text(of: $0) }.joined(separator: " ")
        let order = window.order.map { text(of: $0) }.joined(separator: ", ")
        return "over \(quoted(window.name)) \(window.function) (\(parts.joined(separator: " "))) by (\(partition)) order (\(order)) "
            + (window.frame.map { "\($0)" } ?? "")
    }

    static func line(of aggregate: BoundaryAggregate) -> String {
        var line = "aggregate \(aggregate.specification.function.rawValue)\(aggregate.specification.parameterText)"
        if let argument = aggregate.argument { line += " of \(text(of: argument))" }
        if let second = aggregate.second { line += " and \(text(of: second))" }
        if let filter = aggregate.filter { line += " where \(conditions(of: filter).joined(separator: " and "))" }
        return line
    }

    /// The parts that AND joins, sorted, without repeats.
    static func conditions(of expression: TypedExpression) -> [String] {
        Set(flat(expression, .and).map(text)).sorted()
    }

    private static func flat(_ expression: TypedExpression, _ function: ScalarFunction) -> [TypedExpression] {
        guard case .call(function, let arguments, _) = expression else { return [expression] }
        return arguments.flatMap { flat($0, function) }
    }

    static func text(of reference: ColumnReference) -> String {
        switch reference {
        case .table(let relation, let column): "\(relation).\(quoted(column))"
        case .key(let number): "key\(number)"
        case .aggregate(let number): "aggregate\(number)"
        case .window(let number): "window\(number)"
        case .value(let number): "value\(number)"
        case .grouping(let number): "grouping\(number)"
        case .cutoff: "cutoff"
        }
    }

    static func text(of expression: TypedExpression) -> String {
        switch expression {
        case .column(let reference, _): text(of: reference)
        case .constant(let value, let type): "\(text(of: value)):\(type.rawValue)"
        case .cast(let operand, let type): "cast(\(text(of: operand)) \(type.rawValue))"
        case .cases(let branches, let otherwise, let type):
            "case:\(type.rawValue)(" + branches.map { "\(text(of: $0.condition)) ? \(text(of: $0.result))" }.joined(separator: ", ")
                + " : \(text(of: otherwise)))"
        case .call(let function, let arguments, let type): text(of: function, arguments, type, expression)
        case .exists(let plan): "exists{\(lines(of: plan).joined(separator: "; "))}"
        case .inSubquery(let operands, let plan):
            "in(\(operands.map { text(of: $0) }.joined(separator: " "))){\(lines(of: .project(plan)).joined(separator: "; "))}"
        case .scalar(let plan, _): "value{\(lines(of: .project(plan)).joined(separator: "; "))}"
        }
    }

    /// Of an expression's text beside a value of its type: the same as of the condition that says so.
    static func text(_ expression: String, is value: Value, _ type: ValueType) -> String {
        let parts = [expression, text(of: .constant(value, type))].sorted()
        return "(\(ScalarFunction.equal.rawValue):\(ValueType.boolean.rawValue) \(parts.joined(separator: " ")))"
    }

    private static func text(
        of function: ScalarFunction, _ arguments: [TypedExpression], _ type: ValueType, _ expression: TypedExpression
    ) -> String {
        var name = function.rawValue
        var parts: [String]
        switch function {
        case .and, .or:
            parts = Set(flat(expression, function).map { text(of: $0) }).sorted()
            if parts.count == 1 { return parts[0] }
        case .equal, .notEqual, .isDistinctFrom, .isNotDistinctFrom, .add, .multiply:
            parts = arguments.map { text(of: $0) }.sorted()
        case .greatest, .least:
            parts = Set(arguments.map { text(of: $0) }).sorted()
        case .isIn:
            parts = arguments.prefix(1).map { text(of: $0) } + Set(arguments.dropFirst().map { text(of: $0) }).sorted()
        case .greater, .greaterOrEqual:
            name = function == .greater ? ScalarFunction.less.rawValue : ScalarFunction.lessOrEqual.rawValue
            parts = arguments.reversed().map { text(of: $0) }
        default:
            parts = arguments.map { text(of: $0) }
        }
        return "(\(name):\(type.rawValue) \(parts.joined(separator: " ")))"
    }

    private static func text(of value: Value) -> String {
        switch value {
        case .null: "null"
        case .boolean(let truth): truth ? "true" : "false"
        case .integer(let whole): String(whole)
        case .numeric(let number): "\(number.numerator)/\(number.denominator)"
        case .double(let double): String(double.value.bitPattern, radix: 16)
        case .text(let text): quoted(text)
        case .date(let date): date.description
        case .timestamp(let time): time.description
        }
    }

    /// In double quotes, with a backslash before quotes, backslashes and line ends. ASCII alone, so that texts are told apart by
    /// their bytes: Swift's strings are equal when they only look the same.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            default: result += scalar.escaped(asASCII: true)
            }
        }
        return result + "\""
    }
}
