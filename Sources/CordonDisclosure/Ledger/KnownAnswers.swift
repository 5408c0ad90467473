import CordonAggregates
import CordonQuery
import CordonValues

/// Which groups of earlier answers are shown, and how far the pairs are apart.
struct KnownAnswers {
    private let question: String
    private let part: Int
    private let earlier: (_ question: String, _ part: Int) -> EarlierAnswer
    private let definitions: CellDefinitions?
    private var answers: [String: KnownAnswer] = [:]
    /// The groups of this part, by name.
    private let own: [[UInt8]: [Value]]
    /// Groups of this part together, by name, where groups divide the patients.
    private(set) lazy var ownUnions = namedUnions()
    private let merged: MergedTable
    private let boundary: Boundary
    /// T, as the hospitals know it.
    private let threshold: Int64
    /// The lines of tables by question, part and set.
    private var lines: [String: TableLines] = [:]

    init(
        question: String, part: Int, merged: MergedTable, boundary: Boundary, definitions: CellDefinitions?, threshold: Int64,
        earlier: @escaping (_ question: String, _ part: Int) -> EarlierAnswer
    ) {
        self.question = question
        self.part = part
        self.merged = merged
        self.boundary = boundary
        self.definitions = definitions
        self.threshold = threshold
        self.earlier = earlier
        own = Dictionary(merged.keys.map { (GroupName.bytes(question: question, part: part, keys: $0), $0) }) { first, _ in first }
    }

    private func namedUnions() -> [[UInt8]: UnionName] {
        guard boundary.groupsPartitionPatients else { return [:] }
        let unions = merged.columns.indices.flatMap { column in
            merged.keys.flatMap { UnionName.all(of: $0, set: RevealedSet.contributors.number(column: column), groupingSets: boundary.groupingSets) }
        }
        return Dictionary(Set(unions).map { (GroupName.bytes(question: question, part: part, keys: $0.key), $0) }) { first, _ in first }
    }

    /// Nil for a pair that no answer stands behind. `said` is by hospital, `place` the set of this answer.
    mutating func set(
        _ pair: SetCombinations.Other, _ said: [String: SetComparison], _ sizes: SetSizes, _ place: ReleaseHistory.Place
    ) -> EarlierSet? {
        if case .group(let keys, let number) = place, pair.question == question, pair.part == part {
            return beside(pair, said, sizes, keys: keys, set: number)
        }
        let known = known(pair.question, pair.part)
        let (answer, shown) = (known.answer, known.shown)
        guard let standing = standing(answer, shown[pair.name], pair.set) else { return nil }
        let said = said.filter { answer.hospitals.contains($0.key) }
        var set = EarlierSet(standing: standing, set: RevealedSet.of(number: pair.set)?.set)
        let near = near(said)
        for comparison in near.values { set.add(entered: comparison.entered, left: comparison.left) }
        let silent = sizes.hospitals.filter { near[$0] == nil }
        for hospital in silent { set.add(entered: sizes.size(hospital, place), left: 0) }
        // The earlier set has at least so many, and of those nobody spoke of, no more are in this one than it has patients there.
        let accounted = sizes.hospitals.reduce(Int64(0)) { sum, hospital in
            let (size, comparison) = (min(sizes.size(hospital, place), 1 << 40), near[hospital])
            return sum + size - min(comparison?.entered ?? 0, size) + min(comparison?.left ?? 0, 1 << 40)
        }
        // Of groups together it is not kept who has some: so many at least as have some of one of them.
        let hospitals = standing == .implied ? known.union(pair.name).hospitals : self.hospitals(shown[pair.name], pair.set)
        let least = standing == .implied ? known.union(pair.name).least : self.least(shown[pair.name], pair.set, answer)
        let absent = (hospitals ?? 0) - near.count - silent.count
        set.add(leftElsewhere: max(0, least - accounted), hospitals: max(1, absent))
        set.isWhole = standing == .implied ? (hospitals ?? 0) <= near.count : hospitals == near.count
        set.isUncertain = answer.isConcurrent && sizes.hospitals.contains { said[$0] == nil }
        set.isFar = near.isEmpty
        let figures = known.figures(pair)
        set.figures = figures ?? []
        if case .group(let keys, let number) = place, answer.isOpen || standing == .implied || figures != nil {
            // One that is silent has nobody of the earlier set, or too many values apart.
            set.values = values(said, sizes) { sizes.values($0, keys, set: number).map { ValueDifference(entered: $0, left: []) } }
            if set.values != nil, let sites = known.sites(of: pair) {
                let gone = answer.hospitals.filter { said[$0] == nil && sizes.size($0, place) == 0 }.compactMap { sites[$0] }
                // Of a hospital that has nobody in this set all of the earlier one are apart: T patients pass for many values, and fewer for any.
                if gone.contains(where: { $0.least >= threshold }) { set.values = nil }
                set.hasUntoldValues = set.values != nil && gone.contains { $0.most != 0 }
            }
        }
        set.isSameWords = isSameWords(conditions(place), known.conditions(name: pair.name, set: pair.set))
        return set
    }

