import CordonAggregates
import CordonQuery
import CordonValues

/// One partition of a window function: its rows sorted, every frame written out.
package struct WindowPartition {
    /// A row, with what the function reads of it.
    package struct Member {
        let index: Int
        let keys: [Value]
        let arguments: [Value]
        let passes: Bool

        /// `index` is the caller's own.
        package init(index: Int, keys: [Value], arguments: [Value], passes: Bool) {
            self.index = index
            self.keys = keys
            self.arguments = arguments
            self.passes = passes
        }
    }

    private let function: PlanWindow
    /// Indices of rows, sorted; peers in the order in which they came.
    private let members: [Int]
    /// Of each member the number of its peers' group, from 0.
    private let groups: [Int]
    private let keys: [[Value]]
    private let arguments: [[Value]]
    private let passes: [Bool]

    package init(_ function: PlanWindow, _ rows: [Member]) {
        self.function = function
        let sorted = rows.enumerated().sorted { left, right in
            let comparison = InMemoryOrder.compare(left.element.keys, right.element.keys, function.order)
            return comparison == 0 ? left.offset < right.offset : comparison < 0
        }.map(\.element)
        members = sorted.map(\.index)
        keys = sorted.map(\.keys)
        arguments = sorted.map(\.arguments)
        passes = sorted.map(\.passes)
        var groups: [Int] = []
        for position in sorted.indices {
            let isPeer = position > 0 && InMemoryOrder.compare(sorted[position - 1].keys, sorted[position].keys, function.order) == 0
            groups.append(position == 0 ? 0 : isPeer ? groups[position - 1] : groups[position - 1] + 1)
        }
        self.groups = groups
    }

    /// One value for each row, by its index.
    package func results() -> [(Int, Value)] { members.indices.map { (members[$0], result(at: $0)) } }

    /// Of each row, by its index, the rows of its frame.
    package func frames() -> [(Int, [Int])] { members.indices.map { position in (members[position], frame(position).map { members[$0] }) } }


    private func result(at position: Int) -> Value {
        switch function.function {
        case .rowNumber: return .integer(Int64(position) + 1)
        case .rank: return .integer(Int64(firstPeer(position)) + 1)
        case .denseRank: return .integer(Int64(groups[position]) + 1)
        case .percentRank:
            return members.count == 1 ? .double(0) : .double(Double(firstPeer(position)) / Double(members.count - 1))
        case .cumulativeDistribution:
            return .double(Double(lastPeer(position) + 1) / Double(members.count))
        case .ntile: return ntile(position)
        case .lag: return shifted(position, by: -1)
        case .lead: return shifted(position, by: 1)
        case .firstValue: return frame(position).first.flatMap { arguments[$0].first } ?? .null
        case .lastValue: return frame(position).last.flatMap { arguments[$0].first } ?? .null
        case .nthValue: return nthValue(position)
        case .aggregate(let specification): return aggregate(specification, position)
        }
    }

    private func firstPeer(_ position: Int) -> Int { groups.firstIndex(of: groups[position]) ?? position }
    private func lastPeer(_ position: Int) -> Int { groups.lastIndex(of: groups[position]) ?? position }

    private func ntile(_ position: Int) -> Value {
        guard case .integer(let buckets)? = arguments[position].first, buckets > 0 else { return .null }
        let (size, rest) = (members.count / Int(buckets), members.count % Int(buckets))
        let large = rest * (size + 1)
        return .integer(Int64(position < large ? position / (size + 1) : rest + (position - large) / max(size, 1)) + 1)
    }

    private func shifted(_ position: Int, by direction: Int) -> Value {
        guard case .integer(let offset) = arguments[position][1] else { return .null }
        let other = position + direction * Int(offset)
        if members.indices.contains(other) { return arguments[other][0] }
        return arguments[position].count > 2 ? arguments[position][2] : .null
    }

    private func nthValue(_ position: Int) -> Value {
        guard case .integer(let number) = arguments[position][1] else { return .null }
        let frame = frame(position)
        return frame.indices.contains(Int(number) - 1) ? arguments[frame[Int(number) - 1]][0] : .null
    }

    private func aggregate(_ specification: AggregateSpecification, _ position: Int) -> Value {
        let rows = frame(position).filter { passes[$0] }
        guard !function.arguments.isEmpty else { return .integer(Int64(rows.count)) }
        return specification.result(of: rows.compactMap { arguments[$0].first }.filter { !$0.isNull })
    }

    /// Positions of the frame's rows, in order.
    private func frame(_ position: Int) -> [Int] {
        guard let frame = function.frame else { return Array(members.indices) }
        return members.indices.filter { other in
            isAfterStart(other, position, frame) && isBeforeEnd(other, position, frame) && !isExcluded(other, position, frame)
        }
    }

    private func isAfterStart(_ other: Int, _ position: Int, _ frame: WindowFrame) -> Bool {
        switch frame.start {
        case .unboundedPreceding: true
        case .unboundedFollowing: false
        case .currentRow: distance(position, other, frame) >= 0
        case .preceding(let count): distance(position, other, frame) >= -Double(count)
        case .following(let count): distance(position, other, frame) >= Double(count)
        }
    }

    private func isBeforeEnd(_ other: Int, _ position: Int, _ frame: WindowFrame) -> Bool {
        switch frame.end {
        case .unboundedPreceding: false
        case .unboundedFollowing: true
        case .currentRow: distance(position, other, frame) <= 0
        case .preceding(let count): distance(position, other, frame) <= -Double(count)
        case .following(let count): distance(position, other, frame) <= Double(count)
        }
    }

    /// How far `other` stands after `position`, in what the frame counts.
    private func distance(_ position: Int, _ other: Int, _ frame: WindowFrame) -> Double {
        switch frame.mode {
        case .rows: return Double(other - position)
        case .groups: return Double(groups[other] - groups[position])
        case .range: return rangeDistance(position, other)
        }
    }

    /// Of numbers and dates their difference; peers are at no distance, and NULLs far from everything else.
    private func rangeDistance(_ position: Int, _ other: Int) -> Double {
        if groups[position] == groups[other] { return 0 }
        let sides = [keys[position], keys[other]].map { $0.count == 1 ? Self.number($0[0]) : nil }
        guard let own = sides[0], let others = sides[1] else { return other > position ? .infinity : -.infinity }
        return function.order.first?.descending == true ? own - others : others - own
    }

    private static func number(_ value: Value) -> Double? {
        switch value {
        case .integer(let whole): Double(whole)
        case .date(let date): Double(date.daysSince1970)
        default: nil
        }
    }

    private func isExcluded(_ other: Int, _ position: Int, _ frame: WindowFrame) -> Bool {
        switch frame.exclusion {
        case .nothing: false
        case .currentRow: other == position
        case .group: groups[other] == groups[position]
        case .ties: other != position && groups[other] == groups[position]
        }
    }
}
