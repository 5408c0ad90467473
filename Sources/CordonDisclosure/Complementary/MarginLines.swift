import CordonQuery
import CordonValues

/// Complementary suppression between the grouping sets of one answer, where a patient may be in several groups: of rows, a cell of a coarser set is the sum of those of a finer one that
/// it is made of, so that one hidden cell among them would follow from the others.
///
/// For every such line, column and set of patients: while the coarse cell is shown, either no finer cell with patients is hidden, or at
/// least two are, one of them of at least T patients; while it is hidden, at least one finer cell is too. The smallest finer cell that
/// still shows is hidden first, then the coarse one.
/// What it does not stop: combinations of lines that together, and not one alone, give a cell away.
struct MarginLines {
    static let name = "margin-lines"
    /// Finer cells of all lines, over the columns, at the most: some seconds of work, and room for ten columns of a rollup of three keys
    /// with half a million groups. A cube of six keys has 665 pairs of sets.
    static let largestWork = 20_000_000
    let parameters: DisclosureRules
    private let lines: [Line]

    private struct Line {
        let coarse: Int
        let fine: [Int]
    }

    init(_ boundary: Boundary, keys: [[Value]], parameters: DisclosureRules) {
        self.parameters = parameters
        lines = boundary.groupingSets.count > 1 ? Self.lines(boundary.groupingSets, keys) : []
    }

    /// Refuses grouping sets of too many groups before anything is compared. It tells that there are so many, nothing else.
    static func check(_ boundary: Boundary, keys: [[Value]]) throws(Diagnostic) {
        guard boundary.groupingSets.count > 1 else { return }
        let groups = keys.reduce(into: [:]) { counts, key in counts[key.first ?? .null, default: 0] += 1 }
        var work = 0.0
        for few in boundary.groupingSets {
            for (fine, many) in boundary.groupingSets.enumerated() where Set(few).isStrictSubset(of: many) {
                work += Double(groups[.integer(Int64(fine))] ?? 0) * Double(max(1, boundary.aggregates.count))
            }
        }
        guard work <= Double(largestWork) else {
            throw Diagnostic(
                .tooManyGroups, "The answer has too many groups for its ROLLUP, CUBE or GROUPING SETS.",
                hint: "Group by fewer or coarser keys, or ask for fewer grouping sets.")
        }
    }

    private static func lines(_ sets: [[Int]], _ keys: [[Value]]) -> [Line] {
        let members = Dictionary(grouping: keys.indices) { keys[$0].first }
        func groups(_ set: Int) -> [Int] { members[.integer(Int64(set))] ?? [] }
        var lines: [Line] = []
        for (coarse, few) in sets.enumerated() {
            for (fine, many) in sets.enumerated() where fine != coarse && Set(few).isSubset(of: many) && few.count < many.count {
                let byShared = Dictionary(grouping: groups(fine)) { group in few.map { keys[group][$0] } }
                lines += groups(coarse).compactMap { group in
                    byShared[few.map { keys[group][$0] }].map { Line(coarse: group, fine: $0) }
                }
            }
        }
        return lines
    }

    /// `order` lists the groups from the smallest.
    func protect(_ hidden: inout [[Bool]], cells: [[CellFacts]], order: [Int]) {
        guard !lines.isEmpty else { return }
        var rank = Array(repeating: 0, count: order.count)
        for (place, group) in order.enumerated() { rank[group] = place }
        for line in lines {
            let fine = line.fine.sorted { rank[$0] < rank[$1] }
            for column in cells.first?.indices ?? 0..<0 where cells[0][column].addsUp {
                for measure in 0..<CellFacts.measureCount { protect(line.coarse, fine, column, measure, &hidden, cells) }
            }
        }
    }

    private func protect(
        _ coarse: Int, _ fine: [Int], _ column: Int, _ measure: Int, _ hidden: inout [[Bool]], _ cells: [[CellFacts]]
    ) {
        func size(_ group: Int) -> Int64 { max(0, cells[group][column].measures[measure]) }
        while true {
            let concealed = fine.filter { hidden[$0][column] && cells[$0][column].hasSecret(measure, parameters) }
            if hidden[coarse][column] ? !concealed.isEmpty || size(coarse) <= 0 : concealed.isEmpty || ImpliedMargin.isProtected(concealed.map(size), threshold: parameters.threshold) { return }
            if let next = fine.first(where: { !hidden[$0][column] && size($0) > 0 }) {
                hidden[next][column] = true
            } else if !hidden[coarse][column] {
                hidden[coarse][column] = true
                return
            } else {
                return
            }
        }
    }
}
