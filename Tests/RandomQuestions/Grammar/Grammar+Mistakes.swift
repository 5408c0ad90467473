extension Grammar {
    /// The question with a mistake that people make, or that a broken program makes.
    mutating func spoiled(_ sql: String, _ relation: Relation) -> String {
        let patient = relation.columns([.patient]).first?.name ?? "person_id"
        let wrong = [
            "\(patient) = 42", "\(patient) > 7", "person_source_value = 'x'", "no_such_column = 1", "count(*) > 3",
            "value_as_number > (SELECT avg(m.value_as_number) FROM measurement m)", "1 = 'x'", "'a' + 1 = 2", "cuont(1) = 1",
            "\(patient) NOT IN (SELECT d.person_id FROM death d LIMIT 3)", "EXISTS (SELECT 1 FROM death)", "$1 = 2", "99999999999999999999 > 1",
            "\(patient) IN (SELECT v.visit_occurrence_id FROM visit_occurrence v)",
            "(SELECT d.person_id FROM death d) = 3", "ntile(4) OVER (ORDER BY \(patient)) = 1",
        ]
        switch draw.weighted([5, 3, 2, 2, 2]) {
        case 0: return with(sql, draw.one(wrong, or: "1 = 1"))
        case 1: return broken(sql)
        case 2:
            return draw.one(
                [
                    "SELECT p.day_of_birth, count(*) FROM person p GROUP BY 1", "SELECT * FROM person",
                    "SELECT p.person_id, count(*) FROM person p GROUP BY 1", "SELECT count(*) FROM person p, death d",
                    "SELECT avg(n) FROM (SELECT v.visit_concept_id, count(*) AS n FROM visit_occurrence v GROUP BY 1) q",
                    "SELECT count(*) FROM person p JOIN visit_occurrence v ON p.care_site_id = v.person_id", "DELETE FROM person",
                    "SELECT count(*) FROM concept", "SELECT max(count(*)) FROM person p GROUP BY p.gender_concept_id", "SELECT 1; SELECT 2",
                    "SELECT p.birth_datetime, count(*) FROM person p GROUP BY 1",
                    "SELECT count(*) FROM concept c LEFT JOIN condition_occurrence o ON o.condition_concept_id = c.concept_id",
                ], or: "")
        case 3: return sql.replacingOccurrence(of: "FROM", with: "FORM", keep: draw.number(0...2))
        default: return sql + draw.one([" GROUP BY", " FETCH FIRST 3 ROWS ONLY", ";;", ")", " FOR UPDATE", " LIMIT -1", "\u{0}", " UNION SELECT 1"], or: "")
        }
    }

    private func with(_ sql: String, _ test: String) -> String {
        guard let place = sql.range(ofLast: " WHERE ") else { return sql.inserting(" WHERE \(test)", before: " GROUP BY ") }
        return sql[..<place.upperBound] + test + " AND " + sql[place.upperBound...]
    }

    /// A word left out, doubled, or taken from elsewhere in the text.
    private mutating func broken(_ sql: String) -> String {
        var words = sql.split(separator: " ", omittingEmptySubsequences: false)
        let place = draw.number(0...max(0, words.count - 1))
        guard words.indices.contains(place) else { return sql }
        switch draw.number(0...2) {
        case 0: words.remove(at: place)
        case 1: words.insert(words[place], at: place)
        default: words[place] = draw.one(words, or: "")
        }
        return words.joined(separator: " ")
    }
}

extension String {
    fileprivate func range(ofLast part: String) -> Range<String.Index>? {
        indices.reversed().lazy.compactMap { start in self[start...].hasPrefix(part) ? start..<self.index(start, offsetBy: part.count) : nil }.first
    }

    fileprivate func inserting(_ text: String, before part: String) -> String {
        guard let place = range(ofLast: part) else { return self + text }
        return self[..<place.lowerBound] + text + self[place.lowerBound...]
    }

    /// One occurrence replaced: the one after `keep` others, or none.
    fileprivate func replacingOccurrence(of part: String, with text: String, keep: Int) -> String {
        let pieces = split(separator: part, omittingEmptySubsequences: false)
        guard pieces.count > keep + 1 else { return self }
        return pieces[0...keep].joined(separator: part) + text + pieces[(keep + 1)...].joined(separator: part)
    }
}
