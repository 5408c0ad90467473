/// What an attacker reads in answers: equations over numbers of people, and which numbers were hidden.
struct Knowledge {
    /// The sum over `terms` of (factor + perYear · age) for everybody in the set is `value`.
    struct Equation {
        var terms: [(set: PeopleSet, factor: Int, perYear: Int)]
        let value: Int
    }

    private(set) var equations: [Equation] = []
    /// Sets whose size was asked for and is not shown.
    private(set) var hidden: Set<PeopleSet> = []
    /// Equations that the truth does not solve: the attacker has misread an answer.
    private(set) var misread: [String] = []
    private let index: PeopleIndex

    init(_ index: PeopleIndex) { self.index = index }

    /// Reads an answer as CSV.
    mutating func read(_ csv: String, of question: AttackQuestion) {
        let lines = csv.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        let scope = index.set(question.scope, at: question.hospitals)
        var unseen = Set(groups(question))
        for line in lines.dropFirst() where !line.contains("remainder") {
            let keys = question.keys.indices.map { Int(line[$0]) }
            // Nobody has other values, which everybody knows.
            guard unseen.remove(keys) != nil else { continue }
            let group = zip(question.keys, keys).reduce(scope) { set, key in
                key.1.map { set.intersection(index.set(key.0.trait($0))) } ?? set
            }
            for (number, figure) in question.figures.enumerated() {
                let place = question.keys.count + 2 * number
                learn(figure, of: group, line[place], state: line[place + 1])
            }
        }
        for keys in unseen {
            let group = zip(question.keys, keys).reduce(scope) { set, key in
                key.1.map { set.intersection(index.set(key.0.trait($0))) } ?? set
            }
            for figure in question.figures { learn(figure, of: group, "", state: "") }
        }
    }

    private func groups(_ question: AttackQuestion) -> [[Int?]] {
        let values = question.keys.map { $0.values.map(Optional.some) }
        var keys: [[Int?]] = values.reduce([[]]) { found, values in found.flatMap { known in values.map { known + [$0] } } }
        guard question.grouping != .plain, values.count == 2 else { return keys }
        keys += values[0].map { [$0, nil] } + [[nil, nil]]
        if question.grouping == .cube { keys += values[1].map { [nil, $0] } }
        return keys
    }

    private mutating func add(_ equation: Equation, _ text: String) {
        let sum = equation.terms.reduce(0) { sum, term in
            let there = term.set.intersection(index.truth)
            guard term.perYear != 0 else { return sum + term.factor * there.shared(there) }
            return there.places.reduce(sum) { $0 + term.factor + term.perYear * index.people[$1 / 2].age }
        }
        if sum != equation.value { misread.append(text) }
        equations.append(equation)
    }

    private mutating func learn(_ figure: AttackQuestion.Figure, of group: PeopleSet, _ text: String, state: String) {
        let number = state == "value" || state == "zero" ? Double(text) : nil
        switch figure {
        case .count(let trait):
            let set = group.intersection(index.set(trait))
            if let number { add(Equation(terms: [(set, 1, 0)], value: Int(number)), text) } else { hidden.insert(set) }
        case .percentage(let trait):
            guard let number, let share = Fraction(number / 100) else { return }
            add(Equation(terms: [(group.intersection(index.set(trait)), share.below, 0), (group, -share.above, 0)], value: 0), text)
        case .sumOfAges:
            if let number { add(Equation(terms: [(group, 0, 1)], value: Int(number)), text) }
        case .meanAge:
            guard let number, let mean = Fraction(number) else { return }
            add(Equation(terms: [(group, -mean.above, mean.below)], value: 0), text)
        }
    }
}

/// The simplest fraction that a double may stand for, when its denominator may be a number of patients.
struct Fraction {
    let above, below: Int

    init?(_ value: Double) {
        guard value.isFinite, abs(value) < 1e6 else { return nil }
        var (before, last) = ((above: 1, below: 0), (above: Int(value.rounded(.down)), below: 1))
        var rest = value
        while abs(Double(last.above) / Double(last.below) - value) > 1e-12 * max(1, abs(value)) {
            rest = 1 / (rest - rest.rounded(.down))
            guard rest.isFinite, rest < 1e7 else { return nil }
            let whole = Int(rest.rounded(.down))
            (before, last) = (last, (whole * last.above + before.above, whole * last.below + before.below))
            guard last.below < 20_000 else { return nil }
        }
        (above, below) = last
    }
}
