/// Questions of several parts: what stands above aggregations over patients, written out of such aggregations.
extension Grammar {
    /// A query whose rows are cells: keys `k0`, `k1`, …, then figures `n0`, `n1`, …
    struct Cells {
        enum Figure { case count, sum, other }

        var text: Piece
        let keys: Int
        var figures: [Figure]
        /// No two rows have the same keys.
        var isUnique: Bool
        /// SUM may be taken over it again.
        var addsUp = false

        func names(_ alias: String) -> [String] {
            (0..<keys).map { "\(alias).k\($0)" } + figures.indices.map { "\(alias).n\($0)" }
        }
    }

    mutating func severalParts() -> Question {
        let kinds: [Kind] = (0..<draw.weighted([3, 6, 2])).map { _ in draw.one([.code, .code, .word, .day], or: .code) }
        let cells = self.cells(kinds, depth: draw.number(1...2))
        var text = cells.text
        switch draw.number(0...5) {
        case 0: text = "SELECT * FROM (\(text)) a"
        case 1: text = repeated(cells)
        case 2: text = "\(text) ORDER BY \(draw.number(1...max(1, cells.keys + cells.figures.count)))\(draw.chance(40) ? " DESC" : "")"
        case 3: text = "\(only: text.text) LIMIT \(draw.number(0...5))\(draw.chance(30) ? " OFFSET 1" : "")"
        default: break
        }
        let with: Piece = withs.isEmpty || text.text.hasPrefix("WITH ") ? "" : "WITH \(withs.joined(", ")) "
        let whole: Piece = "\(with)\(text)"
        return Question(sql: whole.text, counted: nil, plain: whole.plain)
    }

    /// The cells joined with themselves under a name.
    private mutating func repeated(_ cells: Cells) -> Piece {
        let name = alias("both")
        let on: Piece = cells.keys == 0 ? "" : " ON \((0..<cells.keys).map { "a.k\($0) = b.k\($0)" as Piece }.joined(" AND "))"
        let word = cells.keys == 0 ? "CROSS JOIN" : draw.one(["JOIN", "LEFT JOIN", "FULL JOIN"], or: "JOIN")
        let list = (cells.names("a") + ["b.n0"]).joined(separator: ", ")
        let tables = withs + ["\(name) AS (\(cells.text))"]
        return "WITH \(tables.joined(", ")) SELECT \(list) FROM \(name) a \(word) \(name) b\(on)"
    }

    private mutating func cells(_ kinds: [Kind], depth: Int) -> Cells {
        guard depth > 0 else { return groupCells(kinds) }
        switch draw.weighted([6, 4, 4, 4, 3, 3, 2]) {
        case 0: return joinedCells(kinds, depth - 1)
        case 1: return unionCells(kinds, depth - 1)
        case 2: return windowCells(kinds, depth - 1)
        case 3: return summedCells(kinds)
        case 4: return sharedCells(kinds, depth - 1)
        case 5: return chosenCells(kinds, depth - 1)
        default: return kinds.first == .code ? namedCells(kinds, depth - 1) : distinctCells(kinds)
        }
    }

    // MARK: - Groups

    private mutating func groupCells(_ kinds: [Kind], adding: Bool = false) -> Cells {
        let outside = pending
        pending = []
        defer { pending = outside }
        var (relation, keys): (Relation, [Piece]) = (source(), [])
        for attempt in 0..<6 {
            keys = kinds.compactMap { expression($0, relation, depth: 1) }
            if keys.count == kinds.count { break }
            pending = []
            relation = attempt == 4 ? scan(TableSketch.patients[1]) : source()
        }
        let tests = whereClause(relation)
        var (pieces, figures): ([Piece], [Cells.Figure]) = (keys.enumerated().map { "\($1) AS k\($0)" }, [])
        for _ in 0..<draw.number(1...2) {
            guard let (piece, figure) = figure(relation, adding: adding) else { continue }
            pieces.append("\(piece) AS n\(figures.count)")
            figures.append(figure)
        }
        if figures.isEmpty {
            pieces.append("count(*) AS n0")
            figures.append(.count)
        }
        let grouping = keys.isEmpty ? "" : " GROUP BY " + keys.indices.map { "\($0 + 1)" }.joined(separator: ", ")
        let having = !adding && draw.chance(20) ? " HAVING count(*) \(comparison()) \(draw.number(1...3))" : ""
        return Cells(
            text: "SELECT \(pieces.joined(", ")) FROM \(relation.from)\(tests)\(grouping)\(having)", keys: keys.count, figures: figures, isUnique: true,
            addsUp: having.isEmpty)
    }

