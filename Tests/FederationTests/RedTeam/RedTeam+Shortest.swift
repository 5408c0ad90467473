extension RedTeam {
    /// What was asked, and what was shown of it.
    struct Answer {
        let step: SequenceCase.Step
        let question: AttackQuestion
        let csv: String

        var text: String { "    \(step.study) at \(step.hospitals.joined(separator: ",")): \(step.sql)\n        \(csv.replacing("\n", with: "\n        "))" }
    }

    /// Those of some answers that are needed to find a set, one after the other left out that is not.
    func shortest(_ answers: [Answer], about set: PeopleSet) -> [Answer] {
        var left = answers
        for place in answers.indices.reversed() {
            var fewer = left
            fewer.remove(at: place)
            if isFound(set, by: LinearAttack(knowledge(of: fewer), index, sets: [set])) { left = fewer }
        }
        return left
    }

    private func isFound(_ set: PeopleSet, by attack: LinearAttack) -> Bool {
        attack.isCertain(set) || isNarrow(attack.intervals([set], enough: Self.enough)[0])
    }
}
