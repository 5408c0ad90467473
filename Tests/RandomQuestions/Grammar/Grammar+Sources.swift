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
        switch draw.weighted([5, 4, 2, 2, 2]) {
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
}