    /// Another set of this part: of hospitals that say nothing both are known, and have nobody in common or too many apart.
    private func beside(
        _ pair: SetCombinations.Other, _ said: [String: SetComparison], _ sizes: SetSizes, keys: [Value], set number: Int
    ) -> EarlierSet? {
        guard let others = own[pair.name] else { return nil }
        let other = RevealedSet.of(number: pair.set)
        var set = EarlierSet(standing: .implied, set: other?.set, column: others == keys ? other?.column : nil)
        set.isSameWords = isSameWords(definitions?.conditions(group: keys, set: number), definitions?.conditions(group: others, set: pair.set))
        let near = near(said)
        set.isFar = near.isEmpty
        for hospital in sizes.hospitals {
            if let comparison = near[hospital] {
                set.add(entered: comparison.entered, left: comparison.left)
            } else {
                set.add(entered: sizes.size(hospital, keys, set: number), left: sizes.size(hospital, others, set: pair.set))
            }
        }
        set.values = values(said, sizes) { hospital in
            guard let entered = sizes.values(hospital, keys, set: number), let left = sizes.values(hospital, others, set: pair.set) else { return nil }
            return ValueDifference(entered: entered, left: left)
        }
        return set
    }

    /// Without what is told for the values alone: such sets are apart at the hospital, as those are that it does not tell of.
    private func near(_ said: [String: SetComparison]) -> [String: SetComparison] { said.filter { $0.value.entered < threshold && $0.value.left < threshold } }

    /// Over all hospitals; nil where they have too many values. `unsaid` is of one that says nothing of the pair.
    private func values(_ said: [String: SetComparison], _ sizes: SetSizes, unsaid: (String) -> ValueDifference?) -> ValueDifference? {
        guard said.values.contains(where: { $0.values != nil }) else { return nil }
        var sum = ValueDifference.none
        for hospital in sizes.hospitals {
            guard let values = said[hospital].map(\.values) ?? unsaid(hospital), let merged = sum.merged(with: values) else { return nil }
            sum = merged
        }
        return sum
    }

    /// What is known of a set beside that of `place`. Nil where no answer stands behind it.
    mutating func combined(_ other: SetCombinations.Other, with place: ReleaseHistory.Place) -> CombinedSet? {
        if other.question == question && other.part == part {
            if let union = ownUnions[other.name], other.set == RevealedSet.union { return CombinedSet(standing: .implied, own: .union(union)) }
            guard let keys = own[other.name] else { return nil }
            var isBeside = false
            if case .group(keys, _) = place { isBeside = true }
            let column = isBeside ? RevealedSet.of(number: other.set)?.column : nil
            return CombinedSet(standing: .implied, column: column, own: .group(keys, set: other.set))
        }
        let known = known(other.question, other.part)
        let (answer, group) = (known.answer, known.shown[other.name])
        guard let standing = standing(answer, group, other.set) else { return nil }
        let isOpen = answer.isOpen
        // Of a release in the mode site-floor it is not kept what hospitals withhold.
        let whole = known.isWhole ? group : nil
        // What is under way may be shown or hidden yet.
        return CombinedSet(
            standing: isOpen ? .implied : standing, isUncertain: isOpen || answer.isConcurrent, hospitals: answer.hospitals,
            sites: known.sites(of: other), least: known.parts(of: other).reduce(0) { $0 + least($1.group, $1.set, answer) },
            most: whole.flatMap { most($0, other.set, answer) })
    }

