import CordonAggregates
import CordonQuery
import CordonValues

/// Decides which groups are shown. A group key tells that somebody with it exists, so it is shown when its domain is declared (then
/// every value of the domain is, whether anybody has it or not) or when one of its cells is; the other groups fall into one
/// remainder. The total among grouping sets is always shown.
struct KeyPresence {
    let boundary: Boundary
    let rules: DisclosureRules

    func decide(_ groups: [ReleasedGroup]) -> ReleasedBoundary {
        let declared = declaredGroups() + totals()
        var missing = Set(declared)
        var shown: [ReleasedGroup] = []
        var hasRemainder = false
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
            kinds: boundary.aggregates.map { ReleasedColumn.Kind($0.specification.resultKind) })
    }

    private func showsSomething(_ group: ReleasedGroup) -> Bool { group.cells.contains { !$0.state.isHidden } }

    /// All combinations of the keys' declared values; none when a key has no declared domain or there are too many to show.
    private func declaredGroups() -> [[Value]] {
        var groups: [[Value]] = [[]]
        for key in boundary.keys {
            guard let domain = key.domain, groups.count * domain.count <= Disclosure.largestFilledDomain else { return [] }
            groups = groups.flatMap { prefix in domain.map { prefix + [$0] } }
        }
        return groups
    }

    /// The groups of grouping sets without keys: SQL gives them over no rows too, and their keys tell nothing.
    private func totals() -> [[Value]] {
        guard boundary.groupingSets.count > 1 else { return [] }
        return boundary.groupingSets.indices.filter { boundary.groupingSets[$0].isEmpty }.map { set in
            [.integer(Int64(set))] + boundary.keys.dropFirst().map { _ in .null }
        }
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