    private mutating func figure(_ relation: Relation, adding: Bool) -> (Piece, Cells.Figure)? {
        let filter: Piece = draw.chance(20) ? condition(relation, depth: 0).map { " FILTER (WHERE \($0))" } ?? "" : ""
        switch draw.weighted(adding ? [4, 3, 2, 0, 0] : [4, 3, 2, 3, 2]) {
        case 0: return ("count(*)\(filter)", .count)
        case 1: return expression(draw.one([.whole, .code], or: .whole), relation, depth: 1).map { ("sum(\($0))\(filter)", .sum) }
        case 2: return expression(draw.one([.code, .word, .day], or: .code), relation, depth: 1).map { ("count(\($0))\(filter)", .count) }
        case 3: return relation.patient.map { ("count(DISTINCT \($0.name))\(filter)", .count) }
        default:
            let name = draw.one(["avg", "sum", "stddev", "max", "percentile_disc(0.5) WITHIN GROUP (ORDER BY", "var_pop"], or: "avg")
            let opening = name.contains("(") ? name + " " : name + "("
            return expression(.real, relation, depth: 0).map { ("\(only: opening)\($0))\(filter)", .other) }
        }
    }

    /// Which groups there are.
    private mutating func distinctCells(_ kinds: [Kind]) -> Cells {
        let groups = groupCells(kinds)
        guard groups.keys > 0 else { return groups }
        let keys = (0..<groups.keys).map { "d.k\($0)" }.joined(separator: ", ")
        return Cells(text: "SELECT DISTINCT \(keys), 1 AS n0 FROM (\(groups.text)) d", keys: groups.keys, figures: [.count], isUnique: true)
    }

    // MARK: - Above

    private mutating func joinedCells(_ kinds: [Kind], _ depth: Int) -> Cells {
        let (left, right) = (cells(kinds, depth: depth), cells(kinds, depth: depth))
        let (a, b) = (alias("a"), alias("b"))
        var figures = left.figures + [right.figures.first ?? .other]
        var pieces: [Piece] = left.figures.indices.map { "\(a).n\($0) AS n\($0)" } + ["\(b).n0 AS n\(left.figures.count)"]
        if draw.chance(50), left.figures[0] != .other, right.figures.first != .other {
            let made: Piece = draw.one(
                ["100.0 * \(a).n0 / \(b).n0", "\(a).n0 + \(b).n0", "COALESCE(\(b).n0, 0)", "CASE WHEN \(a).n0 > \(b).n0 THEN 1 ELSE 0 END"] as [Piece], or: "1")
            pieces.append("\(made) AS n\(figures.count)")
            figures.append(.other)
        }
        guard !kinds.isEmpty else {
            let word = draw.one(["CROSS JOIN", ","], or: ",")
            return Cells(text: "SELECT \(pieces.joined(", ")) FROM (\(left.text)) \(a) \(word) (\(right.text)) \(b)", keys: 0, figures: figures, isUnique: true)
        }
        let word = draw.one(["JOIN", "JOIN", "LEFT JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"], or: "JOIN")
        let isUsing = draw.chance(30)
        let keys: [Piece] = kinds.indices.map { number in
            if isUsing { return "k\(number)" }
            if word == "FULL JOIN" { return "COALESCE(\(a).k\(number), \(b).k\(number)) AS k\(number)" }
            return "\(word == "RIGHT JOIN" ? b : a).k\(number) AS k\(number)"
        }
        let on: Piece =
            isUsing ? "USING (\(kinds.indices.map { "k\($0)" }.joined(separator: ", ")))" : "ON \(kinds.indices.map { "\(a).k\($0) = \(b).k\($0)" as Piece }.joined(" AND "))"
        // Rows whose keys are NULL have no partner.
        let isUnique = left.isUnique && right.isUnique && word != "FULL JOIN"
        return Cells(
            text: "SELECT \((keys + pieces).joined(", ")) FROM (\(left.text)) \(a) \(word) (\(right.text)) \(b) \(on)", keys: kinds.count, figures: figures,
            isUnique: isUnique)
    }

