/// Scalar functions that plain SQLite does not have, or not with PostgreSQL's meaning.
extension Grammar {
    mutating func wordFunction(_ relation: Relation) -> Piece? {
        guard let word = expression(.word, relation, depth: 0)?.text else { return nil }
        let other = expression(.word, relation, depth: 0)?.text ?? "'b'"
        let day = expression(.day, relation, depth: 0)?.text ?? "CURRENT_DATE"
        let code = expression(.code, relation, depth: 0)?.text ?? "7"
        return draw.one(
            [
                "overlay(\(word) PLACING 'xy' FROM 2 FOR 1)", "substring(\(word) FROM 2 FOR 2)", "substr(\(word), -1, 3)", "lpad(\(word), 4, '*')",
                "rpad(\(word), 3)", "repeat(\(word), 2)", "translate(\(word), 'aS', 'é')", "trim(BOTH 'a' FROM \(word))", "ltrim(\(word), 'aA')",
                "rtrim(\(word))", "concat_ws('-', \(word), \(code), \(other))", "right(\(word), -1)", "CAST(\(day) AS text)", "CAST(\(code) AS text)",
                "to_char(\(day), 'YYYY-MM')", "to_char(\(day), 'YYYY\"Q\"Q')", "GREATEST(\(word), \(other))", "\(word) || \(code)", "chr(65 + abs(\(code) % 20))",
                "CAST(\(word) AS varchar(2))", "NULLIF(\(word), \(other))", "initcap(\(word) || ' ' || \(other))", "split_part(\(word), 'a', -1)",
                "CASE \(word) WHEN \(other) THEN 'same' WHEN 'a' THEN \(other) END", "lower(upper(\(word)))",
            ], or: word
        ).only
    }

    mutating func wholeFunction(_ relation: Relation) -> Piece? {
        let word = expression(.word, relation, depth: 0)?.text ?? "'12'"
        let real = expression(.real, relation, depth: 0)?.text ?? "2.5"
        let day = expression(.day, relation, depth: 0)?.text ?? "CURRENT_DATE"
        let other = expression(.day, relation, depth: 0)?.text ?? "DATE '2020-02-29'"
        let moment = expression(.moment, relation, depth: 0)?.text ?? "LOCALTIMESTAMP"
        let whole = expression(.whole, relation, depth: 0)?.text ?? "5"
        return draw.one(
            [
                "position('a' IN \(word))", "strpos(\(word), 'é')", "ascii(\(word))", "octet_length(\(word))", "CAST(\(word) AS integer)",
                "CAST(\(real) AS integer)", "CAST(ceil(\(real)) AS bigint)", "CAST(round(\(real)) AS bigint)", "width_bucket(\(real), ARRAY[0, 1, 37.5, 100])",
                "EXTRACT(YEAR FROM age(\(day), \(other)))", "date_part('month', age(\(day), \(other)))", "EXTRACT(DAY FROM \(moment) - \(day))",
                "EXTRACT(HOUR FROM \(moment))", "EXTRACT(DOY FROM \(day))", "EXTRACT(ISOYEAR FROM \(day))", "EXTRACT(WEEK FROM \(day))",
                "EXTRACT(DECADE FROM \(day))", "EXTRACT(CENTURY FROM \(moment))", "EXTRACT(JULIAN FROM \(day))", "mod(\(whole), 7)", "div(\(whole), 4)",
                "gcd(\(whole), 12)", "lcm(\(whole), 3)", "sign(\(real))", "num_nulls(\(real), \(word), \(day))", "LEAST(\(whole), 3, NULL)", "\(whole) ^ 2",
                "power(\(whole), 2)", "trunc(\(whole) / 2.0)", "-\(whole)", "\(whole) - \(whole) % 5", "CAST(\(day) - \(other) AS bigint)", "date_part('epoch', \(moment))",
                "CAST(\(word) AS numeric)", "|/ \(whole)", "@ \(whole)",
            ], or: whole
        ).only
    }

