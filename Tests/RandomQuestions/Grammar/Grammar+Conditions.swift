extension Grammar {
    /// What holds of a row or not; nil where the relation has nothing to test.
    mutating func condition(_ relation: Relation, depth: Int) -> Piece? {
        if depth > 0, draw.chance(30) { return connected(relation, depth - 1) }
        if queryDepth < 3, draw.chance(16), let made = subquery(relation) { return made }
        if draw.chance(12), let made = conditionFunction(relation) { return made }
        let kinds = relation.columns.map(\.kind)
        guard let kind = draw.one(of: kinds.filter { $0 != .hidden && $0 != .patient }) else { return nil }
        switch kind {
        case .patient, .hidden: return nil
        case .key: return draw.one(of: relation.columns([kind])).map { "\($0.name) IS \(draw.chance(50) ? "NOT " : "")NULL" }
        case .code: return codeTest(relation)
        case .word: return wordTest(relation)
        case .whole, .unbinned, .count: return wholeTest(relation, kind)
        case .real, .number: return realTest(relation, kind)
        case .day: return dayTest(relation)
        case .moment: return momentTest(relation)
        case .truth: return draw.one(of: relation.columns([.truth])).map { "\(draw.chance(30) ? "NOT " : "")\($0.name)" }
        }
    }

    private mutating func connected(_ relation: Relation, _ depth: Int) -> Piece? {
        guard let a = condition(relation, depth: depth), let b = condition(relation, depth: depth) else { return nil }
        switch draw.number(0...5) {
        case 0, 1: return "(\(a) AND \(b))"
        case 2, 3: return "(\(a) OR \(b))"
        case 4: return "NOT (\(a))"
        default: return "(\(a)) IS \(draw.one(["NOT TRUE", "TRUE", "NOT FALSE"], or: "TRUE"))"
        }
    }

    private mutating func codeTest(_ relation: Relation) -> Piece? {
        guard let code = expression(.code, relation, depth: 1) else { return nil }
        let constant = constant(draw.one(Pool.codes, or: 0))
        switch draw.number(0...6) {
        case 6:
            let other = expression(draw.one([.code, .whole], or: .code), relation, depth: 0) ?? code
            return "(\(code), \(other)) IN (\("", plain: "VALUES ")(\(constant), 1), (8507, 0), (\(draw.number(0...3)), \(draw.number(0...3))))"
        case 0, 1: return "\(code) \(comparison()) \(constant)"
        case 2: return "\(code) \(draw.chance(25) ? "NOT " : "")IN (\(constant), \(draw.one(Pool.codes, or: 0)), \(draw.number(0...9)))"
        case 3: return "\(code) IS \(draw.chance(50) ? "NOT " : "")NULL"
        case 4: return "\(code) IS \("NOT DISTINCT FROM", plain: "") \(constant)"
        default:
            let kind: [Piece] = ["\(only: "\(code.text) = ANY (ARRAY[\(constant.text), 1])")", "\(code) IN (SELECT c.concept_id FROM concept c WHERE c.domain_id = 'Drug')"]
            return draw.one(kind, or: "")
        }
    }

    private mutating func wordTest(_ relation: Relation) -> Piece? {
        guard let word = expression(.word, relation, depth: 1) else { return nil }
        switch draw.number(0...4) {
        case 0, 1: return "\(word) \(comparison()) \(constant(text: draw.one(Pool.words, or: "")))"
        case 2:
            let pattern = draw.one(Pool.patterns, or: "")
            return Piece("\(word.text) LIKE '\(pattern)'", plain: word.plain.map { "\($0) LIKE '\(pattern)' ESCAPE '\\'" })
        case 3: return "\(only: "\(word.text) ILIKE ")'\(draw.one(Pool.patterns, or: ""))'"
        default: return "\(word) IN ('a', 'é', '\(draw.one(Pool.words, or: ""))')"
        }
    }

    private mutating func wholeTest(_ relation: Relation, _ kind: Kind) -> Piece? {
        guard let value = expression(kind, relation, depth: 1) else { return nil }
        switch draw.number(0...3) {
        case 0: return "\(value) \(comparison()) \(constant(draw.one([0, 1, 2, 30, 1970, 2_147_483_647], or: 0)))"
        case 1: return "\(value) BETWEEN \(constant(draw.number(-5...20))) AND \(constant(draw.number(10...2000)))"
        case 2: return "\(value) IS \(draw.chance(60) ? "NOT " : "")NULL"
        default: return expression(.whole, relation, depth: 1).map { "\(value) \(comparison()) \($0)" }
        }
    }

    private mutating func realTest(_ relation: Relation, _ kind: Kind) -> Piece? {
        guard let value = expression(kind, relation, depth: 1) else { return nil }
        switch draw.number(0...3) {
        case 0, 1: return "\(value) \(comparison()) \(constant(draw.one(Pool.reals, or: "0")))"
        case 2: return "\(value) IS \(draw.chance(60) ? "NOT " : "")NULL"
        default: return expression(.real, relation, depth: 0).map { "\(value) \(comparison()) \($0)" }
        }
    }

    private mutating func dayTest(_ relation: Relation) -> Piece? {
        guard let day = expression(.day, relation, depth: 1) else { return nil }
        switch draw.number(0...5) {
        case 5: return "\(day) \(comparison()) \("CURRENT_DATE", plain: "'\(RandomHospitals.cutoff)'")"
        case 0: return "\(day) \(comparison()) \("DATE ", plain: "")'\(draw.one(Pool.days, or: "2020-01-01"))'"
        case 1: return "\(day) \(comparison()) \(constant(text: draw.one(Pool.days, or: "2020-01-01")))"
        case 2: return "\(day) BETWEEN \("DATE ", plain: "")'2019-06-01' AND \("DATE ", plain: "")'2020-12-31'"
        case 3: return expression(.day, relation, depth: 0).map { "\(day) \(comparison()) \($0)" }
        default: return expression(.day, relation, depth: 0).map { "\(only: day.text) <= \($0) + INTERVAL '\(draw.number(1...400)) days'" }
        }
    }

    private mutating func momentTest(_ relation: Relation) -> Piece? {
        guard let moment = expression(.moment, relation, depth: 1) else { return nil }
        return draw.chance(60) ? "\(only: moment.text) \(comparison()) TIMESTAMP '2020-02-29 12:00:00'" : "\(moment) IS NOT NULL"
    }

    mutating func comparison() -> String { draw.one(["=", "<>", "<", "<=", ">", ">="], or: "=") }

    /// EXISTS, IN and single values over the same patient.
    private mutating func subquery(_ relation: Relation) -> Piece? {
        guard let patient = draw.one(of: relation.columns([.patient])) else { return nil }
        let outside = pending
        pending = []
        queryDepth += 1
        defer {
            queryDepth -= 1
            pending = outside
        }
        let inner = draw.chance(75) ? base() : source()
        guard let key = inner.patient else { return nil }
        var tests = pending
        if let test = condition(inner, depth: 1) { tests.append(test) }
        let alone: Piece = tests.isEmpty ? "FROM \(inner.from)" : "FROM \(inner.from) WHERE \(tests.joined(" AND "))"
        tests.append("\(key.name) = \(patient.name)")
        if draw.chance(30), let test = across(relation, inner) { tests.append(test) }
        let linked: Piece = "FROM \(inner.from) WHERE \(tests.joined(" AND "))"
        switch draw.weighted([4, 2, 3, 1, 3, 2]) {
        case 0: return "EXISTS (SELECT 1 \(linked))"
        case 1: return "NOT EXISTS (SELECT 1 \(linked))"
        case 2: return "\(patient.name) IN (SELECT \(key.name) \(alone))"
        case 3: return "\(patient.name) NOT IN (SELECT \(key.name) \(alone))"
        case 4:
            guard let value = expression(.whole, inner, depth: 1) else { return "(SELECT count(*) \(linked)) \(comparison()) \(draw.number(0...3))" }
            return "(SELECT \(draw.one(["max", "min", "count"], or: "max"))(\(value)) \(linked)) \(comparison()) \(draw.number(0...30))"
        default:
            guard let code = inner.columns([.code]).first else { return nil }
            return draw.one(of: relation.columns([.code])).map { "\($0.name) IN (SELECT \(code.name) \(linked))" }
        }
    }

    /// A condition between a row and the row of the subquery, beside their keys.
    private mutating func across(_ outer: Relation, _ inner: Relation) -> Piece? {
        guard let a = draw.one(of: outer.columns([.day])), let b = draw.one(of: inner.columns([.day])) else { return nil }
        return "\(b.name) \(comparison()) \(a.name)"
    }
}
