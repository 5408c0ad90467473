import CordonTestSupport

/// One question of an attacker who remembers what each figure is about.
struct AttackQuestion {
    enum Figure {
        case count(Trait)
        case percentage(Trait)
        case sumOfAges, meanAge
    }

    enum Key {
        case attribute(Trait.Attribute)
        case band(Int)
        case secret

        var sql: String {
            switch self {
            case .attribute(let attribute): attribute.rawValue
            case .band(let width): "age / \(width) * \(width)"
            case .secret: "num"
            }
        }

        func trait(_ value: Int) -> Trait {
            switch self {
            case .attribute(let attribute): .code(attribute, value)
            case .band(let width): .age(value...(value + width - 1))
            case .secret: .secret(value > 0)
            }
        }

        /// The values that somebody may have.
        var values: [Int] {
            switch self {
            case .attribute(let attribute): Array(attribute.codes)
            case .band(let width): Array(stride(from: Register.ages.lowerBound / width * width, through: Register.ages.upperBound, by: width))
            case .secret: [0, 1]
            }
        }
    }

    enum Grouping: String { case plain = "", rollup = "ROLLUP", cube = "CUBE" }

    var figures: [Figure]
    var scope: Trait = .all
    var keys: [Key] = []
    var grouping = Grouping.plain
    /// HAVING, ORDER BY and LIMIT.
    var probe: Probe?
    /// The hospitals that are asked; nil for all.
    var hospitals: [Int]?
    var study = "one"

    enum Probe: CaseIterable { case having, order, limit }

    func sql(_ random: inout SeededRandom) -> String {
        var columns = keys.enumerated().map { "\($1.sql) AS k\($0)" }
        for (number, figure) in figures.enumerated() { columns.append("\(sql(figure, &random)) AS f\(number)") }
        var text = "SELECT \(columns.joined(separator: ", ")) FROM patient"
        if case .all = scope, Bool.random(using: &random) {} else { text += " WHERE \(scope.sql(&random))" }
        if !keys.isEmpty {
            let list = keys.map(\.sql).joined(separator: ", ")
            text += " GROUP BY " + (grouping == .plain ? list : "\(grouping.rawValue) (\(list))")
        }
        switch probe {
        case nil: break
        case .having: text += " HAVING count(*) > \(Int.random(in: 5...60, using: &random))"
        case .order: text += " ORDER BY f0 DESC"
        case .limit: text += " ORDER BY f0 LIMIT \(Int.random(in: 1...4, using: &random))"
        }
        return text
    }

    private func sql(_ figure: Figure, _ random: inout SeededRandom) -> String {
        switch figure {
        case .count(.all): return "count(*)"
        case .count(let trait):
            let text = trait.sql(&random)
            return [
                "count(*) FILTER (WHERE \(text))", "sum(CASE WHEN \(text) THEN 1 ELSE 0 END)", "count(CASE WHEN \(text) THEN 1 END)",
                "count(*) - count(*) FILTER (WHERE NOT (\(text)))", "count(DISTINCT patient_id) FILTER (WHERE \(text))",
            ].randomElement(using: &random) ?? ""
        case .percentage(let trait):
            let text = trait.sql(&random)
            return Bool.random(using: &random)
                ? "100.0 * count(*) FILTER (WHERE \(text)) / count(*)" : "100.0 * avg(CASE WHEN \(text) THEN 1.0 ELSE 0 END)"
        case .sumOfAges: return "sum(age)"
        case .meanAge: return "avg(age)"
        }
    }
}
