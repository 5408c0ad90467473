import CordonValues

/// How two sorted lists of groups interleave: computed once from the keys, then applied to each column.
struct MergePlan {
    private enum Shape {
        /// Both sides have the same groups.
        case same
        /// Per merged group the left and the right row, or -1.
        case interleaved(left: [Int32], right: [Int32])
    }

    private let shape: Shape
    /// The merged keys, when they are not simply the left ones.
    let keys: [[Value]]?

    /// Both lists are strictly ascending in ``KeyOrder``.
    init(_ left: [[Value]], _ right: [[Value]]) {
        // Typical after the first node: every hospital has every group.
        if left.count == right.count, zip(left, right).allSatisfy({ KeyOrder.compare($0, $1) == .same }) {
            shape = .same
            keys = nil
            return
        }
        var walk = Walk()
        walk.reserve(left.count + right.count)
        while walk.left < left.count, walk.right < right.count {
            switch KeyOrder.compare(left[walk.left], right[walk.right]) {
            case .before: walk.takeLeft(left)
            case .after: walk.takeRight(right)
            case .same: walk.takeBoth(left)
            }
        }
        while walk.left < left.count { walk.takeLeft(left) }
        while walk.right < right.count { walk.takeRight(right) }
        shape = .interleaved(left: walk.lefts, right: walk.rights)
        keys = walk.keys
    }

    /// Makes `left` the merged column: groups of one side keep its element, groups of both get `add` of both.
    func combine<Element>(_ left: inout [Element], _ right: [Element], _ add: (Element, Element) -> Element) {
        switch shape {
        case .same:
            for index in left.indices { left[index] = add(left[index], right[index]) }
        case .interleaved(let lefts, let rights):
            var result: [Element] = []
            result.reserveCapacity(lefts.count)
            for index in lefts.indices {
                let (mine, theirs) = (Int(lefts[index]), Int(rights[index]))
                result.append(theirs < 0 ? left[mine] : mine < 0 ? right[theirs] : add(left[mine], right[theirs]))
            }
            left = result
        }
    }

    private struct Walk {
        var left = 0
        var right = 0
        var lefts: [Int32] = []
        var rights: [Int32] = []
        var keys: [[Value]] = []

        mutating func reserve(_ count: Int) {
            lefts.reserveCapacity(count)
            rights.reserveCapacity(count)
            keys.reserveCapacity(count)
        }

        mutating func takeLeft(_ source: [[Value]]) { take(source[left], Int32(truncatingIfNeeded: left), -1) }

        mutating func takeRight(_ source: [[Value]]) { take(source[right], -1, Int32(truncatingIfNeeded: right)) }

        mutating func takeBoth(_ source: [[Value]]) {
            take(source[left], Int32(truncatingIfNeeded: left), Int32(truncatingIfNeeded: right))
        }

        private mutating func take(_ key: [Value], _ mine: Int32, _ theirs: Int32) {
            keys.append(key)
            lefts.append(mine)
            rights.append(theirs)
            if mine >= 0 { left += 1 }
            if theirs >= 0 { right += 1 }
        }
    }
}
