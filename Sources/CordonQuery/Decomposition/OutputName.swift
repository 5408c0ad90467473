/// Names of output columns as PostgreSQL gives them (`FigureColname`), except that `?column?` becomes `column_N` and a name that
/// stands already gets a number.
enum OutputName {
    static func name(of item: SyntaxItem) -> String? { item.alias ?? derived(item.expression)?.name }

    static func unique(_ names: [String?]) -> [String] {
        var taken: Set<String> = []
        // For names that stand twice, the first number that has not been tried.
        var numbers: [String: Int] = [:]
        return names.enumerated().map { index, name in
            let base = name ?? "column_\(index + 1)"
            if taken.insert(base).inserted { return base }
            var number = numbers[base] ?? 2
            while !taken.insert("\(base)_\(number)").inserted { number += 1 }
            numbers[base] = number + 1
            return "\(base)_\(number)"
        }
    }

    private static func name(of query: SyntaxQuery) -> String? {
        guard case .select(let select) = query.body, let item = select.items.first else { return nil }
        return name(of: item)
    }

    /// A weak name gives way to a better one further in or out.
    private static func derived(_ expression: SyntaxExpression) -> (name: String, isWeak: Bool)? {
        switch expression.form {
        case .column(_, let name): (name, false)
        case .call(let call): (call.name, false)
        case .cast(let operand, let type):
            if let inner = derived(operand), !inner.isWeak { inner } else { (type.name, true) }
        case .cases(_, _, let otherwise):
            if let inner = otherwise.flatMap(derived), !inner.isWeak { inner } else { ("case", true) }
        case .coalesce: ("coalesce", false)
        case .greatest: ("greatest", false)
        case .least: ("least", false)
        case .nullIf: ("nullif", false)
        case .exists: ("exists", false)
        case .grouping: ("grouping", false)
        case .scalarSubquery(let query): name(of: query).map { ($0, false) }
        case .array: ("array", false)
        case .named(_, let argument): derived(argument)
        case .currentDate: ("current_date", false)
        case .currentTimestamp: ("localtimestamp", false)
        case .star, .literal, .negation, .not, .conjunction, .disjunction, .binary, .isNull, .truthTest, .distinct, .between, .inList,
            .like, .quantified, .inSubquery, .quantifiedSubquery:
            nil
        }
    }
}
