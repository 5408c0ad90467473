import CordonAggregates
import CordonQuery
import CordonValues

/// What hospitals have answered before about almost the same patients as cells of this answer: made from the comparisons in their partials.
public struct ReleaseHistory: Sendable {
    /// By the place of the group in the merged table and the number of the set.
    private var sets: [Place: [EarlierSet]] = [:]

    private struct Place: Hashable {
        let group: Int
        let set: Int
    }

    /// Nothing has been answered before.
    public static let none = Self()

    private init() {}

    func earlier(group: Int, set: Int) -> [EarlierSet] { sets[Place(group: group, set: set)] ?? [] }

    /// - Parameters:
    ///   - tables: what each hospital sent of this part.
    ///   - merged: their merge.
    ///   - question: this question's hash, and `part` the number of this part.
    ///   - earlier: what became of another question's part, or of an earlier part of this one.
    ///
    /// A hospital that says nothing of a pair has nobody in common with it, or too many apart: all its patients of this set count as
    /// apart. Where the two questions were under way together it may have said it the other way round, and nobody does.
    public init(
        _ tables: [String: PartialTable], merged: MergedTable, boundary: Boundary, question: String, part: Int,
        earlier: @escaping (_ question: String, _ part: Int) -> EarlierAnswer
    ) {
        let groups = Dictionary(merged.keys.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
        var pairs: [Place: [Pair: Said]] = [:]
        for (hospital, table) in tables {
            for comparison in table.comparisons {
                guard let group = groups[table.keys[comparison.group]] else { continue }
                for set in table.sets(equalTo: comparison.set, group: comparison.group, boundary) {
                    pairs[Place(group: group, set: set), default: [:]][Pair(comparison), default: Said()].add(comparison, hospital)
                }
            }
        }
        guard !pairs.isEmpty else { return }
        let sizes = Sizes(tables)
        var answers = KnownAnswers(question: question, part: part, earlier: earlier)
        for (place, said) in pairs {
            let keys = merged.keys[place.group]
            sets[place] = said.compactMap { pair, said in
                guard let known = answers.set(pair, answeredBy: Set(tables.keys)) else { return nil }
                var set = known.set
                set.add(said)
                for hospital in tables.keys where said.by[hospital] == nil && !known.isConcurrent {
                    set.add(alone: sizes.size(hospital, keys, set: place.set))
                }
                return set
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

    fileprivate struct Said {
        var by: [String: (entered: Int64, left: Int64)] = [:]

        mutating func add(_ comparison: SetComparison, _ hospital: String) { by[hospital] = (comparison.entered, comparison.left) }
    }
}

extension EarlierSet {
    fileprivate mutating func add(_ said: ReleaseHistory.Said) {
        for (entered, left) in said.by.values { add(entered: entered, left: left) }
    }

    fileprivate mutating func add(alone patients: Int64) { add(entered: patients, left: 0) }

    private mutating func add(entered: Int64, left: Int64) {
        // Far beyond any number of patients nothing has to be exact.
        self.entered = min(self.entered, 1 << 60) + min(entered, 1 << 60)
        self.left = min(self.left, 1 << 60) + min(left, 1 << 60)
        if entered > 0 || left > 0 { hospitals += 1 }
    }
}

/// How large each hospital's sets are.
private struct Sizes {
    private let tables: [String: PartialTable]
    private let groups: [String: [[Value]: Int]]

    init(_ tables: [String: PartialTable]) {
        self.tables = tables
        groups = tables.mapValues { Dictionary($0.keys.enumerated().map { ($0.element, $0.offset) }) { first, _ in first } }
    }

    func size(_ hospital: String, _ keys: [Value], set: Int) -> Int64 {
        guard let table = tables[hospital], let group = groups[hospital]?[keys] else { return 0 }
        return table.size(ofSet: set, group: group)
    }
}

/// Which groups of earlier answers are shown.
private struct KnownAnswers {
    let question: String
    let part: Int
    let earlier: (_ question: String, _ part: Int) -> EarlierAnswer
    private var answers: [String: (answer: EarlierAnswer, shown: [[UInt8]: ReleasedGroup])] = [:]

    init(question: String, part: Int, earlier: @escaping (_ question: String, _ part: Int) -> EarlierAnswer) {
        self.question = question
        self.part = part
        self.earlier = earlier
    }

    /// Nil for a pair that no answer stands behind.
    mutating func set(_ pair: ReleaseHistory.Pair, answeredBy hospitals: Set<String>) -> (set: EarlierSet, isConcurrent: Bool)? {
        if pair.question == question, pair.part == part { return (EarlierSet(standing: .beside, isWhole: true), false) }
        let (answer, shown) = known(pair.question, pair.part)
        guard let standing = standing(answer, shown[pair.name], pair.set) else { return nil }
        return (EarlierSet(standing: standing, isWhole: answer.hospitals.isSubset(of: hospitals)), answer.isConcurrent)
    }

    private mutating func known(_ question: String, _ part: Int) -> (answer: EarlierAnswer, shown: [[UInt8]: ReleasedGroup]) {
        let name = "\(question) \(part)"
        if let known = answers[name] { return known }
        let answer = earlier(question, part)
        var shown: [[UInt8]: ReleasedGroup] = [:]
        if case .released(let boundary) = answer.fate {
            for group in boundary.groups { shown[GroupName.bytes(question: question, part: part, keys: group.keys)] = group }
        }
        answers[name] = (answer, shown)
        return (answer, shown)
    }

    private func standing(_ answer: EarlierAnswer, _ group: ReleasedGroup?, _ set: Int) -> EarlierSet.Standing? {
        switch answer.fate {
        case .unknown: return .shown
        case .open: return .hidden
        case .never: return nil
        case .released:
            guard let group else { return .hidden }
            guard let (column, _) = RevealedSet.of(number: set) else {
                if group.cells.contains(where: { !$0.state.isHidden }) { return .shown }
                return group.nearOnly.count == group.cells.count ? .near : .hidden
            }
            if group.nearOnly.contains(column) { return .near }
            return group.cells.indices.contains(column) && !group.cells[column].state.isHidden ? .shown : .hidden
        }
    }
}

extension PartialTable {
    /// How many patients are in a set.
    fileprivate func size(ofSet number: Int, group: Int) -> Int64 {
        guard let (column, set) = RevealedSet.of(number: number) else { return patients[group] }
        guard columns.indices.contains(column) else { return 0 }
        return columns[column].sets(group: group, patients: patients[group]).size(set)
    }

    /// The set, and those that are left out of comparisons because they have the same patients: see `protocol/partial.md`.
    fileprivate func sets(equalTo number: Int, group: Int, _ boundary: Boundary) -> [Int] {
        guard let (column, set) = RevealedSet.of(number: number) else {
            return [number] + columns.indices.flatMap { column -> [Int] in
                let needs = boundary.aggregates[column].disclosure
                guard needs.revealsComplement || needs.revealsNonZero,
                    columns[column].sets(group: group, patients: patients[group]).contributors == patients[group]
                else { return [] }
                return sets(equalTo: RevealedSet.contributors.number(column: column), group: group, boundary)
            }
        }
        guard columns.indices.contains(column) else { return [number] }
        let sizes = columns[column].sets(group: group, patients: patients[group])
        return [number] + set.parts.filter { sizes.size($0) == sizes.size(set) }.map { $0.number(column: column) }
    }
}

extension RevealedSet {
    /// Sets that lie within it, or that it lies within, and that are left out where they are the same.
    fileprivate var parts: [Self] {
        switch self {
        case .contributors: [.nonZero]
        case .missing: [.passed]
        case .allZero: [.zero]
        case .passed, .nonZero, .zero: []
        }
    }
}
