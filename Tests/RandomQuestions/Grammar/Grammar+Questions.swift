import CordonCatalog

extension Grammar {
    private struct Aggregate {
        let text: Piece
        let function: CountedAggregate.Function
        let argument: Piece?
        let filter: Piece?
    }

    private struct Parts {
        let relation: Relation
        let clause: Piece
        let keys: [Piece]
        let aggregates: [Aggregate]
        let withs: [Piece]
    }

    public static func question(_ catalog: Catalog, seed: UInt64) -> Question {
        var grammar = Grammar(catalog: catalog, seed: seed)
        return grammar.question()
    }

    private mutating func question() -> Question {
        var question = draw.chance(30) ? severalParts() : singlePart()
        // What a mistake has spoiled need not name its parameters any more.
        if let sql = try? filled(question.sql) { question.sql = sql }
        if let counted = question.counted, let sql = try? filled(counted.sql) { question.counted?.sql = sql }
        return question
    }

    private mutating func singlePart() -> Question {
        let relation = source()
        var tests = pending
        pending = []
        if draw.chance(55), let test = condition(relation, depth: 1) { tests.append(test) }
        let clause: Piece = tests.isEmpty ? "" : " WHERE \(tests.joined(" AND "))"
        let keys = (0..<draw.weighted([3, 5, 3, 1])).compactMap { _ in key(relation) }
        let aggregates = (0..<draw.number(1...4)).compactMap { _ in aggregate(relation) }
        let parts = Parts(
            relation: relation, clause: clause, keys: keys,
            aggregates: aggregates.isEmpty ? [Aggregate(text: "count(*)", function: .count, argument: nil, filter: nil)] : aggregates, withs: withs)
        let whole = draw.chance(55) ? decorated(parts) : written(parts)
        if draw.chance(14) { return Question(sql: spoiled(whole, parts.relation), counted: nil) }
        return Question(sql: whole, counted: counted(parts))
    }

    private func with(_ parts: Parts) -> Piece { parts.withs.isEmpty ? "" : "WITH \(parts.withs.joined(", ")) " }

    private func written(_ parts: Parts) -> String {
        var list = parts.keys.enumerated().map { "\($1.text) AS k\($0)" }
        list += parts.aggregates.enumerated().map { "\($1.text.text) AS a\($0)" }
        let grouping = parts.keys.isEmpty ? "" : " GROUP BY " + parts.keys.indices.map { "\($0 + 1)" }.joined(separator: ", ")
        return "\(with(parts).text)SELECT \(list.joined(separator: ", ")) FROM \(parts.relation.from.text)\(parts.clause.text)\(grouping)"
    }

    private func counted(_ parts: Parts) -> CountedQuestion? {
        var list: [Piece] = parts.keys
        var aggregates: [CountedAggregate] = []
        for aggregate in parts.aggregates {
            var counted = CountedAggregate(function: aggregate.function, argument: nil, filter: nil)
            if let argument = aggregate.argument, argument.plain == nil {
                counted.function = .unknown
            } else if let argument = aggregate.argument {
                counted.argument = list.count
                list.append(argument)
            }
            if let filter = aggregate.filter {
                if filter.plain == nil {
                    counted.function = .unknown
                } else {
                    counted.filter = list.count
                    list.append(filter)
                }
            }
            aggregates.append(counted)
        }
        if list.isEmpty { list = ["1"] }
        let rows: Piece = "\(with(parts))SELECT \(list.joined(", ")) FROM \(parts.relation.from)\(parts.clause)"
        guard let plain = rows.plain else { return nil }
        return CountedQuestion(sql: written(parts), rows: plain, keys: parts.keys.count, aggregates: aggregates)
    }

    // MARK: - Keys and aggregates

