import CordonAggregates
import CordonValues

/// The lines of a table whose groups divide the patients: the groups with patients, and those that are put together (``UnionName``). A combination with two
/// lines that make a third together, or of which one is the other with the third, says what a comparison with the third alone says.
struct TableLines {
    /// Of each union its groups.
    private var unions: [UnionName: Set<[Value]>] = [:]

    enum Line: Hashable {
        case group([Value])
        case union(UnionName)
    }

    /// `groups` are those with patients, `unions` what each is part of.
    init(_ groups: [[Value]], unions: ([Value]) -> [UnionName]) {
        for group in groups {
            for union in unions(group) { self.unions[union, default: []].insert(group) }
        }
    }

    /// Two lines that have no group in common are a line together.
    func areLine(_ one: Line, and other: Line) -> Bool {
        let (left, right) = (groups(one), groups(other))
        return left.isDisjoint(with: right) && isLine(left.union(right))
    }

    /// A line less one within it is a line.
    func isLine(_ whole: Line, without part: Line) -> Bool {
        let (all, some) = (groups(whole), groups(part))
        return some.isSubset(of: all) && isLine(all.subtracting(some))
    }

    private func isLine(_ groups: Set<[Value]>) -> Bool { groups.count == 1 || unions.values.contains(groups) }

    private func groups(_ line: Line) -> Set<[Value]> {
        switch line {
        case .group(let keys): [keys]
        case .union(let name): unions[name] ?? []
        }
    }
}