    /// The first answer's set that is known to have the same patients as an earlier one at a hospital; nil for a set of this answer, or one that the hospital's answer is not
    /// about.
    mutating func alike(_ other: SetCombinations.Other, at hospital: String) -> String? {
        if other.question == question && other.part == part { return nil }
        let known = known(other.question, other.part)
        return known.answer.hospitals.contains(hospital) ? known.alike(other, at: hospital) : nil
    }

    /// A set of a group of this part.
    func ownPlace(_ other: SetCombinations.Other) -> ReleaseHistory.Place? {
        guard other.question == question, other.part == part else { return nil }
        return own[other.name].map { .group($0, set: other.set) }
    }

    /// Whether the size of an earlier set is shown, or may be, and which hospitals' patients it is of; nil for those of all. Nil where no answer stands behind it, nor will.
    mutating func standing(_ other: SetCombinations.Other) -> (isShown: Bool, hospitals: Set<String>?)? {
        if other.question == question, other.part == part { return nil }
        let known = known(other.question, other.part)
        switch known.answer.fate {
        case .open: return (true, nil)
        case .never: return nil
        case .released: return (known.showsSize(other), known.answer.hospitals)
        }
    }

    /// One of these hospitals may have answered the earlier question after this one, and so says nothing of it; or the earlier one may be answered without some that say something of it.
    mutating func isUnsaid(_ question: String, _ part: Int, by silent: Set<String>) -> Bool {
        if question == self.question { return false }
        let answer = known(question, part).answer
        return switch answer.fate {
        // Whom it will be about is not known before all have answered.
        case .open: !silent.isDisjoint(with: answer.asked) || !answer.asked.isSubset(of: answer.hospitals)
        case .never: false
        case .released: answer.isConcurrent && !silent.isDisjoint(with: answer.hospitals)
        }
    }

    /// Nothing but numbers of patients is told of the set.
    func isCounted(_ place: ReleaseHistory.Place) -> Bool {
        place.column.map { boundary.aggregates.indices.contains($0) && boundary.aggregates[$0].specification.function.definition.family == .count } ?? false
    }

    /// Two parts are groups of one table, and the whole is asked for in the words of the table's groups together: that nobody is in another group is what the table
    /// tells.
    mutating func isSameWords(
        _ place: ReleaseHistory.Place, _ first: [SetCombinations.Other], _ second: [SetCombinations.Other]
    ) -> Bool {
        guard let asked = conditions(place) else { return false }
        let tables = Dictionary(grouping: second) { "\($0.question) \($0.part) \($0.set)" }
        for part in first {
            let known = known(part.question, part.part)
            for other in tables["\(part.question) \(part.part) \(part.set)"] ?? [] {
                if known.unionWords(part.name, other.name, set: part.set).contains(asked) { return true }
            }
        }
        return false
    }

    /// The three are lines of this answer's table, which complementary suppression looks at together, or two of them are lines of one table that make a third, which is
    /// compared with the set that is left.
    mutating func isLookedAt(
        _ place: ReleaseHistory.Place, _ role: SetCombination.Role, _ first: (facts: CombinedSet, members: [SetCombinations.Other]),
        _ second: (facts: CombinedSet, members: [SetCombinations.Other])
    ) -> Bool {
        if let column = place.column, boundary.groupsPartitionPatients {
            let lines = ownLines(column: column)
            for (one, other, isWhole) in [(first.facts, second.facts, false), (second.facts, first.facts, role == .part)] {
                guard let own = one.own, own.column == column else { continue }
                if other.isOwnLine { return true }
                let (line, owns) = (place.line, own.line)
                if role == .whole ? lines.isLine(line, without: owns) : isWhole ? lines.isLine(owns, without: line) : lines.areLine(line, and: owns) { return true }
            }
        }
        let others = Dictionary(grouping: second.members) { "\($0.question) \($0.part)" }
        for one in first.members {
            for other in others["\(one.question) \(one.part)"] ?? [] where areLine(one, other, role) { return true }
        }
        return false
    }

