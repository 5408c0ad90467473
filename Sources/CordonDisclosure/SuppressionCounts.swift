import CordonAggregates
import CordonQuery
import CordonValues

/// How much of an answer disclosure control hides, beside what other ways of doing it would: for measuring, not for readers of a release.
public struct SuppressionCounts: Sendable, Hashable {
    /// Cells that somebody contributes to, and their contributors, added up.
    public struct Tally: Sendable, Hashable {
        public var cells = 0
        public var patients: Int64 = 0

        static func += (left: inout Self, right: Self) {
            left.cells += right.cells
            left.patients = .init(clamping: Int128(left.patients) + Int128(right.patients))
        }
    }

    public private(set) var all = Tally()
    /// On their own account: what is left to subtraction.
    public private(set) var primary = Tally()
    /// By all rules, complementary suppression among them.
    public private(set) var hidden = Tally()
    /// Where a row falls as a whole as soon as one of its cells does.
    public private(set) var rows = Tally()

    public init() {}

    public static func += (left: inout Self, right: Self) {
        left.all += right.all
        left.primary += right.primary
        left.hidden += right.hidden
        left.rows += right.rows
    }
}

extension Disclosure {
    /// Of the answer `merged` to `boundary`, as if nothing had been answered before. Fails as ``release(_:boundary:after:)`` does.
    public func counts(_ merged: MergedTable, boundary: Boundary) throws(Diagnostic) -> SuppressionCounts {
        let nothing = merged.keys.map { _ in boundary.aggregates.map { _ in false } }
        let (cells, primary, hidden, _) = try decide(merged, boundary, .none, hidden: nothing)
        let columns = boundary.aggregates.indices.filter { boundary.aggregates[$0].family != .extreme && boundary.aggregates[$0].isAsked }
        var counts = SuppressionCounts()
        for group in cells.indices {
            counts += SuppressionCounts(columns.map { (cells[group][$0].sets.contributors, primary[group][$0], hidden[group][$0]) })
        }
        return counts
    }
}

extension SuppressionCounts {
    /// Of one row.
    fileprivate init(_ cells: [(contributors: Int64, isPrimary: Bool, isHidden: Bool)]) {
        let present = cells.filter { $0.contributors > 0 }
        let falls = present.contains(where: \.isPrimary)
        for cell in present {
            let tally = Tally(cells: 1, patients: cell.contributors)
            all += tally
            if cell.isPrimary { primary += tally }
            if cell.isHidden { hidden += tally }
            if falls { rows += tally }
        }
    }
}
