import CordonAggregates
import CordonQuery
import CordonValues
import CordonWarehouse

/// What hospitals have answered before about almost the same patients as cells of this answer: made from the comparisons and combinations in their
/// partials.
public struct ReleaseHistory: Sendable {
    private var sets: [Place: [EarlierSet]] = [:]
    private var combinations: [Place: [EarlierCombination]] = [:]
    /// Of each hospital, where its table is known.
    private var sizes: SetSizes?
    /// Of sets with T patients and more at a hospital, the first answer's set that has the same there.
    private var alike: [Place: [String: String]] = [:]
    /// Where hospitals tell them.
    private(set) var atoms: StudyAtoms?
    private var question = ""
    private var part = 0

    /// Where all answers are combined, the other questions beside which nothing can be decided: not every hospital says who is in their sets. As long as one is under way that can
    /// change. Empty elsewhere.
    public var unsaid: Set<String> { atoms?.unsaid ?? [] }

    /// A set of a group, by its number, or of groups together.
    enum Place: Hashable {
        case group([Value], set: Int)
        case union(UnionName)

        /// Nil for groups together that there are not.
        init?(_ number: Int, keys: [Value], layout: PartialLayout, _ groupingSets: [[Int]]) {
            guard let (column, position) = RevealedSet.union(number: number, in: layout) else {
                self = .group(keys, set: number)
                return
            }
            let set = RevealedSet.contributors.number(column: column)
            guard let union = UnionName.all(of: keys, set: set, groupingSets: groupingSets).first(where: { $0.position == position }) else { return nil }
            self = .union(union)
        }

        /// Whose contributors it is; nil for other sets.
        var column: Int? {
            let number = switch self {
                case .group(_, let set): set
                case .union(let union): union.set
            }
            return RevealedSet.of(number: number).flatMap { $0.set == .contributors ? $0.column : nil }
        }

        var line: TableLines.Line {
            switch self {
            case .group(let keys, _): .group(keys)
            case .union(let union): .union(union)
            }
        }
    }

    /// Nothing has been answered before.
    public static let none = Self()

    private init() {}

    func earlier(keys: [Value], set: Int) -> [EarlierSet] { sets[.group(keys, set: set)] ?? [] }

    /// Of groups of this answer together.
    func earlier(union: UnionName) -> [EarlierSet] { sets[.union(union)] ?? [] }

    func combinations(keys: [Value], set: Int) -> [EarlierCombination] { combinations[.group(keys, set: set)] ?? [] }

    func combinations(union: UnionName) -> [EarlierCombination] { combinations[.union(union)] ?? [] }

    /// How many patients each hospital has in each ``RevealedSet`` of each column of a group, as the ledger keeps it (``SizeBounds``): of those that have some.
    func sites(keys: [Value], columns: Int, threshold: Int64) -> [String: [[UInt8]]] {
        guard let sizes else { return [:] }
        var sites: [String: [[UInt8]]] = [:]
        for hospital in sizes.hospitals where sizes.has(hospital, keys) {
            sites[hospital] = (0..<columns).map { column in
                RevealedSet.allCases.map { SizeBounds.code(sizes.size(hospital, keys, set: $0.number(column: column)), threshold: threshold) }
            }
        }
        return sites
    }

    /// The sets of these groups, and of them together, that have the same patients at a hospital as one of an earlier answer, as the ledger keeps it.
    func alike(groups: Set<[Value]>, groupingSets: [[Int]]) -> [String: [String: String]] {
        var kept: [String: [String: String]] = [:]
        for (place, others) in alike {
            let name: SetName
            switch place {
            case .group(let keys, let set):
                guard groups.contains(keys) else { continue }
                name = SetName(question: question, part: part, name: GroupName.bytes(question: question, part: part, keys: keys), set: set)
            case .union(let union):
                guard groups.contains(where: { UnionName.all(of: $0, set: union.set, groupingSets: groupingSets).contains(union) }) else { continue }
                name = SetName(
                    question: question, part: part, name: GroupName.bytes(question: question, part: part, keys: union.key), set: RevealedSet.union)
            }
            for (hospital, other) in others { kept[hospital, default: [:]][name.text] = other }
        }
        return kept
    }

