/// What attackers found, of one sequence or of many.
struct Findings {
    var answered = 0
    var refused: [String: String] = [:]
    /// Hidden sets of fewer than T people that were attacked.
    var targets = 0
    /// Answers that do not say what the attacker understood.
    var misread: [String] = []
    var equations = 0
    /// Those whose size follows from what is shown.
    var certain = 0
    /// Those that are known to within less than T − 1.
    var narrow = 0
    /// What showed them.
    var examples: [String] = []
    /// Of each family: pairs, the sum of their wins (a half where the attacker sees no difference), and the sum of the squares.
    private(set) var wins: [AttackSequence.Family: (pairs: Double, sum: Double, squares: Double)] = [:]

    mutating func add(_ win: Double, _ family: AttackSequence.Family) {
        let known = wins[family] ?? (0, 0, 0)
        wins[family] = (known.pairs + 1, known.sum + win, known.squares + win * win)
    }

    static func += (left: inout Self, right: Self) {
        left.answered += right.answered
        left.refused.merge(right.refused) { first, _ in first }
        left.targets += right.targets
        left.misread += right.misread
        left.equations += right.equations
        left.certain += right.certain
        left.narrow += right.narrow
        left.examples = Array((left.examples + right.examples).prefix(20))
        for (family, wins) in right.wins {
            let known = left.wins[family] ?? (0, 0, 0)
            left.wins[family] = (known.pairs + wins.pairs, known.sum + wins.sum, known.squares + wins.squares)
        }
    }

    var pairs: Int { Int(wins.values.reduce(0) { $0 + $1.pairs }) }

    /// How often the attacker scores the target above the other, and the upper end of its 95 % confidence interval.
    func curve(_ families: [AttackSequence.Family] = AttackSequence.Family.allCases) -> (area: Double, upper: Double) {
        let chosen = families.compactMap { wins[$0] }
        let pairs = chosen.reduce(0) { $0 + $1.pairs }
        guard pairs > 1 else { return (0.5, 1) }
        let area = chosen.reduce(0) { $0 + $1.sum } / pairs
        let spread = max(0, chosen.reduce(0) { $0 + $1.squares } / pairs - area * area)
        return (area, area + 1.96 * (spread / pairs).squareRoot())
    }

    /// A table as docs/disclosure/red-team.md has it.
    var text: String {
        func shown(_ curve: (area: Double, upper: Double)) -> String {
            "\((curve.area * 1000).rounded() / 1000) | \((curve.upper * 1000).rounded() / 1000)"
        }
        var lines = ["| all | \(pairs) | \(shown(curve())) |"]
        for family in AttackSequence.Family.allCases {
            lines.append("| \(family.rawValue) | \(Int(wins[family]?.pairs ?? 0)) | \(shown(curve([family]))) |")
        }
        lines.append("\(answered) answers, \(refused.count) refused, \(equations) equations; of \(targets) hidden sets \(certain) certain, \(narrow) narrow")
        return lines.joined(separator: "\n")
    }
}
