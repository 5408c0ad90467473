import CordonAggregates
import CordonQuery
import CordonValues
import CordonWarehouse

/// What hospitals have answered before about almost the same patients as cells of this answer: made from the comparisons in their partials.
public struct ReleaseHistory: Sendable {
    private var sets: [Place: [EarlierSet]] = [:]

    /// A set of a group, by its number, or of groups together.
    fileprivate enum Place: Hashable {
        case group([Value], set: Int)
        case union(UnionName)

        /// Nil for groups together that there are not.
        init?(_ comparison: SetComparison, keys: [Value], layout: PartialLayout, _ groupingSets: [[Int]]) {
            guard let (column, position) = RevealedSet.union(number: comparison.set, in: layout) else {
                self = .group(keys, set: comparison.set)
                return
            }
            let set = RevealedSet.contributors.number(column: column)
            guard let union = UnionName.all(of: keys, set: set, groupingSets: groupingSets).first(where: { $0.position == position }) else { return nil }
            self = .union(union)
        }
    }

    /// Nothing has been answered before.
    public static let none = Self()

    private init() {}

    func earlier(keys: [Value], set: Int) -> [EarlierSet] { sets[.group(keys, set: set)] ?? [] }

    /// Of groups of this answer together.
    func earlier(union: UnionName) -> [EarlierSet] { sets[.union(union)] ?? [] }

    /// - Parameters:
    ///   - tables: what each hospital sent of this part.
    ///   - merged: their merge.
    ///   - definitions: what the sets of this part are in the question's words.
    ///   - question: this question's hash, and `part` the number of this part.
    ///   - earlier: what became of another question's part, or of an earlier part of this one.
    ///
    /// A hospital that says nothing of a pair has nobody in common with it, or too many apart: all its patients of this set count as
    /// apart. Where the two questions were under way together it may have said it the other way round, and nothing follows.
    public init(
        _ tables: [String: PartialTable], merged: MergedTable, boundary: Boundary, definitions: CellDefinitions? = nil, question: String, part: Int,
        earlier: @escaping (_ question: String, _ part: Int) -> EarlierAnswer
    ) {
        var pairs: [Place: [Pair: [String: SetComparison]]] = [:]
        for (hospital, table) in tables {
            for comparison in table.comparisons {
                let place = Place(comparison, keys: table.keys[comparison.group], layout: table.layout, boundary.groupingSets)
                if let place { pairs[place, default: [:]][Pair(comparison), default: [:]][hospital] = comparison }
            }
        }
        guard !pairs.isEmpty else { return }
        let unions = Set(pairs.keys.compactMap { if case .union(let union) = $0 { union } else { nil } })
        let sizes = SetSizes(tables, unions: unions, groupingSets: boundary.groupingSets)
        var answers = KnownAnswers(question: question, part: part, merged: merged, definitions: definitions, earlier: earlier)
        for (place, said) in pairs {
            let found = said.compactMap { pair, said in answers.set(pair, said, sizes, place) }
            switch place {
            case .group(let keys, let number): for set in boundary.setsLike(number) { sets[.group(keys, set: set)] = found }
            case .union: sets[place] = found
            }
        }
    }

    fileprivate struct Pair: Hashable {
        let question: String
        let part: Int
        let name: [UInt8]
        let set: Int

        init(_ comparison: SetComparison) {
            (question, part, name, set) = (comparison.question, comparison.part, comparison.name, comparison.earlierSet)
        }
    }
}

/// How large each hospital's sets are.
private struct SetSizes {
    private let tables: [String: PartialTable]
    private let groups: [String: [[Value]: Int]]
    /// Of each hospital the groups together that are asked for, counted once: many comparisons may be about one.
    private var unions: [String: [UnionName: Int64]] = [:]

    init(_ tables: [String: PartialTable], unions: Set<UnionName>, groupingSets: [[Int]]) {
        self.tables = tables
        groups = tables.mapValues { Dictionary($0.keys.enumerated().map { ($0.element, $0.offset) }) { first, _ in first } }
        let sets = Set(unions.map(\.set))
        guard !sets.isEmpty else { return }
        for (hospital, table) in tables {
            for keys in table.keys {
                for set in sets {
                    let size = min(size(hospital, keys, set: set), 1 << 40)
                    for union in UnionName.all(of: keys, set: set, groupingSets: groupingSets) where unions.contains(union) {
                        self.unions[hospital, default: [:]][union, default: 0] += size
                    }
                }
            }
        }
    }

