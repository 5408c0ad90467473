extension Grammar {
    /// A value of the kind, over the relation; nil where it has nothing of it.
    mutating func expression(_ kind: Kind, _ relation: Relation, depth: Int = 2) -> Piece? {
        let columns = relation.columns([kind])
        if depth > 0, draw.chance(35), let made = computed(kind, relation, depth: depth - 1) { return made }
        return draw.one(of: columns).map { "\($0.name)" } ?? (depth > 0 ? computed(kind, relation, depth: depth - 1) : nil)
    }

    private mutating func computed(_ kind: Kind, _ relation: Relation, depth: Int) -> Piece? {
        switch kind {
        case .patient, .key, .hidden, .unbinned: nil
        case .code: code(relation, depth)
        case .word: word(relation, depth)
        case .whole, .count: whole(relation, depth)
        case .real: real(relation, depth)
        case .number: number(relation, depth)
        case .day: day(relation, depth)
        case .moment: moment(relation, depth)
        case .truth: condition(relation, depth: depth)
        }
    }

    private mutating func code(_ relation: Relation, _ depth: Int) -> Piece? {
        switch draw.weighted([4, 3, 2, 2, 1]) {
        case 0: conditional(relation, depth) { _, draw in "\(draw.number(0...3))" }
        case 1: datePart(relation, depth)
        case 2: expression(.code, relation, depth: depth).map { "COALESCE(\($0), \(draw.number(-1...3)))" }
        case 3: expression(.code, relation, depth: depth).map { "NULLIF(\($0), \(draw.one(Pool.codes, or: 0)))" }
        default: expression(.code, relation, depth: depth).map { "\($0) % \(draw.number(2...5))" }
        }
    }

    private mutating func datePart(_ relation: Relation, _ depth: Int) -> Piece? {
        guard let day = expression(.day, relation, depth: depth) else { return nil }
        switch draw.number(0...6) {
        case 0, 1: return "\("EXTRACT(YEAR FROM ", plain: "CAST(strftime('%Y', ")\(day)\(")", plain: ") AS INTEGER)")"
        case 2: return "\("EXTRACT(MONTH FROM ", plain: "CAST(strftime('%m', ")\(day)\(")", plain: ") AS INTEGER)")"
        case 3: return "\("EXTRACT(DOW FROM ", plain: "CAST(strftime('%w', ")\(day)\(")", plain: ") AS INTEGER)")"
        case 4: return "\(only: "EXTRACT(QUARTER FROM ")\(day))"
        case 5: return "\(only: "date_part('week', ")\(day))"
        default: return "\("date_part('year', ", plain: "CAST(strftime('%Y', ")\(day)\(")", plain: ") AS INTEGER)")"
        }
    }

    private mutating func word(_ relation: Relation, _ depth: Int) -> Piece? {
        if draw.chance(25) { return wordFunction(relation) }
        guard let word = expression(.word, relation, depth: depth) else { return nil }
        switch draw.weighted([3, 3, 2, 2, 2, 1, 1, 1, 1]) {
        case 0: return conditional(relation, depth) { _, draw in "'\(draw.one(["a", "b", "other"], or: ""))'" }
        case 1: return "COALESCE(\(word), 'none')"
        case 2: return "\(only: draw.one(["upper", "lower", "initcap", "btrim", "reverse"], or: ""))(\(word))"
        case 3: return "\("left", plain: "substr")(\(word), \("", plain: "1, ")\(draw.number(1...3)))"
        case 4: return "\(word) || '-'"
        case 5: return "\(only: "concat(")\(word), '/', \(expression(.code, relation, depth: 0) ?? "1"))"
        case 6: return "replace(\(word), 'a', 'é')"
        case 7: return "NULLIF(\(word), '')"
        default: return "\(only: "split_part(")\(word), '-', 1)"
        }
    }

    private mutating func whole(_ relation: Relation, _ depth: Int) -> Piece? {
        if draw.chance(20) { return wholeFunction(relation) }
        let column = expression(.whole, relation, depth: 0) ?? expression(.count, relation, depth: 0)
        switch draw.weighted([4, 3, 2, 2, 2, 1, 1]) {
        case 0:
            guard let a = expression(.day, relation, depth: 0), let b = expression(.day, relation, depth: 0) else { return column }
            return "\("(", plain: "CAST(julianday(")\(a)\(" - ", plain: ") - julianday(")\(b)\(")", plain: ") AS INTEGER)")"
        case 1: return column.map { "(\($0) + \(draw.number(-3...100)))" }
        case 2: return column.map { "(\($0) * \(draw.number(-2...3)))" }
        case 3: return expression(.word, relation, depth: 0).map { "length(\($0))" }
        case 4: return conditional(relation, depth) { _, draw in "\(draw.one([0, 1, 1, 7], or: 1))" }
        case 5: return column.map { "\(only: "GREATEST(")\($0), \(draw.number(0...9)))" }
        default: return column.map { "abs(\($0))" }
        }
    }

    private mutating func real(_ relation: Relation, _ depth: Int) -> Piece? {
        guard let value = expression(.real, relation, depth: depth) else { return nil }
        switch draw.weighted([3, 2, 2, 2, 2, 2, 1, 1, 1]) {
        case 0: return "(\(value) + \(draw.one(["1", "0.5", "273.25"], or: "1")))"
        case 1: return "\(only: "(")\(value) * \(draw.one(["2", "0.1", "-1", "1e150"], or: "1")))"
        case 2: return "COALESCE(\(value), 0)"
        case 3: return "\(only: "(")\(value) / \(expression(.whole, relation, depth: 0) ?? "3"))"
        case 4: return "\(only: "(")\(value) - \(expression(.real, relation, depth: 0) ?? "1"))"
        case 5: return "\(only: draw.one(["abs", "floor", "round", "sqrt", "exp", "ln", "sin"], or: "abs"))(\(value))"
        case 6: return "\(only: "(")\(value) * \(value))"
        case 7: return "\(only: "CAST(")\(value) AS double precision)"
        default: return "\(only: "LEAST(")\(value), \(expression(.real, relation, depth: 0) ?? "100"))"
        }
    }

    private mutating func number(_ relation: Relation, _ depth: Int) -> Piece? {
        switch draw.number(0...5) {
        case 0: expression(.whole, relation, depth: 0).map { "\(only: "(")\($0) / 3.0)" }
        case 1: expression(.whole, relation, depth: 0).map { "\(only: "(")\($0) * 0.1)" }
        case 2: expression(.real, relation, depth: 0).map { "\(only: "CAST(")\($0) AS numeric)" }
        case 3: expression(.real, relation, depth: 0).map { "\(only: "round(CAST(")\($0) AS numeric), \(draw.number(0...3)))" }
        case 4: expression(.whole, relation, depth: 0).map { "\(only: "CAST(")\($0) AS numeric(10, 2))" }
        default: expression(.day, relation, depth: 0).map { "\(only: "EXTRACT(EPOCH FROM ")\($0))" }
        }
    }

    private mutating func day(_ relation: Relation, _ depth: Int) -> Piece? {
        if draw.chance(20) { return dayFunction(relation) }
        guard let day = expression(.day, relation, depth: depth) else { return nil }
        switch draw.number(0...5) {
        case 0: return "\("date_trunc('month', ", plain: "strftime('%Y-%m-01', ")\(day))"
        case 1: return "\("date_trunc('year', ", plain: "strftime('%Y-01-01', ")\(day))"
        case 2:
            // Days beyond the year 9999 or before the year 1 are NULL here, and something else in SQLite.
            return "\(only: "(")\(day) + \(draw.number(-40...400)))"
        case 3: return "COALESCE(\(day), \("DATE ", plain: "")'2020-01-01')"
        case 4: return "\(only: "LEAST(")\(day), DATE '2020-06-30')"
        default: return "\(only: "CAST(")\(day) AS date)"
        }
    }

    private mutating func moment(_ relation: Relation, _ depth: Int) -> Piece? {
        if draw.chance(30) { return momentFunction(relation) }
        if let day = expression(.day, relation, depth: 0), draw.chance(60) {
            return "\(only: "(")\(day) + INTERVAL '\(draw.one(["1 day", "2 months", "-1 year", "36 hours"], or: "1 day"))')"
        }
        return draw.one(of: relation.columns([.moment])).map { "\(only: "date_trunc('hour', ")\($0.name))" }
    }

    /// CASE over conditions with results of one kind.
    private mutating func conditional(_ relation: Relation, _ depth: Int, _ result: (Int, inout Draw) -> Piece) -> Piece? {
        var arms: [Piece] = []
        for arm in 0..<draw.number(1...3) {
            guard let test = condition(relation, depth: depth) else { return nil }
            arms.append("WHEN \(test) THEN \(result(arm, &draw))")
        }
        let otherwise: Piece = draw.chance(70) ? " ELSE \(result(arms.count, &draw))" : ""
        return "CASE \(arms.joined(" "))\(otherwise) END"
    }
}