    mutating func dayFunction(_ relation: Relation) -> Piece? {
        guard let day = expression(.day, relation, depth: 0)?.text else { return nil }
        let other = expression(.day, relation, depth: 0)?.text ?? day
        let moment = expression(.moment, relation, depth: 0)?.text ?? "LOCALTIMESTAMP"
        let word = expression(.word, relation, depth: 0)?.text ?? "'2020-01-01'"
        let whole = expression(.whole, relation, depth: 0)?.text ?? "5"
        return draw.one(
            [
                "make_date(2020, \(whole), 1)", "CAST(\(moment) AS date)", "to_date(\(word), 'YYYY-MM-DD')", "CAST(\(day) + INTERVAL '1 month' AS date)",
                "CURRENT_DATE - \(draw.number(0...900))", "COALESCE(\(day), \(other))", "date_trunc('quarter', \(day))", "date_trunc('week', \(day))",
                "GREATEST(\(day), \(other))", "\(day) + \(whole)", "NULLIF(\(day), \(other))", "CAST(\(word) AS date)", "\(day)::timestamp::date",
                "CASE WHEN \(day) < \(other) THEN \(other) ELSE \(day) END", "CAST(date_trunc('decade', \(day)) AS date)", "CAST(\(day) - INTERVAL '1 year 2 days' AS date)",
                "CAST(\(moment) + make_interval(days => 3) AS date)",
            ], or: day
        ).only
    }

    mutating func momentFunction(_ relation: Relation) -> Piece? {
        guard let moment = expression(.moment, relation, depth: 0)?.text else { return nil }
        let day = expression(.day, relation, depth: 0)?.text ?? "CURRENT_DATE"
        return draw.one(
            [
                "CAST(\(day) AS timestamp)", "\(moment) + INTERVAL '1 month -3 days 04:00'", "GREATEST(\(moment), \(day))", "date_trunc('day', \(moment))",
                "COALESCE(\(moment), \(day))", "\(moment) - make_interval(hours => 36)", "NULLIF(\(moment), LOCALTIMESTAMP)", "date_trunc('minute', \(moment))",
            ], or: moment
        ).only
    }

    mutating func conditionFunction(_ relation: Relation) -> Piece? {
        let word = expression(.word, relation, depth: 0)?.text ?? "'a'"
        let real = expression(.real, relation, depth: 0)?.text ?? "1"
        let day = expression(.day, relation, depth: 0)?.text ?? "CURRENT_DATE"
        let code = expression(.code, relation, depth: 0)?.text ?? "1"
        let moment = expression(.moment, relation, depth: 0)?.text ?? "LOCALTIMESTAMP"
        return draw.one(
            [
                "\(word) IS DISTINCT FROM 'a'", "\(code) BETWEEN SYMMETRIC 3 AND 0", "starts_with(\(word), 'S')", "\(word) ^@ 'a'",
                "\(code) <> ALL (ARRAY[1, 2, NULL])", "\(word) = ANY ('{a,é,\"x''y\"}')", "(\(code), \(word)) = (1, 'a')", "num_nonnulls(\(word), \(real)) = 1",
                "\(moment) - \(day) > INTERVAL '12 hours'", "age(\(day)) > INTERVAL '1 year'", "\(word) LIKE 'x%y' ESCAPE 'x'", "\(word) NOT LIKE '%e%'",
                "\(real) = \(real)", "(\(real) > 1) IS UNKNOWN", "(\(code) = 1) = (\(code) <> 2)", "\(day) NOT BETWEEN DATE '2020-01-01' AND \(moment)",
                "\(code) NOT IN (0, NULL)", "COALESCE(\(code) > 1, FALSE)", "CASE WHEN \(real) > 1 THEN \(code) = 1 ELSE TRUE END",
                "(\(day), \(code)) < (DATE '2020-06-01', 3)", "\(code)::text LIKE '8%'", "\(real)::text = '1'", "\(code) > ALL (SELECT v.a FROM (VALUES (1), (2)) v(a))",
            ], or: "TRUE"
        ).only
    }
}

extension String {
    /// A piece that SQLite has no equal for.
    fileprivate var only: Piece { Piece(self, plain: nil) }
}