    var hospitals: [String] { Array(tables.keys) }

    func size(_ hospital: String, _ place: ReleaseHistory.Place) -> Int64 {
        switch place {
        case .group(let keys, let set): size(hospital, keys, set: set)
        case .union(let union): unions[hospital]?[union] ?? 0
        }
    }

    func size(_ hospital: String, _ keys: [Value], set number: Int) -> Int64 {
        guard let table = tables[hospital], let group = groups[hospital]?[keys], let (column, set) = RevealedSet.of(number: number),
            table.columns.indices.contains(column)
        else { return 0 }
        return table.columns[column].sets(group: group, patients: table.patients[group]).size(set)
    }
}

/// Which groups of earlier answers are shown, and how far the pairs are apart.
private struct KnownAnswers {
    private let question: String
    private let part: Int
    private let earlier: (_ question: String, _ part: Int) -> EarlierAnswer
    private let definitions: CellDefinitions?
    private var answers: [String: KnownAnswer] = [:]
    /// The groups of this part, by name.
    private let own: [[UInt8]: [Value]]

    init(
        question: String, part: Int, merged: MergedTable, definitions: CellDefinitions?,
        earlier: @escaping (_ question: String, _ part: Int) -> EarlierAnswer
    ) {
        self.question = question
        self.part = part
        self.definitions = definitions
        self.earlier = earlier
        own = Dictionary(merged.keys.map { (GroupName.bytes(question: question, part: part, keys: $0), $0) }) { first, _ in first }
    }

    /// Nil for a pair that no answer stands behind. `said` is by hospital, `place` the set of this answer.
    mutating func set(
        _ pair: ReleaseHistory.Pair, _ said: [String: SetComparison], _ sizes: SetSizes, _ place: ReleaseHistory.Place
    ) -> EarlierSet? {
        if case .group(let keys, let number) = place, pair.question == question, pair.part == part {
            return beside(pair, said, sizes, keys: keys, set: number)
        }
        let known = known(pair.question, pair.part)
        let (answer, shown) = (known.answer, known.shown)
        guard let standing = standing(answer, shown[pair.name], pair.set) else { return nil }
        let said = said.filter { answer.hospitals.contains($0.key) }
        var set = EarlierSet(standing: standing, set: RevealedSet.of(number: pair.set)?.set)
        for comparison in said.values { set.add(entered: comparison.entered, left: comparison.left) }
        let silent = sizes.hospitals.filter { said[$0] == nil }
        for hospital in silent { set.add(entered: sizes.size(hospital, place), left: 0) }
        // The earlier set has at least so many, and of those nobody spoke of, no more are in this one than it has patients there.
        let accounted = sizes.hospitals.reduce(Int64(0)) { sum, hospital in
            let (size, comparison) = (min(sizes.size(hospital, place), 1 << 40), said[hospital])
            return sum + size - min(comparison?.entered ?? 0, size) + min(comparison?.left ?? 0, 1 << 40)
        }
        // Of groups together it is not kept who has some: so many at least as have some of one of them.
        let hospitals = standing == .implied ? known.union(pair.name).hospitals : self.hospitals(shown[pair.name], pair.set)
        let least = standing == .implied ? known.union(pair.name).least : self.least(shown[pair.name], pair.set, answer)
        let absent = (hospitals ?? 0) - said.count - silent.count
        set.add(leftElsewhere: max(0, least - accounted), hospitals: max(1, absent))
        set.isWhole = standing == .implied ? (hospitals ?? 0) <= said.count : hospitals == said.count
        set.isUncertain = answer.isConcurrent && !silent.isEmpty
        set.isSameWords = isSameWords(conditions(place), known.conditions(name: pair.name, set: pair.set))
        return set
    }