    private mutating func key(_ relation: Relation) -> Piece? {
        switch draw.weighted([6, 4, 3, 3, 3, 2, 2, 1]) {
        case 0: return expression(.code, relation, depth: 1)
        case 1: return expression(.word, relation, depth: 1)
        case 2: return expression(.day, relation, depth: 1)
        case 3: return draw.one(of: relation.columns([.whole, .count])).map { "\($0.name)" }
        case 4: return draw.one(of: relation.columns([.whole, .count])).map { "\($0.name) / \(draw.number(2...10))" }
        case 5:
            let width = draw.one(["10", "5", "1", "100"], or: "10")
            return draw.one(of: relation.columns([.real])).map { "\(only: "floor(")\($0.name) / \(width)) * \(width)" }
        case 6: return condition(relation, depth: 0).map { "(\($0))" }
        default: return draw.one(of: relation.columns([.real])).map { "\(only: "width_bucket(")\($0.name), 0, 100, 5)" }
        }
    }

    private mutating func aggregate(_ relation: Relation) -> Aggregate? {
        let filter: Piece? = draw.chance(20) ? condition(relation, depth: 0) : nil
        let end: Piece = filter.map { " FILTER (WHERE \($0))" } ?? ""
        func made(_ name: String, _ argument: Piece?, _ function: CountedAggregate.Function) -> Aggregate? {
            argument.map { Aggregate(text: "\(name)(\($0))\(end)", function: function, argument: $0, filter: filter) }
        }
        switch draw.weighted([5, 5, 3, 3, 6, 4, 2, 2, 2, 2, 2]) {
        case 0: return Aggregate(text: "count(*)\(end)", function: .count, argument: nil, filter: filter)
        case 1:
            guard let key = relation.columns([.patient]).first else { return nil }
            return Aggregate(text: "count(DISTINCT \(key.name))\(end)", function: .countDistinct, argument: "\(key.name)", filter: filter)
        case 2:
            guard let key = draw.one(of: relation.columns.filter(\.kind.isKey)) else { return nil }
            return Aggregate(text: "count(DISTINCT \(key.name))\(end)", function: .countDistinct, argument: "\(key.name)", filter: filter)
        case 3:
            let value = draw.chance(50) ? expression(.code, relation, depth: 1) : expression(.word, relation, depth: 1)
            return value.map { Aggregate(text: "count(DISTINCT \($0))\(end)", function: .countDistinct, argument: $0, filter: filter) }
        case 4:
            let (name, function) = moment()
            return made(name, expression(.real, relation, depth: 1), function)
        case 5:
            let (name, function) = moment()
            return made(name, expression(draw.one([.whole, .count, .whole], or: .whole), relation, depth: 1), function)
        case 6: return made(draw.one(["sum", "avg", "var_pop"], or: "sum"), expression(.number, relation, depth: 1), .unknown)
        case 7:
            guard let a = expression(.real, relation, depth: 1), let b = expression(draw.one([.whole, .real], or: .whole), relation, depth: 1) else { return nil }
            let name = draw.one(["corr", "covar_samp", "regr_slope", "regr_intercept", "regr_count", "regr_r2", "covar_pop", "regr_sxx", "regr_syy", "regr_sxy", "regr_avgx", "regr_avgy"], or: "corr")
            return Aggregate(text: "\(name)(\(a), \(b))\(end)", function: .unknown, argument: nil, filter: filter)
        case 8:
            let kind = draw.one([.real, .whole, .day, .count, .moment] as [Kind], or: .real)
            let value = expression(kind, relation, depth: draw.chance(70) ? 0 : 1) ?? expression(.whole, relation, depth: 0)
            if draw.chance(15) { return value.map { Aggregate(text: "median(\($0))\(end)", function: .unknown, argument: nil, filter: filter) } }
            let name = draw.one(["percentile_cont(0.5)", "percentile_disc(0.25)", "percentile_disc(0.9)", "percentile_cont(0)", "percentile_disc(1)"], or: "")
            return value.map { Aggregate(text: "\(name) WITHIN GROUP (ORDER BY \($0)\(draw.chance(20) ? " DESC" : ""))\(end)", function: .unknown, argument: nil, filter: filter) }
        case 9:
            return condition(relation, depth: 0).map { Aggregate(text: "\(draw.one(["bool_or", "bool_and", "every"], or: "every"))(\($0))\(end)", function: .unknown, argument: nil, filter: filter) }
        default:
            if draw.chance(40) {
                return expression(draw.one([.code, .word], or: .code), relation, depth: 0).map {
                    Aggregate(text: "mode() WITHIN GROUP (ORDER BY \($0))\(end)", function: .unknown, argument: nil, filter: filter)
                }
            }
            return expression(draw.one([.real, .day, .whole], or: .real), relation, depth: 0).map {
                Aggregate(text: "\(draw.one(["max", "min"], or: "max"))(\($0))\(end)", function: .unknown, argument: nil, filter: filter)
            }
        }
    }

    private mutating func moment() -> (String, CountedAggregate.Function) {
        draw.one(
            [
                ("sum", .sum), ("sum", .sum), ("avg", .average), ("avg", .average), ("var_pop", .variancePopulation), ("variance", .varianceSample),
                ("stddev", .unknown), ("stddev_pop", .unknown), ("skewness", .unknown), ("kurtosis", .unknown), ("kurtosis_pop", .unknown), ("count", .count),
            ], or: ("sum", .sum))
    }

    // MARK: - What stands above

    private mutating func decorated(_ parts: Parts) -> String {
        var list = parts.keys.enumerated().map { "\($1.text) AS k\($0)" }
        list += parts.aggregates.enumerated().map { "\(above($1.text.text)) AS a\($0)" }
        var grouping = parts.keys.map(\.text).joined(separator: ", ")
        if !parts.keys.isEmpty {
            let names = grouping
            grouping = " GROUP BY \(sets(parts.keys.map(\.text)))"
            if grouping.contains("("), draw.chance(40) { list.append("GROUPING(\(draw.chance(50) ? parts.keys[0].text : names)) AS g") }
            if draw.chance(20) { list.append("\(draw.one(["rank", "dense_rank", "row_number"], or: "rank"))() OVER (ORDER BY count(*) DESC) AS place") }
            if draw.chance(20) { list.append("100.0 * count(*) / sum(count(*)) OVER (\(draw.chance(50) ? "" : "PARTITION BY \(parts.keys[0].text)")) AS share") }
        }
        var text = "SELECT \(list.joined(separator: ", ")) FROM \(parts.relation.from.text)\(parts.clause.text)\(grouping)"
        if draw.chance(35) { text += " HAVING \(test(parts))" }
        if draw.chance(20), !parts.keys.isEmpty {
            text = "SELECT \(draw.chance(50) ? "*" : "q.k0, q.a0") FROM (\(text)) q" + (draw.chance(50) ? " WHERE q.k0 IS NOT NULL" : "")
        }
        if draw.chance(40) { text += " ORDER BY \(draw.number(1...max(1, min(2, list.count))))\(draw.chance(40) ? " DESC" : "")" }
        if draw.chance(25) { text += " LIMIT \(draw.number(0...10))" + (draw.chance(30) ? " OFFSET \(draw.number(0...3))" : "") }
        return with(parts).text + text
    }

    /// Grouping sets over the keys, of which there is at least one.
    private mutating func sets(_ keys: [String]) -> String {
        let all = keys.joined(separator: ", ")
        switch draw.weighted([5, 2, 2, 2, 1, 1, 1, 1]) {
        case 0: return all
        case 1: return "ROLLUP (\(all))"
        case 2: return "CUBE (\(all))"
        case 3: return "GROUPING SETS ((\(all)), (\(keys[0])), ())"
        case 4: return keys.map { "ROLLUP (\($0))" }.joined(separator: ", ")
        case 5: return "GROUPING SETS (\(keys.map { "(\($0))" }.joined(separator: ", ")), CUBE (\(all)))"
        case 6: return "ROLLUP ((\(all)), \(keys[0]))"
        default: return "\(keys[0]), CUBE (\(all))"
        }
    }

    /// What holds of a group.
    private mutating func test(_ parts: Parts) -> String {
        let count = "count(*) \(comparison()) \(draw.number(1...4))"
        guard draw.chance(40), let aggregate = draw.one(of: parts.aggregates)?.text.text else { return count }
        let text = draw.one(["\(aggregate) IS NOT NULL", "\(count) OR \(aggregate) IS NULL", "NOT (\(count))", "coalesce(\(aggregate) IS NULL, TRUE)"], or: count)
        guard draw.chance(30), aggregate.hasPrefix("count") || aggregate.hasPrefix("sum") || aggregate.hasPrefix("avg") else { return text }
        return "\(aggregate) \(comparison()) \(draw.number(0...20))"
    }

    private mutating func above(_ aggregate: String) -> String {
        switch draw.number(0...9) {
        case 0: aggregate.hasPrefix("count") || aggregate.hasPrefix("sum") ? "\(aggregate) * 2" : aggregate
        case 1: "coalesce(\(aggregate), \(aggregate))"
        case 2: "CASE WHEN count(*) > \(draw.number(0...3)) THEN \(aggregate) END"
        case 3: aggregate.hasPrefix("count") ? "1.0 * \(aggregate) / count(*)" : aggregate
        default: aggregate
        }
    }
}