    /// By hospital. Which few patients are in several sets is not kept.
    private static func alike(
        _ place: Place, _ pairs: [SetCombinations.Other: [String: SetComparison]], _ sizes: SetSizes, threshold: Int64, _ answers: inout KnownAnswers
    ) -> [String: String]? {
        var alike: [String: String] = [:]
        for (other, said) in pairs {
            for (hospital, comparison) in said where comparison.entered == 0 && comparison.left == 0 && sizes.size(hospital, place) >= threshold {
                guard let name = answers.alike(other, at: hospital) else { continue }
                alike[hospital] = alike[hospital].map { min($0, name) } ?? name
            }
        }
        return alike.isEmpty ? nil : alike
    }

    /// - Parameters:
    ///   - tables: what each hospital sent of this part.
    ///   - merged: their merge.
    ///   - definitions: what the sets of this part are in the question's words.
    ///   - question: this question's hash, and `part` the number of this part.
    ///   - threshold: T, as the hospitals know it; nothing follows from a smaller one.
    ///   - earlier: what became of another question's part, or of an earlier part of this one.
    ///
    /// A hospital that says nothing of a pair has nobody in common with it, or too many apart: all its patients of this set count as
    /// apart. Where the two questions were under way together it may have said it the other way round, and nothing follows.
    public init(
        _ tables: [String: PartialTable], merged: MergedTable, boundary: Boundary, definitions: CellDefinitions? = nil, question: String, part: Int,
        threshold: Int64 = 1, earlier: @escaping (_ question: String, _ part: Int) -> EarlierAnswer
    ) {
        (self.question, self.part) = (question, part)
        let said = Said(tables, boundary.groupingSets)
        var answers = KnownAnswers(question: question, part: part, merged: merged, boundary: boundary, definitions: definitions, threshold: threshold, earlier: earlier)
        if tables.values.contains(where: { !$0.atoms.isEmpty }) { atoms = StudyAtoms(tables, threshold: threshold, &answers) }
        guard !said.places.isEmpty else {
            sizes = SetSizes(tables, unions: [], groupingSets: boundary.groupingSets)
            return
        }
        let unions = said.combinations.isEmpty ? said.unions : said.unions.union(answers.ownUnions.values)
        let sizes = SetSizes(tables, unions: unions, groupingSets: boundary.groupingSets)
        self.sizes = sizes
        var same: [SetCombinations.Other: Set<Place>] = [:]
        for (place, pairs) in said.pairs {
            let found = pairs.compactMap { other, said in answers.set(other, said, sizes, place).map { (other, $0) } }
            for one in boundary.placesLike(place) { sets[one] = found.map(\.1) }
            for (other, set) in found where set.isSame { same[other, default: []].insert(place) }
            alike[place] = Self.alike(place, pairs, sizes, threshold: threshold, &answers)
        }
        for (place, found) in said.combinations {
            let history = CombinationHistory(place, found, tables, pairs: said.pairs, same: same, sizes, threshold: threshold, &answers)
            let combined = history.combinations(&answers)
            for one in boundary.placesLike(place) { combinations[one] = combined }
        }
    }

    /// What hospitals say of each set, by hospital.
    private struct Said {
        var pairs: [Place: [SetCombinations.Other: [String: SetComparison]]] = [:]
        var combinations: [Place: [String: [SetCombination]]] = [:]

        var places: Set<Place> { Set(pairs.keys).union(combinations.keys) }

        var unions: Set<UnionName> { Set(places.compactMap { if case .union(let union) = $0 { union } else { nil } }) }

        init(_ tables: [String: PartialTable], _ groupingSets: [[Int]]) {
            for (hospital, table) in tables {
                func place(_ group: Int, _ set: Int) -> Place? { Place(set, keys: table.keys[group], layout: table.layout, groupingSets) }
                for comparison in table.comparisons {
                    let other = SetCombinations.Other(
                        question: comparison.question, part: comparison.part, name: comparison.name, set: comparison.earlierSet)
                    if let place = place(comparison.group, comparison.set) { pairs[place, default: [:]][other, default: [:]][hospital] = comparison }
                }
                for combination in table.combinations.found {
                    guard let place = place(combination.group, combination.set) else { continue }
                    combinations[place, default: [:]][hospital, default: []].append(combination)
                }
            }
        }
    }
}

extension Boundary {
    /// The sets that one stands for: see ``columnWithSets(of:)``.
    fileprivate func placesLike(_ place: ReleaseHistory.Place) -> [ReleaseHistory.Place] {
        guard case .group(let keys, let number) = place, let (column, set) = RevealedSet.of(number: number) else { return [place] }
        return aggregates.indices.filter { columnWithSets(of: $0) == column }.map { .group(keys, set: set.number(column: $0)) }
    }
}