    /// Another set of this part: of hospitals that say nothing both are known, and have nobody in common or too many apart.
    private func beside(
        _ pair: ReleaseHistory.Pair, _ said: [String: SetComparison], _ sizes: SetSizes, keys: [Value], set number: Int
    ) -> EarlierSet? {
        guard let others = own[pair.name] else { return nil }
        let other = RevealedSet.of(number: pair.set)
        var set = EarlierSet(standing: .implied, set: other?.set, column: others == keys ? other?.column : nil)
        set.isSameWords = isSameWords(definitions?.conditions(group: keys, set: number), definitions?.conditions(group: others, set: pair.set))
        for hospital in sizes.hospitals {
            if let comparison = said[hospital] {
                set.add(entered: comparison.entered, left: comparison.left)
            } else {
                set.add(entered: sizes.size(hospital, keys, set: number), left: sizes.size(hospital, others, set: pair.set))
            }
        }
        return set
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
            guard let (column, _) = RevealedSet.of(number: set) else { return .implied }
            guard let group, group.cells.indices.contains(column) else { return .hidden }
            if group.nearOnly.contains(column) { return .near }
            // What a hospital withheld must not follow from the exact number later.
            let isInterval = boundary.rules.mode == .siteFloor && group.cells[column].bounds != nil
            return group.cells[column].state.isHidden || isInterval ? .hidden : .shown
        }
    }

    /// How many patients are in a set of a group that is shown, at least.
    private func least(_ group: ReleasedGroup?, _ number: Int, _ answer: EarlierAnswer) -> Int64 {
        guard case .released(let boundary) = answer.fate, let group, let (column, set) = RevealedSet.of(number: number) else { return 0 }
        return boundary.least(group, column: column, set)
    }

    /// How many hospitals have patients in a set of a group that is shown; nil where that is not kept.
    private func hospitals(_ group: ReleasedGroup?, _ number: Int) -> Int? {
        guard let group, let (column, set) = RevealedSet.of(number: number), group.hospitals.indices.contains(column) else { return nil }
        let counts = group.hospitals[column]
        return counts.indices.contains(set.rawValue) ? Int(counts[set.rawValue]) : 0
    }
}

extension ReleasedBoundary {
    /// How many patients are in a set of a group, at least.
    fileprivate func least(_ group: ReleasedGroup, column: Int, _ set: RevealedSet) -> Int64 {
        guard group.sizes.indices.contains(column), group.sizes[column].indices.contains(set.rawValue) else { return 0 }
        let doublings = group.sizes[column][set.rawValue]
        return doublings == 0 ? 0 : rules.threshold << min(Int64(doublings) - 1, 40)
    }
}

/// An earlier answer with the names of what it is about.
private struct KnownAnswer {
    let answer: EarlierAnswer
    private(set) var shown: [[UInt8]: ReleasedGroup] = [:]
    private var unions: [[UInt8]: UnionName] = [:]
    private var unionSizes: [[UInt8]: (hospitals: Int?, least: Int64)] = [:]

    init(_ answer: EarlierAnswer, question: String, part: Int) {
        self.answer = answer
        guard case .released(let boundary) = answer.fate else { return }
        for group in boundary.groups {
            shown[GroupName.bytes(question: question, part: part, keys: group.keys)] = group
            for column in group.cells.indices {
                let unions = boundary.definitions?.unions(group: group.keys, set: RevealedSet.contributors.number(column: column)) ?? []
                let hospitals = group.hospitals.indices.contains(column) ? group.hospitals[column].first ?? 0 : 0
                for union in unions {
                    let name = GroupName.bytes(question: question, part: part, keys: union.key)
                    self.unions[name] = union
                    let least = boundary.least(group, column: column, .contributors)
                    let sum = unionSizes[name] ?? (0, 0)
                    unionSizes[name] = (max(sum.hospitals ?? 0, Int(hospitals)), min(sum.least + least, 1 << 50))
                }
            }
        }
    }

    /// So many hospitals have contributors in groups together, and so many contributors there are, at least.
    func union(_ name: [UInt8]) -> (hospitals: Int?, least: Int64) { unionSizes[name] ?? (nil, 0) }

    /// Of a set of a group, or of groups together; nil where it is not known.
    func conditions(name: [UInt8], set: Int) -> Set<String>? {
        guard case .released(let boundary) = answer.fate, let definitions = boundary.definitions else { return nil }
        if let group = shown[name] { return definitions.conditions(group: group.keys, set: set) }
        return unions[name].flatMap(definitions.conditions(union:))
    }
}

extension Boundary {
    /// The sets that one stands for: see ``columnWithSets(of:)``.
    fileprivate func setsLike(_ number: Int) -> [Int] {
        guard let (column, set) = RevealedSet.of(number: number) else { return [number] }
        return aggregates.indices.filter { columnWithSets(of: $0) == column }.map { set.number(column: $0) }
    }
}