    private mutating func unionCells(_ kinds: [Kind], _ depth: Int) -> Cells {
        let isDistinct = draw.chance(20)
        var (arms, figure): ([Piece], Cells.Figure) = ([], .count)
        for _ in 0..<draw.number(2...3) {
            let arm = cells(kinds, depth: draw.chance(70) ? 0 : depth)
            let name = alias("u")
            let list = (kinds.indices.map { "\(name).k\($0) AS k\($0)" } + ["\(name).n0 AS n0"]).joined(separator: ", ")
            if arm.figures[0] == .other { figure = .other }
            arms.append("SELECT \(list) FROM (\(arm.text)) \(name)")
        }
        let text = arms.joined(isDistinct ? " UNION " : " UNION ALL ")
        return Cells(text: isDistinct && figure == .other ? text.unpaired : text, keys: kinds.count, figures: [figure], isUnique: false)
    }

    private mutating func windowCells(_ kinds: [Kind], _ depth: Int) -> Cells {
        let below = cells(kinds, depth: depth)
        let name = alias("w")
        let down = draw.chance(50)
        let first: Piece = "\(name).n0\(down ? " DESC" : "")\("", plain: down ? " NULLS FIRST" : " NULLS LAST")"
        let keys: [Piece] = kinds.indices.map { "\(name).k\($0)\("", plain: " NULLS LAST")" }
        let isTotal = below.isUnique && !kinds.isEmpty
        let order: Piece = "ORDER BY \((draw.chance(50) ? keys : [first] + keys).joined(", "))"
        let partition = draw.chance(30) && !kinds.isEmpty ? "PARTITION BY \(name).k0 " : ""
        let call: Piece =
            switch draw.number(0...6) {
            case 0: "\(draw.one(["rank", "dense_rank"], or: "rank"))() OVER (\(partition)ORDER BY \(first))"
            case 1: "row_number() OVER (\(partition)\(order))"
            case 2: "\(draw.one(["lag", "lead"], or: "lag"))(\(name).n0\(draw.chance(40) ? ", 1, 0" : "")) OVER (\(partition)\(order))"
            case 3: "\(draw.one(["first_value", "last_value"], or: ""))(\(name).n0) OVER (\(partition)\(order) ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"
            case 4: "sum(\(name).n0) OVER (\(partition))"
            case 5: "sum(\(name).n0) OVER (\(partition)\(order) ROWS \(draw.one(["UNBOUNDED PRECEDING", "1 PRECEDING", "BETWEEN 1 PRECEDING AND 1 FOLLOWING"], or: "")))"
            default: "\(draw.one(["ntile(2)", "percent_rank()", "cume_dist()"], or: "")) OVER (\(partition)\(order))"
            }
        let figures = below.figures + [.other]
        let list = below.names(name).joined(separator: ", ")
        let text: Piece = "SELECT \(list), \(call) AS n\(below.figures.count) FROM (\(below.text)) \(name)"
        // Sums of one partition are the same in any order.
        let isPlain = (isTotal || call.text.hasSuffix("()") || call.text.hasPrefix("rank") || call.text.hasPrefix("dense")) && below.figures[0] != .other
        return Cells(text: isPlain ? text : text.unpaired, keys: kinds.count, figures: figures, isUnique: below.isUnique)
    }

