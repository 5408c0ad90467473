import CordonAggregates
import CordonValues

/// How large each hospital's sets are.
struct SetSizes {
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

    /// Somebody there is in the group.
    func has(_ hospital: String, _ keys: [Value]) -> Bool { groups[hospital]?[keys] != nil }

    /// At all hospitals.
    func total(_ place: ReleaseHistory.Place) -> Int64 { hospitals.reduce(0) { $0 + min(size($1, place), 1 << 40) } }

    func size(_ hospital: String, _ place: ReleaseHistory.Place) -> Int64 {
        switch place {
        case .group(let keys, let set): size(hospital, keys, set: set)
        case .union(let union): unions[hospital]?[union] ?? 0
        }
    }

    /// How many of a set have each of few values; nil where they are many, or not told.
    func values(_ hospital: String, _ keys: [Value], set number: Int) -> [ValueTally.Entry]? {
        guard size(hospital, keys, set: number) > 0 else { return [] }
        guard let table = tables[hospital], let group = groups[hospital]?[keys], let (column, set) = RevealedSet.of(number: number), set == .contributors,
            table.layout.aggregates[column].tellsValues, case .few(let entries) = table.columns[column].values[group]
        else { return nil }
        return entries
    }

    func size(_ hospital: String, _ keys: [Value], set number: Int) -> Int64 {
        guard let table = tables[hospital], let group = groups[hospital]?[keys], let (column, set) = RevealedSet.of(number: number),
            table.columns.indices.contains(column)
        else { return 0 }
        return table.columns[column].sets(group: group, patients: table.patients[group]).size(set)
    }
}
