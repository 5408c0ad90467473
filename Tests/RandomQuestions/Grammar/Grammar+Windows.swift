extension Grammar {
    mutating func windows() -> (text: Piece, columns: [Column]) {
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
        let clause = whereClause(relation, likely: 35)
        let named = named(relation, key.name)
        if let named {
            pieces.append("\(named.call) AS x0")
            columns.append(Column(name: "x0", kind: .count, isNullable: true))
        }
        return ("SELECT \(pieces.joined(", ")) FROM \(relation.from)\(clause)\(named?.clause ?? "")", columns)
    }

    /// A count over a window that WINDOW names.
    private mutating func named(_ relation: Relation, _ key: String) -> (call: Piece, clause: Piece)? {
        guard draw.chance(15), let order = order(relation, total: false) else { return nil }
        if draw.chance(50) { return ("count(*) OVER w", " WINDOW w AS (PARTITION BY \(key) ORDER BY \(order))") }
        return ("dense_rank() OVER (w ORDER BY \(order))", " WINDOW w AS (PARTITION BY \(key))")
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
        let choice = draw.weighted([5, 3, 3, 3, 2, 2, 2, 1])
        // Ranks and sums over ranges treat equals alike.
        guard let order = order(relation, total: choice == 0 || choice == 2 || choice == 3) else { return nil }
        let over: Piece = "OVER (PARTITION BY \(partition) ORDER BY \(order)"
        switch choice {
        case 0: return ("row_number() \(over))", .count)
        case 1: return rank(over)
        case 2: return neighbour(relation, over)
        case 3: return end(relation, over)
        case 4: return expression(.whole, relation, depth: 1).map { ("\(draw.one(["sum", "count", "min", "max"], or: "sum"))(\($0)) \(over))", .whole) }
        case 5: return expression(.real, relation, depth: 1).map { ("\(only: draw.one(["sum", "avg", "max", "stddev", "var_pop"], or: "sum"))(\($0)) \(over) \(rows()))", .real) }
        case 6: return ranged(relation, partition)
        default:
            let filter: Piece = condition(relation, depth: 0).map { " FILTER (WHERE \($0))" } ?? ""
            return ("count(*)\(filter) OVER (PARTITION BY \(partition))", .count)
        }
    }

    private mutating func rank(_ over: Piece) -> (Piece, Kind) {
        if draw.chance(30) { return ("\(only: draw.one(["ntile(3)", "ntile(2)"], or: "")) \(over))", .count) }
        if draw.chance(15) { return ("\(only: draw.one(["percent_rank()", "cume_dist()"], or: "")) \(over))", .number) }
        return ("\(draw.one(["rank", "dense_rank"], or: "rank"))() \(over))", .count)
    }

    private mutating func neighbour(_ relation: Relation, _ over: Piece) -> (Piece, Kind)? {
        let kind = draw.one([.day, .whole, .word, .real] as [Kind], or: .day)
        let offset: Piece = draw.chance(30) ? ", \(draw.number(0...2))" : ""
        return expression(kind, relation, depth: 0).map { value in
            let otherwise: Piece = !offset.text.isEmpty && draw.chance(40) ? ", \(value)" : ""
            return ("\(draw.one(["lag", "lead"], or: "lag"))(\(value)\(offset)\(otherwise)) \(over))", kind)
        }
    }

    private mutating func end(_ relation: Relation, _ over: Piece) -> (Piece, Kind)? {
        let kind = draw.one([.day, .whole, .word, .code] as [Kind], or: .day)
        let frame: Piece = draw.chance(50) ? " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING" : draw.chance(20) ? " \(rows())" : ""
        // The last value of a range is that of its last row, which only the row key decides.
        return expression(kind, relation, depth: 0).map { value in
            if draw.chance(20) {
                let nth: Piece = "nth_value(\(value), \(draw.number(1...3))) \(over)\(frame))"
                return (nth.limited(frame), kind)
            }
            let piece: Piece = "\(draw.one(["first_value", "last_value"], or: ""))(\(value)) \(over)\(frame))"
            return (piece.limited(frame), kind)
        }
    }

    /// Frames of rows and of peers.
    private mutating func rows() -> String {
        let unit = draw.one(["ROWS", "ROWS", "GROUPS"], or: "ROWS")
        let frame = draw.one(
            [
                "BETWEEN 1 PRECEDING AND CURRENT ROW", "2 PRECEDING", "BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING", "BETWEEN 1 FOLLOWING AND 2 FOLLOWING",
                "BETWEEN 3 PRECEDING AND 1 PRECEDING", "BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING", "BETWEEN 1 PRECEDING AND 1 FOLLOWING",
            ], or: "")
        return "\(unit) \(frame)\(draw.chance(30) ? draw.one([" EXCLUDE CURRENT ROW", " EXCLUDE TIES", " EXCLUDE GROUP", " EXCLUDE NO OTHERS"], or: "") : "")"
    }

    /// Frames of distances between values.
    private mutating func ranged(_ relation: Relation, _ partition: Piece) -> (Piece, Kind)? {
        let kind = draw.one([.day, .whole, .real, .code] as [Kind], or: .day)
        let distance = kind == .day ? draw.one(["INTERVAL '30 days'", "INTERVAL '1 month'", "INTERVAL '1 day'"], or: "") : draw.one(["1", "10", "0"], or: "1")
        let frame = draw.one(
            [
                "BETWEEN \(distance) PRECEDING AND CURRENT ROW", "BETWEEN \(distance) PRECEDING AND \(distance) FOLLOWING", "\(distance) PRECEDING",
                "BETWEEN CURRENT ROW AND \(distance) FOLLOWING",
            ], or: "")
        guard let order = expression(kind, relation, depth: 0), let value = expression(.whole, relation, depth: 0) else { return nil }
        let call = draw.one(["count(*)", "sum(\(value.text))", "max(\(value.text))", "avg(\(value.text))"], or: "count(*)")
        return ("\(only: call) OVER (PARTITION BY \(partition) ORDER BY \(order)\(draw.chance(30) ? " DESC" : "") RANGE \(frame))", .whole)
    }
}

extension Piece {
    /// Without a frame the row key, which plain SQLite is given as a sort key, would make the frame end at the row itself.
    fileprivate func limited(_ frame: Piece) -> Piece {
        frame.text.isEmpty && !text.hasPrefix("first") || frame.text.contains("GROUPS") || frame.text.contains("EXCLUDE") ? unpaired : self
    }
}
