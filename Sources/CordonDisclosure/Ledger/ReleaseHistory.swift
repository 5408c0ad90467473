import CordonAggregates
import CordonQuery
import CordonValues
import CordonWarehouse

/// What hospitals have answered before about almost the same patients as cells of this answer: made from the comparisons and combinations in their
/// partials.
public struct ReleaseHistory: Sendable {
    private var sets: [Place: [EarlierSet]] = [:]
    private var combinations: [Place: [EarlierCombination]] = [:]

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
        let said = Said(tables, boundary.groupingSets)
        guard !said.places.isEmpty else { return }
        var answers = KnownAnswers(question: question, part: part, merged: merged, boundary: boundary, definitions: definitions, earlier: earlier)
        let unions = said.combinations.isEmpty ? said.unions : said.unions.union(answers.ownUnions.values)
        let sizes = SetSizes(tables, unions: unions, groupingSets: boundary.groupingSets)
        var same: [SetCombinations.Other: Set<Place>] = [:]
        for (place, pairs) in said.pairs {
            let found = pairs.compactMap { other, said in answers.set(other, said, sizes, place).map { (other, $0) } }
            for one in boundary.placesLike(place) { sets[one] = found.map(\.1) }
            for (other, set) in found where set.isSame { same[other, default: []].insert(place) }
        }
        for (place, found) in said.combinations {
            let history = CombinationHistory(place, found, tables, pairs: said.pairs[place] ?? [:], same: same, sizes, &answers)
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
