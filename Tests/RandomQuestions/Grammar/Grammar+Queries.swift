extension Grammar {
    private func derived(_ body: (text: Piece, columns: [Column]), _ alias: String) -> Relation {
        Relation(
            from: "(\(body.text)) \(alias)", columns: body.columns.map { Column(name: "\(alias).\($0.name)", kind: $0.kind, isNullable: $0.isNullable) },
            rowKey: nil)
    }

    mutating func derived(_ body: (text: Piece, columns: [Column])) -> Relation { derived(body, alias("q")) }

    /// A WITH query, a new one or one that is there already.
    mutating func common() -> Relation {
        if !named.isEmpty, draw.chance(50), let known = draw.one(of: named) {
            let alias = alias("w")
            return Relation(from: "\(known.name) \(alias)", columns: known.relation.renamed(alias), rowKey: nil)
        }
        let query = body()
        let name = alias("cte")
        withs.append("\(name) AS (\(query.text))")
        let relation = Relation(from: "\(name)", columns: query.columns.map { Column(name: "\(name).\($0.name)", kind: $0.kind, isNullable: $0.isNullable) }, rowKey: nil)
        named.append((name, relation))
        return relation
    }

    /// A query with a patient key that is never NULL, as `person_id`.
    mutating func body() -> (text: Piece, columns: [Column]) {
        let outside = pending
        pending = []
        defer { pending = outside }
        switch draw.weighted([3, 2, 5, 5, 3, 2, 1, 2]) {
        case 0: return projection(distinct: "")
        case 1: return projection(distinct: "DISTINCT ")
        case 2: return groups()
        case 3: return windows()
        case 4: return sets()
        case 5: return firstOfEach()
        case 6: return latest()
        default: return both()
        }
    }

    mutating func whereClause(_ relation: Relation, likely: Int = 60) -> Piece {
        var tests = pending
        pending = []
        if draw.chance(likely), let test = condition(relation, depth: 1) { tests.append(test) }
        return tests.isEmpty ? "" : " WHERE \(tests.joined(" AND "))"
    }

    /// Values of a query under new names.
    mutating func outputs(_ relation: Relation, _ count: ClosedRange<Int>) -> (pieces: [Piece], columns: [Column]) {
        var (pieces, columns): ([Piece], [Column]) = ([], [])
        for _ in 0..<draw.number(count) {
            let kind = draw.one([.code, .word, .whole, .real, .day, .day, .truth, .key("visit_occurrence_id")] as [Kind], or: .code)
            let made = kind.isKey ? relation.columns([kind]).first.map { "\($0.name)" as Piece } : expression(kind, relation, depth: 1)
            guard let made else { continue }
            let name = alias("x")
            pieces.append("\(made) AS \(name)")
            columns.append(Column(name: name, kind: kind, isNullable: true))
        }
        return (pieces, columns)
    }

    private mutating func projection(distinct: String) -> (text: Piece, columns: [Column]) {
        let relation = source()
        guard let key = relation.patient else { return simple() }
        let values = outputs(relation, 1...3)
        let list = (["\(key.name) AS person_id"] + values.pieces).joined(", ")
        return (
            "SELECT \(distinct)\(list) FROM \(relation.from)\(whereClause(relation))",
            [Column(name: "person_id", kind: .patient, isNullable: false)] + values.columns
        )
    }

    mutating func simple() -> (text: Piece, columns: [Column]) {
        let relation = base()
        let key = relation.patient?.name ?? "person_id"
        return ("SELECT \(key) AS person_id FROM \(relation.from)", [Column(name: "person_id", kind: .patient, isNullable: false)])
    }

    private mutating func groups() -> (text: Piece, columns: [Column]) {
        let relation = source()
        guard let key = relation.patient else { return simple() }
        var keys: [Piece] = ["\(key.name)"]
        var pieces: [Piece] = ["\(key.name) AS person_id"]
        var columns = [Column(name: "person_id", kind: .patient, isNullable: false)]
        if draw.chance(35), let second = expression(draw.one([.code, .word, .day], or: .code), relation, depth: 1) {
            let name = alias("x")
            keys.append(second)
            pieces.append("\(second) AS \(name)")
            columns.append(Column(name: name, kind: .code, isNullable: true))
            // Its kind is what it was made of; a code is the only one that any use would suit.
            columns.removeLast()
        }
        for _ in 0..<draw.number(1...3) {
            guard let (piece, kind) = innerAggregate(relation) else { continue }
            let name = alias("x")
            pieces.append("\(piece) AS \(name)")
            columns.append(Column(name: name, kind: kind, isNullable: true))
        }
        let clause = whereClause(relation)
        let having = draw.chance(35) ? self.having(relation) : ""
        return ("SELECT \(pieces.joined(", ")) FROM \(relation.from)\(clause) GROUP BY \(keys.joined(", "))\(having)", columns)
    }

    /// What holds of a group of one patient's rows.
    private mutating func having(_ relation: Relation) -> Piece {
        let test: Piece? =
            switch draw.number(0...6) {
            case 0: expression(.day, relation, depth: 0).map { "\(draw.one(["min", "max"], or: "min"))(\($0)) \(comparison()) \("DATE ", plain: "")'2020-06-01'" }
            case 1: expression(.whole, relation, depth: 1).map { "\(draw.one(["sum", "max"], or: "sum"))(\($0)) \(comparison()) \(constant(draw.number(0...60)))" }
            case 2: expression(draw.one([.code, .word, .day], or: .code), relation, depth: 0).map { "count(DISTINCT \($0)) \(comparison()) \(draw.number(1...2))" }
            case 3: expression(.real, relation, depth: 0).map { "\(only: "avg(")\($0)) \(comparison()) 1.5" }
            case 4: condition(relation, depth: 0).map { "\(only: "bool_or(")\($0))" }
            default: nil
            }
        return " HAVING \(test ?? "count(*) \(comparison()) \(draw.number(1...3))")"
    }

    private mutating func innerAggregate(_ relation: Relation) -> (Piece, Kind)? {
        let filter: Piece = draw.chance(15) ? condition(relation, depth: 0).map { " FILTER (WHERE \($0))" } ?? "" : ""
        switch draw.weighted([4, 4, 4, 3, 3, 2, 2, 2, 2]) {
        case 0: return ("count(*)\(filter)", .count)
        case 1: return expression(.day, relation, depth: 1).map { ("\(draw.one(["min", "max"], or: "min"))(\($0))\(filter)", .day) }
        case 2: return expression(.whole, relation, depth: 1).map { ("\(draw.one(["min", "max", "sum"], or: "min"))(\($0))\(filter)", .whole) }
        case 3: return expression(.real, relation, depth: 1).map { ("\(draw.one(["min", "max"], or: "min"))(\($0))\(filter)", .real) }
        case 4:
            let name = draw.one(["avg", "sum", "stddev", "var_pop", "avg", "sum"], or: "avg")
            return expression(.real, relation, depth: 1).map { ("\(only: name)(\($0))\(filter)", .real) }
        case 5: return expression(draw.one([.code, .word], or: .code), relation, depth: 1).map { ("count(DISTINCT \($0))\(filter)", .count) }
        case 6: return condition(relation, depth: 0).map { ("\(only: draw.one(["bool_or", "bool_and"], or: "every"))(\($0))", .truth) }
        case 7:
            let kind = draw.one([.real, .day, .whole, .code, .word] as [Kind], or: .real)
            let function = kind == .real ? draw.one(["percentile_cont(0.5)", "percentile_disc(0.3)", "mode()"], or: "") : draw.one(["percentile_disc(0.5)", "mode()"], or: "")
            return expression(kind, relation, depth: 0).map { ("\(only: function) WITHIN GROUP (ORDER BY \($0))\(filter)", kind) }
        default:
            guard let a = expression(.real, relation, depth: 1), let b = expression(draw.one([.real, .whole], or: .real), relation, depth: 0) else { return nil }
            let name = draw.one(["corr", "regr_slope", "covar_pop", "regr_r2", "regr_intercept", "skewness"], or: "corr")
            return ("\(only: name)(\(a)\(name == "skewness" ? "" : ", \(b)"))\(filter)", .real)
        }
    }

    private mutating func sets() -> (text: Piece, columns: [Column]) {
        let kind = draw.one([.code, .day, .word, .whole] as [Kind], or: .code)
        var arms: [Piece] = []
        for _ in 0..<draw.number(2...3) {
            let relation = base()
            guard let key = relation.patient, let value = expression(kind, relation, depth: 1) else { continue }
            arms.append("SELECT \(key.name) AS person_id, \(value) AS thing FROM \(relation.from)\(whereClause(relation))")
        }
        guard arms.count > 1 else { return simple() }
        let word = draw.one(["UNION ALL", "UNION", "INTERSECT", "EXCEPT", "EXCEPT", "INTERSECT ALL", "EXCEPT ALL"], or: "UNION")
        let known = word == "UNION ALL" || !word.hasSuffix(" ALL")
        // Plain SQLite takes them from left to right, as PostgreSQL takes equal ones.
        let text = arms.joined(" \(word) ")
        return (
            known ? text : text.unpaired,
            [Column(name: "person_id", kind: .patient, isNullable: false), Column(name: "thing", kind: kind, isNullable: true)]
        )
    }

    private mutating func firstOfEach() -> (text: Piece, columns: [Column]) {
        let relation = draw.chance(80) ? base() : source()
        guard let key = relation.patient, let order = order(relation, total: true) else { return simple() }
        let values = outputs(relation, 1...2)
        let list = (["\(key.name) AS person_id"] + values.pieces).joined(", ")
        return (
            "\(only: "SELECT DISTINCT ON (\(key.name)) ")\(list) FROM \(relation.from)\(whereClause(relation, likely: 30)) ORDER BY \(key.name), \(order)",
            [Column(name: "person_id", kind: .patient, isNullable: false)] + values.columns
        )
    }

    /// One value of each person by a correlated LIMIT 1.
    private mutating func latest() -> (text: Piece, columns: [Column]) {
        let person = scan(TableSketch.patients[0])
        let events = base()
        let kind = draw.one([.code, .day, .word] as [Kind], or: .code)
        guard let key = person.patient, let theirs = events.patient, let value = expression(kind, events, depth: 0), let order = order(events, total: true)
        else { return simple() }
        let name = alias("x")
        return (
            "SELECT \(key.name) AS person_id, (SELECT \(value) FROM \(events.from) WHERE \(theirs.name) = \(key.name) ORDER BY \(order) LIMIT 1) AS \(name) FROM \(person.from)",
            [Column(name: "person_id", kind: .patient, isNullable: false), Column(name: name, kind: kind, isNullable: true)]
        )
    }

    /// Both sides of a FULL JOIN under the key that either has.
    private mutating func both() -> (text: Piece, columns: [Column]) {
        let (left, right) = (derived(body()), derived(body()))
        guard let a = left.patient, let b = right.patient else { return simple() }
        var (pieces, columns): ([Piece], [Column]) = ([], [])
        for column in (left.columns + right.columns) where column.kind != .patient && column.kind != .hidden && draw.chance(60) {
            let name = alias("x")
            pieces.append("\(column.name) AS \(name)")
            columns.append(Column(name: name, kind: column.kind, isNullable: true))
        }
        let isUsing = draw.chance(50)
        let key: Piece = isUsing ? "person_id" : "COALESCE(\(a.name), \(b.name)) AS person_id"
        let on: Piece = isUsing ? "USING (person_id)" : "ON \(a.name) = \(b.name)"
        return (
            "SELECT \(([key] + pieces).joined(", ")) FROM \(left.from) FULL JOIN \(right.from) \(on)",
            [Column(name: "person_id", kind: .patient, isNullable: false)] + columns
        )
    }
}
