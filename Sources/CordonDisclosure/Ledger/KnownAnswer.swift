import CordonAggregates
import CordonQuery
import CordonValues

/// An earlier answer with the names of what it is about.
struct KnownAnswer {
    let answer: EarlierAnswer
    private(set) var shown: [[UInt8]: ReleasedGroup] = [:]
    private var unions: [[UInt8]: UnionName] = [:]
    private var unionSizes: [[UInt8]: (hospitals: Int?, least: Int64)] = [:]
    /// How many patients each hospital has in the sets of a group is kept.
    private let keepsSites: Bool

    init(_ answer: EarlierAnswer, question: String, part: Int) {
        self.answer = answer
        guard case .released(let boundary) = answer.fate else {
            keepsSites = false
            return
        }
        keepsSites = boundary.rules.mode == .merged && boundary.groups.contains { !$0.sites.isEmpty }
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

    /// What its groups keep is about all patients of its hospitals.
    var isWhole: Bool { if case .released(let boundary) = answer.fate { boundary.rules.mode == .merged } else { true } }

    /// The words of groups together that two groups are part of.
    func unionWords(_ one: [UInt8], _ other: [UInt8], set: Int) -> [Set<String>] {
        guard case .released(let boundary) = answer.fate, let definitions = boundary.definitions, let left = shown[one], let right = shown[other] else { return [] }
        return Set(definitions.unions(group: left.keys, set: set)).intersection(definitions.unions(group: right.keys, set: set))
            .compactMap(definitions.conditions(union:))
    }

    /// The lines of its table for one set of each group; nil where not all are known, or where groups do not divide the patients.
    func lines(set: Int) -> TableLines? {
        guard case .released(let boundary) = answer.fate, !boundary.hasRemainder, let definitions = boundary.definitions,
            definitions.groupsPartitionPatients, let (column, kind) = RevealedSet.of(number: set), kind == .contributors
        else { return nil }
        let groups = boundary.groups.filter { $0.hospitals.indices.contains(column) && ($0.hospitals[column].first ?? 0) > 0 }.map(\.keys)
        return TableLines(groups) { definitions.unions(group: $0, set: set) }
    }

    /// The groups that a set is made of, as far as they are known, and the number of the set in each.
    func parts(of other: SetCombinations.Other) -> [(group: ReleasedGroup, set: Int)] {
        if other.set != RevealedSet.union { return shown[other.name].map { [($0, other.set)] } ?? [] }
        guard case .released(let boundary) = answer.fate, let definitions = boundary.definitions, let union = unions[other.name] else { return [] }
        return boundary.groups.filter { definitions.unions(group: $0.keys, set: union.set).contains(union) }.map { ($0, union.set) }
    }

    /// A cell is shown that tells of the set: of its column, or of one whose sets are the same.
    func showsSize(_ other: SetCombinations.Other) -> Bool {
        guard case .released(let boundary) = answer.fate, let group = shown[other.name], let (column, _) = RevealedSet.of(number: other.set) else { return false }
        let columns = boundary.columnsWithSets
        // What was not kept may be the same.
        return group.cells.indices.contains { !group.cells[$0].state.isHidden && (!columns.indices.contains($0) || columns[$0] == column) }
    }

    /// The figures that are shown of the set's column and of those that are known to have the same sets; nil where no cell of these is.
    func figures(_ other: SetCombinations.Other) -> Set<String>? {
        guard case .released(let boundary) = answer.fate, let group = shown[other.name], let (column, _) = RevealedSet.of(number: other.set) else { return nil }
        let cells = boundary.columns(withSetsOf: column).filter { group.cells.indices.contains($0) && !group.cells[$0].state.isHidden }
        return cells.isEmpty ? nil : Set(cells.compactMap { boundary.figures.indices.contains($0) ? boundary.figures[$0] : nil }.filter { !$0.isEmpty })
    }

    /// How many patients each hospital has in a set; one that is not listed has nobody. Nil where that is not kept.
    func sites(of other: SetCombinations.Other) -> [String: SizeBounds]? {
        guard keepsSites, case .released(let boundary) = answer.fate else { return nil }
        let parts = parts(of: other)
        guard !parts.isEmpty else { return nil }
        let isUnion = other.set == RevealedSet.union
        return Dictionary(uniqueKeysWithValues: answer.hospitals.map { hospital in
            let sum = parts.reduce(SizeBounds.nobody) { $0 + boundary.size($1.group, set: $1.set, at: hospital) }
            // Groups that are not listed may have some.
            return (hospital, isUnion && boundary.hasRemainder ? SizeBounds(least: sum.least, most: nil) : sum)
        })
    }

    /// The first answer's set that is known to have the same patients at a hospital.
    func alike(_ other: SetCombinations.Other, at hospital: String) -> String {
        let name = SetName(other).text
        guard case .released(let boundary) = answer.fate else { return name }
        return boundary.alike[hospital]?[name] ?? name
    }

    /// With the number of the set that each of its groups has.
    func line(_ other: SetCombinations.Other) -> (TableLines.Line, set: Int)? {
        if other.set == RevealedSet.union { return unions[other.name].map { (.union($0), $0.set) } }
        return shown[other.name].map { (.group($0.keys), other.set) }
    }

    /// Of a set of a group, or of groups together; nil where it is not known.
    func conditions(name: [UInt8], set: Int) -> Set<String>? {
        guard case .released(let boundary) = answer.fate, let definitions = boundary.definitions else { return nil }
        if let group = shown[name] { return definitions.conditions(group: group.keys, set: set) }
        return unions[name].flatMap(definitions.conditions(union:))
    }
}

extension ReleasedBoundary {
    /// How many patients a hospital has in a numbered set of a group.
    fileprivate func size(_ group: ReleasedGroup, set number: Int, at hospital: String) -> SizeBounds {
        guard let (column, set) = RevealedSet.of(number: number), let kept = group.sites[hospital], kept.indices.contains(column),
            kept[column].indices.contains(set.rawValue)
        else { return .nobody }
        return SizeBounds(code: kept[column][set.rawValue], threshold: rules.threshold)
    }

    /// How many patients are in a set of a group, at least.
    func least(_ group: ReleasedGroup, column: Int, _ set: RevealedSet) -> Int64 {
        guard group.sizes.indices.contains(column), group.sizes[column].indices.contains(set.rawValue) else { return 0 }
        let doublings = group.sizes[column][set.rawValue]
        return doublings == 0 ? 0 : rules.threshold << min(Int64(doublings) - 1, 40)
    }
}