    /// SUM over groups.
    private mutating func summedCells(_ kinds: [Kind]) -> Cells {
        let below = groupCells(kinds + [draw.one([.code, .word], or: .code)], adding: true)
        let name = alias("s")
        var pieces: [Piece] = kinds.indices.map { "\(name).k\($0) AS k\($0)" }
        pieces += below.figures.indices.map { "sum(\(name).n\($0)) AS n\($0)" }
        let test = draw.chance(30) ? " WHERE \(name).k\(kinds.count) IS NOT NULL" : ""
        let grouping = kinds.isEmpty ? "" : " GROUP BY " + kinds.indices.map { "\(name).k\($0)" }.joined(separator: ", ")
        return Cells(
            text: "SELECT \(pieces.joined(", ")) FROM (\(below.text)) \(name)\(test)\(grouping)", keys: kinds.count, figures: below.figures.map { _ in .sum },
            isUnique: true)
    }

    /// Figures beside single values of other questions.
    private mutating func sharedCells(_ kinds: [Kind], _ depth: Int) -> Cells {
        let (below, total) = (cells(kinds, depth: depth), groupCells([]))
        let (name, value) = (alias("t"), alias("v"))
        let single: Piece = "(SELECT \(value).n0 FROM (\(total.text)) \(value))"
        let made: Piece = draw.chance(60) ? "100.0 * \(name).n0 / \(single)" : "\(single)"
        let test: Piece = draw.chance(25) ? " WHERE \(name).n0 \(comparison()) \(single)" : ""
        let list = below.names(name).joined(separator: ", ")
        let text: Piece = "SELECT \(list), \(made) AS n\(below.figures.count) FROM (\(below.text)) \(name)\(test)"
        let isPlain = below.figures[0] != .other && total.figures[0] != .other
        return Cells(text: isPlain ? text : text.unpaired, keys: kinds.count, figures: below.figures + [.other], isUnique: below.isUnique)
    }

    private mutating func chosenCells(_ kinds: [Kind], _ depth: Int) -> Cells {
        let below = cells(kinds, depth: depth)
        let name = alias("f")
        var tests: [Piece] = []
        if !kinds.isEmpty, draw.chance(50) { tests.append("\(name).k0 IS \(draw.chance(70) ? "NOT " : "")NULL") }
        if below.figures[0] != .other { tests.append("\(name).n0 \(comparison()) \(constant(draw.number(0...4)))") }
        let clause: Piece = tests.isEmpty ? "" : " WHERE \(tests.joined(draw.chance(70) ? " AND " : " OR "))"
        let word = draw.chance(20) ? "DISTINCT " : ""
        let text: Piece = "SELECT \(word)\(below.names(name).joined(separator: ", ")) FROM (\(below.text)) \(name)\(clause)"
        return Cells(text: text, keys: kinds.count, figures: below.figures, isUnique: below.isUnique)
    }

    /// Names of the vocabulary beside the codes that groups have.
    private mutating func namedCells(_ kinds: [Kind], _ depth: Int) -> Cells {
        let below = cells(kinds, depth: depth)
        let (name, concept) = (alias("g"), alias("c"))
        let word = draw.one(["JOIN", "LEFT JOIN"], or: "JOIN")
        return Cells(
            text: "SELECT \(below.names(name).joined(separator: ", ")), \(concept).concept_name AS label FROM (\(below.text)) \(name) \(word) concept \(concept) ON \(concept).concept_id = \(name).k0",
            keys: kinds.count, figures: below.figures, isUnique: below.isUnique)
    }
}
