extension Grammar {
    /// Rows that belong to one patient each.
    mutating func source() -> Relation {
        guard queryDepth < 3 else { return base() }
        queryDepth += 1
        defer { queryDepth -= 1 }
        switch draw.weighted([5, 5, 3, 4, 2]) {
        case 0: return base()
        case 1: return joined()
        case 2: return withVocabulary()
        case 3: return derived(body())
        default: return common()
        }
    }

    // MARK: - Joins

    private mutating func joined() -> Relation {
        let left = draw.chance(70) ? base() : source()
        let right = draw.chance(75) ? base() : source()
        guard let on = link(left, right) else { return left }
        let test = draw.chance(25) ? condition(merged(left, right), depth: 0) : nil
        let full: Piece = test.map { "\(on) AND \($0)" } ?? on
        switch draw.weighted([5, 4, 1, 1, 2]) {
        case 0: return joined(left, right, "JOIN", full)
        case 1: return joined(left, right, "LEFT JOIN", full, losesRight: true)
        case 2: return joined(left, right, "RIGHT JOIN", full, losesLeft: true)
        case 3: return joined(left, right, "FULL JOIN", on, losesLeft: true, losesRight: true)
        default:
            // A comma binds less than JOIN, so that ON further out could not see the left side.
            let relation = draw.chance(40) ? joined(left, right, ",", nil) : joined(left, right, "CROSS JOIN", nil)
            pending.append(full)
            return relation
        }
    }

    /// An equality of keys of both.
    private mutating func link(_ left: Relation, _ right: Relation) -> Piece? {
        if draw.chance(20) {
            let keys = left.columns.filter { $0.kind == .key("visit_occurrence_id") }
            if let a = draw.one(of: keys), let b = draw.one(of: right.columns([.key("visit_occurrence_id")])) { return "\(a.name) = \(b.name)" }
        }
        guard let a = draw.one(of: left.columns([.patient])), let b = draw.one(of: right.columns([.patient])) else { return nil }
        return draw.chance(50) ? "\(a.name) = \(b.name)" : "\(b.name) = \(a.name)"
    }

    private func merged(_ left: Relation, _ right: Relation) -> Relation {
        Relation(from: "", columns: left.columns + right.columns, rowKey: nil)
    }

    private func joined(
        _ left: Relation, _ right: Relation, _ word: String, _ on: Piece?, losesLeft: Bool = false, losesRight: Bool = false
    ) -> Relation {
        func side(_ relation: Relation, _ isLost: Bool) -> [Column] {
            relation.columns.map { Column(name: $0.name, kind: $0.kind, isNullable: $0.isNullable || isLost) }
        }
        let condition: Piece = on.map { " ON \($0)" } ?? ""
        let partner: Piece = right.isJoin ? "(\(right.from))" : right.from
        return Relation(
            from: "\(left.from) \(word) \(partner)\(condition)", columns: side(left, losesLeft) + side(right, losesRight), rowKey: nil, isJoin: true)
    }

    /// A join with concepts, their ancestors, care sites or a list of values.
    private mutating func withVocabulary() -> Relation {
        let left = draw.chance(60) ? base() : source()
        guard let code = draw.one(of: left.columns([.code])) else { return left }
        let outer = draw.chance(30) ? "LEFT JOIN" : "JOIN"
        switch draw.weighted([5, 4, 2, 2]) {
        case 0:
            let concept = scan(TableSketch.concept)
            guard let id = concept.columns.first else { return left }
            return joined(left, concept, outer, "\(id.name) = \(code.name)", losesRight: outer != "JOIN")
        case 1:
            let ancestor = scan(TableSketch.ancestor)
            guard ancestor.columns.count > 1 else { return left }
            let on: Piece = "\(ancestor.columns[1].name) = \(code.name) AND \(ancestor.columns[0].name) = \(draw.number(1...3))"
            return joined(left, ancestor, outer, draw.chance(70) ? on : "\(ancestor.columns[1].name) = \(code.name)", losesRight: outer != "JOIN")
        case 2:
            let site = scan(TableSketch.careSite)
            guard let mine = left.columns([.key("care_site_id")]).first, let id = site.columns.first else { return left }
            return joined(left, site, outer, "\(mine.name) = \(id.name)", losesRight: outer != "JOIN")
        default:
            let alias = alias("v")
            let list = Relation(
                from: "\(only: "(VALUES (0, 'none'), (1, 'one'), (8507, 'male')) AS \(alias)(code, label)")",
                columns: [Column(name: "\(alias).code", kind: .code, isNullable: false), Column(name: "\(alias).label", kind: .word, isNullable: false)],
                rowKey: nil)
            return joined(left, list, outer, "\(alias).code = \(code.name)", losesRight: outer != "JOIN")
        }
    }