    /// Two parts, or a part and the whole, of one earlier answer.
    private mutating func areLine(_ one: SetCombinations.Other, _ other: SetCombinations.Other, _ role: SetCombination.Role) -> Bool {
        let known = known(one.question, one.part)
        guard let (first, set) = known.line(one), let (second, setToo) = known.line(other), set == setToo else { return false }
        let name = "\(one.question) \(one.part) \(set)"
        guard let lines = lines[name] ?? known.lines(set: set) else { return false }
        self.lines[name] = lines
        return role == .whole ? lines.areLine(first, and: second) : lines.isLine(second, without: first)
    }

    private mutating func ownLines(column: Int) -> TableLines {
        let set = RevealedSet.contributors.number(column: column)
        let name = "\(question) \(part) \(set)"
        if let known = lines[name] { return known }
        let groups = merged.keys.indices.filter { merged.columns[column].contributors[$0] > 0 }.map { merged.keys[$0] }
        let lines = TableLines(groups) { UnionName.all(of: $0, set: set, groupingSets: boundary.groupingSets) }
        self.lines[name] = lines
        return lines
    }

    private func conditions(_ place: ReleaseHistory.Place) -> Set<String>? {
        switch place {
        case .group(let keys, let set): definitions?.conditions(group: keys, set: set)
        case .union(let union): definitions?.conditions(union: union)
        }
    }

    /// What is not known is not the same.
    private func isSameWords(_ one: Set<String>?, _ other: Set<String>?) -> Bool { one != nil && one == other }

    private mutating func known(_ question: String, _ part: Int) -> KnownAnswer {
        let name = "\(question) \(part)"
        if let known = answers[name] { return known }
        let known = KnownAnswer(earlier(question, part), question: question, part: part)
        answers[name] = known
        return known
    }

    private func standing(_ answer: EarlierAnswer, _ group: ReleasedGroup?, _ set: Int) -> EarlierSet.Standing? {
        switch answer.fate {
        case .open: return .hidden
        case .never: return nil
        case .released(let boundary):
            // What the budget left out nobody has seen, and it keeps nothing secret.
            if boundary.isSpent, !(group?.shows(set) ?? false) { return nil }
            guard let (column, kind) = RevealedSet.of(number: set) else { return .implied }
            guard let group, group.cells.indices.contains(column) else { return .hidden }
            let columns = boundary.columns(withSetsOf: column).filter(group.cells.indices.contains)
            // What a hospital withheld must not follow from the exact number later.
            if boundary.rules.mode == .siteFloor, columns.contains(where: { group.cells[$0].bounds != nil }) { return .hidden }
            if columns.contains(where: { !group.cells[$0].state.isHidden }) { return .shown }
            if columns.allSatisfy({ group.isHarmless(kind, column: $0) }) { return nil }
            return columns.allSatisfy(group.nearOnly.contains) ? .near : .hidden
        }
    }

    /// How many patients are in a set of a group that is shown, at least.
    private func least(_ group: ReleasedGroup?, _ number: Int, _ answer: EarlierAnswer) -> Int64 {
        guard case .released(let boundary) = answer.fate, let group, let (column, set) = RevealedSet.of(number: number) else { return 0 }
        return boundary.least(group, column: column, set)
    }

    /// At most; nil where it is not kept.
    private func most(_ group: ReleasedGroup, _ number: Int, _ answer: EarlierAnswer) -> Int64? {
        guard case .released(let boundary) = answer.fate, let (column, set) = RevealedSet.of(number: number), group.sizes.indices.contains(column) else { return nil }
        let doublings = group.sizes[column].indices.contains(set.rawValue) ? group.sizes[column][set.rawValue] : 0
        return (boundary.rules.threshold << min(Int64(doublings), 40)) - 1
    }

    /// How many hospitals have patients in a set of a group that is shown; nil where that is not kept.
    private func hospitals(_ group: ReleasedGroup?, _ number: Int) -> Int? {
        guard let group, let (column, set) = RevealedSet.of(number: number), group.hospitals.indices.contains(column) else { return nil }
        let counts = group.hospitals[column]
        return counts.indices.contains(set.rawValue) ? Int(counts[set.rawValue]) : 0
    }
}
