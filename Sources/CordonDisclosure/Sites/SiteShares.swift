import CordonAggregates
import CordonQuery
import CordonValues

/// What single hospitals withhold of the cells of a merged table, in the mode `site-floor`, and how much that can be at most.
///
/// - Claim: a number of rows or patients of which a part is withheld lies between bounds that follow from what is shown of it and, of each hospital that
///   withholds its part, from a number of a coarser group that the hospital shows less those of its other groups below: what anybody can compute who
///   sees what the hospital could publish. Bounds are blurred by more than the withheld parts can be, so that no total less them is a hospital's own figure.
/// - Where there is no such number the cell is hidden, and so is everything else of which a part is withheld.
struct SiteShares {
    private let boundary: Boundary
    private let threshold: Int64
    private let declared: Set<[Value]>
    private let sites: [Site]

    /// `tables` are those of the hospitals, for one part of a question.
    init(_ tables: [PartialTable], _ boundary: Boundary, threshold: Int64) {
        self.boundary = boundary
        self.threshold = threshold
        declared = Set(KeyPresence.declaredGroups(boundary))
        sites = tables.map { Site($0, boundary) }
    }

    /// Groups that stand for those whose keys hospitals keep to themselves: one of each grouping set where there are such, in ``KeyOrder``.
    var unnamed: [[Value]] {
        guard sites.contains(where: \.table.hasRemainder) else { return [] }
        let other = Value.text("\u{10FFFF}")
        guard boundary.groupingSets.count > 1 else { return [boundary.keys.map { _ in other }] }
        return boundary.groupingSets.enumerated().filter { !$0.element.isEmpty }.map { number, positions in
            boundary.keys.indices.map { $0 == 0 ? .integer(Int64(number)) : positions.contains($0) ? other : .null }
        }
    }

    /// How many hospitals withhold their part of a cell, or may have one that they do not name.
    func withholding(_ keys: [Value], _ column: Int) -> Int { sites.count { withholds($0, keys, column) } }

    /// A cell of which some part is withheld, where `shown` is what the others make.
    func interval(_ shown: FinishedValue?, keys: [Value], column: Int) -> Cell {
        guard boundary.aggregates[column].hasInterval, case .exact(.integer(let number))? = shown else { return .suppressed }
        var width: Int64 = 0
        for site in sites where withholds(site, keys, column) {
            guard let most = site.most(keys, column) else { return .suppressed }
            width = .addingClamped(width, most)
        }
        // T, doubled as often as it takes.
        var step = max(1, threshold)
        while step < width, step < Int64.max / 4 { step *= 2 }
        let low = number / step * step
        return .showing(.bounded(low: .integer(low), high: .integer(.addingClamped(low, .addingClamped(step, max(step, width))))))
    }

    private func withholds(_ site: Site, _ keys: [Value], _ column: Int) -> Bool {
        guard boundary.aggregates[column].leavesState else { return false }
        guard let place = site.places[keys] else { return site.table.hasRemainder && !declared.contains(keys) }
        return site.table.columns[column].isWithheld(group: place)
    }
}

/// One hospital's table, and what its shown groups add up to.
private struct Site {
    let table: PartialTable
    let places: [[Value]: Int]
    private let boundary: Boundary
    /// The numbers of shown cells, of each column with intervals: by the coarser group, the finer set that they are of.
    private var shown: [Line: Int64] = [:]

    private struct Line: Hashable {
        let column: Int
        let coarse: [Value]
        let set: Int
    }

    init(_ table: PartialTable, _ boundary: Boundary) {
        self.table = table
        self.boundary = boundary
        places = Dictionary(table.keys.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
        guard boundary.groupingSets.count > 1 else { return }
        for column in boundary.aggregates.indices where boundary.aggregates[column].addsUpOverGroups(of: boundary) {
            for (place, keys) in table.keys.enumerated() {
                guard let set = set(of: keys), let number = number(place, column) else { continue }
                for coarse in coarser(keys, set) { shown[Line(column: column, coarse: coarse, set: set), default: 0].addClamped(number) }
            }
        }
    }

    /// The most that a withheld number can be; nil where nothing shown bounds it.
    func most(_ keys: [Value], _ column: Int) -> Int64? {
        guard let set = set(of: keys) else { return nil }
        let bounds = coarser(keys, set).compactMap { coarse -> Int64? in
            guard let place = places[coarse], let whole = number(place, column) else { return nil }
            return max(0, whole - min(whole, shown[Line(column: column, coarse: coarse, set: set)] ?? 0))
        }
        return bounds.min()
    }

    /// What a shown cell counts.
    private func number(_ place: Int, _ column: Int) -> Int64? {
        guard !table.columns[column].isWithheld(group: place), case .count(let count) = table.columns[column].states[place] else { return nil }
        return count
    }

    private func set(of keys: [Value]) -> Int? {
        guard boundary.groupingSets.count > 1, case .integer(let number)? = keys.first else { return nil }
        return boundary.groupingSets.indices.contains(Int(clamping: number)) ? Int(clamping: number) : nil
    }

    /// The groups of coarser grouping sets that a group of `set` belongs to.
    private func coarser(_ keys: [Value], _ set: Int) -> [[Value]] {
        let own = Set(boundary.groupingSets[set])
        return boundary.groupingSets.indices.filter { Set(boundary.groupingSets[$0]).isStrictSubset(of: own) }.map { number in
            let kept = Set(boundary.groupingSets[number])
            return keys.indices.map { $0 == 0 ? .integer(Int64(number)) : kept.contains($0) ? keys[$0] : .null }
        }
    }
}

extension BoundaryAggregate {
    /// Where a hospital withholds its part, the result is an interval: numbers of rows and of patients.
    var hasInterval: Bool { specification.stateKind == .count }

    /// Numbers of finer groups add up to no more than that of the coarser one: of rows always, of patients where each is in one group.
    fileprivate func addsUpOverGroups(of boundary: Boundary) -> Bool {
        hasInterval && (specification.function != .countPatients || boundary.groupsPartitionPatients)
    }
}

extension Int64 {
    fileprivate static func addingClamped(_ left: Int64, _ right: Int64) -> Int64 { Int64(clamping: Int128(left) + Int128(right)) }

    fileprivate mutating func addClamped(_ other: Int64) { self = .addingClamped(self, other) }
}