    // MARK: - Queries

    private func derived(_ body: (text: Piece, columns: [Column]), _ alias: String) -> Relation {
        Relation(
            from: "(\(body.text)) \(alias)", columns: body.columns.map { Column(name: "\(alias).\($0.name)", kind: $0.kind, isNullable: $0.isNullable) },
            rowKey: nil)
    }

    private mutating func derived(_ body: (text: Piece, columns: [Column])) -> Relation { derived(body, alias("q")) }

    /// A WITH query, a new one or one that is there already.
    private mutating func common() -> Relation {
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
    private mutating func body() -> (text: Piece, columns: [Column]) {
        let outside = pending
        pending = []
        defer { pending = outside }
        switch draw.weighted([3, 2, 5, 5, 3, 2, 1]) {
        case 0: return projection(distinct: "")
        case 1: return projection(distinct: "DISTINCT ")
        case 2: return groups()
        case 3: return windows()
        case 4: return sets()
        case 5: return firstOfEach()
        default: return latest()
        }
    }

    private mutating func whereClause(_ relation: Relation, likely: Int = 60) -> Piece {
        var tests = pending
        pending = []
        if draw.chance(likely), let test = condition(relation, depth: 1) { tests.append(test) }
        return tests.isEmpty ? "" : " WHERE \(tests.joined(" AND "))"
    }

    /// Values of a query under new names.
    private mutating func outputs(_ relation: Relation, _ count: ClosedRange<Int>) -> (pieces: [Piece], columns: [Column]) {
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

    private mutating func simple() -> (text: Piece, columns: [Column]) {
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
        let having: Piece = draw.chance(30) ? " HAVING count(*) \(comparison()) \(draw.number(1...3))" : ""
        return ("SELECT \(pieces.joined(", ")) FROM \(relation.from)\(clause) GROUP BY \(keys.joined(", "))\(having)", columns)
    }

    private mutating func innerAggregate(_ relation: Relation) -> (Piece, Kind)? {
        let filter: Piece = draw.chance(15) ? condition(relation, depth: 0).map { " FILTER (WHERE \($0))" } ?? "" : ""
        switch draw.weighted([4, 4, 4, 3, 3, 2, 2]) {
        case 0: return ("count(*)\(filter)", .count)
        case 1: return expression(.day, relation, depth: 1).map { ("\(draw.one(["min", "max"], or: "min"))(\($0))\(filter)", .day) }
        case 2: return expression(.whole, relation, depth: 1).map { ("\(draw.one(["min", "max", "sum"], or: "min"))(\($0))\(filter)", .whole) }
        case 3: return expression(.real, relation, depth: 1).map { ("\(draw.one(["min", "max"], or: "min"))(\($0))\(filter)", .real) }
        case 4:
            let name = draw.one(["avg", "sum", "stddev", "var_pop", "avg", "sum"], or: "avg")
            return expression(.real, relation, depth: 1).map { ("\(only: name)(\($0))\(filter)", .real) }
        case 5: return expression(draw.one([.code, .word], or: .code), relation, depth: 1).map { ("count(DISTINCT \($0))\(filter)", .count) }
        default: return condition(relation, depth: 0).map { ("\(only: draw.one(["bool_or", "bool_and"], or: "every"))(\($0))", .truth) }
        }
    }

    private mutating func windows() -> (text: Piece, columns: [Column]) {
        let relation = draw.chance(70) ? base() : source()
        guard let key = relation.patient else { return simple() }
        let values = outputs(relation, 0...2)
        var pieces: [Piece] = ["\(key.name) AS person_id"] + values.pieces
        var columns = [Column(name: "person_id", kind: .patient, isNullable: false)] + values.columns
        for _ in 0..<draw.number(1...2) {
            guard let (piece, kind) = window(relation, key.name) else { continue }
            let name = alias("x")
            pieces.append("\(piece) AS \(name)")
            columns.append(Column(name: name, kind: kind, isNullable: true))
        }
        return ("SELECT \(pieces.joined(", ")) FROM \(relation.from)\(whereClause(relation, likely: 35))", columns)
    }

    /// An order by a value, made total for plain SQLite by the row key.
    mutating func order(_ relation: Relation, total: Bool) -> Piece? {
        guard let kind = draw.one(of: relation.columns.map(\.kind).filter { !$0.isKey && $0 != .hidden && $0 != .unbinned }),
            let value = expression(kind, relation, depth: 0)
        else { return nil }
        let descending = draw.chance(30)
        let nulls = draw.chance(20) ? draw.one(["FIRST", "LAST"], or: "LAST") : nil
        let written = "\(descending ? " DESC" : "")\(nulls.map { " NULLS \($0)" } ?? "")"
        let plain = "\(descending ? " DESC" : "") NULLS \(nulls ?? (descending ? "FIRST" : "LAST"))"
        let rest: Piece = total ? relation.rowKey.map { Piece("", plain: ", \($0.joined(separator: ", "))") } ?? Piece("", plain: nil) : ""
        return "\(value)\(written, plain: plain)\(rest)"
    }

    private mutating func window(_ relation: Relation, _ key: String) -> (Piece, Kind)? {
        let partition: Piece = draw.chance(20) ? expression(.code, relation, depth: 0).map { "\(key), \($0)" } ?? "\(key)" : "\(key)"
        let choice = draw.weighted([5, 3, 3, 3, 2, 2])
        // Ranks and sums over ranges treat equals alike.
        guard let order = order(relation, total: choice == 0 || choice == 2 || choice == 3) else { return nil }
        let over: Piece = "OVER (PARTITION BY \(partition) ORDER BY \(order)"
        switch choice {
        case 0: return ("row_number() \(over))", .count)
        case 1:
            if draw.chance(30) { return ("\(only: draw.one(["ntile(3)", "ntile(2)"], or: "")) \(over))", .count) }
            if draw.chance(15) { return ("\(only: draw.one(["percent_rank()", "cume_dist()"], or: "")) \(over))", .number) }
            return ("\(draw.one(["rank", "dense_rank"], or: "rank"))() \(over))", .count)
        case 2:
            let kind = draw.one([.day, .whole, .word, .real] as [Kind], or: .day)
            let offset: Piece = draw.chance(30) ? ", \(draw.number(0...2))" : ""
            return expression(kind, relation, depth: 0).map { ("\(draw.one(["lag", "lead"], or: "lag"))(\($0)\(offset)) \(over))", kind) }
        case 3:
            let kind = draw.one([.day, .whole, .word, .code] as [Kind], or: .day)
            let frame: Piece = draw.chance(50) ? " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING" : ""
            // The last value of a range is that of its last row, which only the row key decides.
            return expression(kind, relation, depth: 0).map { value in
                let piece: Piece = "\(draw.one(["first_value", "last_value"], or: ""))(\(value)) \(over)\(frame))"
                return (piece.limited(frame), kind)
            }
        case 4:
            return expression(.whole, relation, depth: 1).map { ("\(draw.one(["sum", "count", "min", "max"], or: "sum"))(\($0)) \(over))", .whole) }
        default:
            let frame = draw.one(["ROWS BETWEEN 1 PRECEDING AND CURRENT ROW", "ROWS 2 PRECEDING", "GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW"], or: "")
            return expression(.real, relation, depth: 1).map { ("\(only: draw.one(["sum", "avg", "max"], or: "sum"))(\($0)) \(over) \(frame))", .real) }
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
        let word = draw.one(["UNION ALL", "UNION", "INTERSECT", "EXCEPT", "INTERSECT ALL", "EXCEPT ALL"], or: "UNION")
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
}

extension Piece {
    /// Without a frame the row key, which plain SQLite is given as a sort key, would make the frame end at the row itself.
    fileprivate func limited(_ frame: Piece) -> Piece { frame.text.isEmpty && text.hasPrefix("last") ? unpaired : self }
}
