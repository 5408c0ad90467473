import CordonAggregates
import CordonQuery
import CordonValues

/// Decides which groups are shown. A group key tells that somebody with it exists, so it is shown when its domain is declared (then
/// every value of the domain is, whether anybody has it or not) or when one of its cells is; the other groups fall into one
/// remainder. The total among grouping sets is always shown.
struct KeyPresence {
    let boundary: Boundary
    let rules: DisclosureRules

    /// `isNear`: some cells are hidden as almost the same as earlier ones. `isCut`: a hospital keeps keys of groups to itself.
    func decide(_ groups: [ReleasedGroup], isNear: Bool, isCut: Bool) -> ReleasedBoundary {
        let declared = Self.declaredGroups(boundary)
        var missing = Set(declared)
        var shown: [ReleasedGroup] = []
        var hasRemainder = isCut
        for group in groups {
            let isDeclared = missing.remove(group.keys) != nil
            if isDeclared || showsSomething(group) {
                shown.append(group)
            } else {
                hasRemainder = true
            }
        }
        shown += declared.filter(missing.contains).map { ReleasedGroup(keys: $0, cells: emptyCells()) }
        shown.sort { KeyOrder.precedes($0.keys, $1.keys) }
        return ReleasedBoundary(
            groups: shown, hasRemainder: hasRemainder, rules: rules,
            kinds: boundary.aggregates.map { aggregate in
                if rules.mode == .siteFloor, aggregate.hasInterval { return .bounded }
                return rules.rounding != nil && CellRounding.applies(to: aggregate) ? .rounded : ReleasedColumn.Kind(aggregate.specification.resultKind)
            },
            isBlocked: isNear && !groups.contains { $0.cells.contains { $0.state == .value } })
    }

    private func showsSomething(_ group: ReleasedGroup) -> Bool { group.cells.contains { !$0.state.isHidden } }

    /// The keys that are shown whether anybody has them or not, in canonical order: of each grouping set all combinations of its keys' declared
    /// values. None of a set where a key has no declared domain, or where they and those of the sets before it are too many to show.
    static func declaredGroups(_ boundary: Boundary) -> [[Value]] {
        guard boundary.groupingSets.count > 1 else { return combinations(boundary, of: Set(boundary.keys.indices), first: []) }
        var all: [[Value]] = []
        for (set, positions) in boundary.groupingSets.enumerated() {
            let groups = combinations(boundary, of: Set(positions), first: [.integer(Int64(set))])
            // The total is always there; of the others only as many as there may be together.
            if positions.isEmpty || all.count + groups.count <= Disclosure.largestFilledDomain { all += groups }
        }
        return all.sorted(by: KeyOrder.precedes)
    }

    /// `first` stands for the number of the grouping set, where there are several; keys that are not in the set are NULL.
    private static func combinations(_ boundary: Boundary, of set: Set<Int>, first: [Value]) -> [[Value]] {
        var groups = [first]
        for position in boundary.keys.indices.dropFirst(first.count) {
            var domain: [Value] = [.null]
            if set.contains(position) {
                guard let declared = boundary.keys[position].domain else { return [] }
                domain = declared
            }
            guard groups.count * domain.count <= Disclosure.largestFilledDomain else { return [] }
            groups = groups.flatMap { prefix in domain.map { prefix + [$0] } }
        }
        return groups.sorted(by: KeyOrder.precedes)
    }

    /// The cells of a group that nobody is in.
    private func emptyCells() -> [Cell] {
        boundary.aggregates.map { aggregate in
            switch aggregate.family {
            case .count: .showing(.integer(0))
            case .moment, .truth, .mode, .quantile: .notApplicable
            case .pairs: aggregate.specification.function == .regressionCount ? .showing(.integer(0)) : .notApplicable
            case .extreme: .withheld
            }
        }
    }
}

extension Boundary {
    /// The groups that are shown whether anybody has them or not.
    public var declaredGroups: [[Value]] { KeyPresence.declaredGroups(self) }
}
