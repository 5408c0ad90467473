import CordonAggregates

/// What surplus and lack of three sets can be, at least, at a hospital that does not tell the three: from how many patients they have there, and how the
/// answer's set differs from each of the others.
///
/// A hospital tells three with fewer than T in the surplus and in the lack, together no more than the whole has, where each part has a patient of the whole whom the other
/// does not have (`protocol/partial.md`). So at one that is silent a part has nobody of the whole beside the other, or surplus and lack are more than the whole, or T are
/// in one of them. Each of these is a case, but the last, which is apart.
struct UntoldCombination {
    /// One of the two others.
    struct Other {
        var size: SizeBounds
        /// How the answer's set differs from it, where the hospital says so.
        var apart: CombinedSet.Apart?
        /// The hospital would tell the pair if they had a patient in common and fewer than T on either side.
        var isCompared = true

        var isEmpty: Bool { size.most == 0 }

        /// The two have nobody in common, or T are in one of them alone.
        var isSilent: Bool { apart == nil && isCompared }
    }

    let role: SetCombination.Role
    /// Of the answer's set.
    let size: Int64
    /// A part, and the other part or the whole.
    let first: Other
    let second: Other
    /// How the first differs from the second, where that is known.
    var between: CombinedSet.Apart?
    /// T, as the hospital knows it.
    let threshold: Int64

    /// What there is exactly; nil where that does not follow.
    var exact: CombinationNumbers? {
        switch role {
        case .whole:
            if first.isEmpty, second.isEmpty { return CombinationNumbers(lack: size) }
            if first.isEmpty, let apart = second.apart { return CombinationNumbers(surplus: apart.left, lack: apart.entered) }
            if second.isEmpty, let apart = first.apart { return CombinationNumbers(surplus: apart.left, lack: apart.entered) }
        case .part:
            if first.isEmpty, second.isEmpty { return CombinationNumbers(surplus: size) }
            if first.isEmpty, let apart = second.apart { return CombinationNumbers(surplus: apart.entered, lack: apart.left) }
            if size == 0, let between { return CombinationNumbers(surplus: between.entered, lack: between.left) }
        }
        return nil
    }

    /// What follows from the sizes alone, and from the pairs.
    var least: CombinationNumbers { role == .whole ? leastAsWhole : leastAsPart }

    var cases: [CombinationNumbers] {
        guard size > 0 else { return [least] }
        let least = least
        return (role == .whole ? casesAsWhole : casesAsPart).map { $0.atLeast(least) }
    }

    // As the whole.

    private var leastAsWhole: CombinationNumbers {
        let (low, lowToo) = (first.size.least, second.size.least)
        var surplus = max(low - size, lowToo - size, (low + lowToo - size + 1) / 2, first.apart?.left ?? 0, second.apart?.left ?? 0)
        var lack = second.size.without(first.size.without(size))
        if let apart = first.apart { lack = max(lack, second.size.without(apart.entered)) }
        if let apart = second.apart { lack = max(lack, first.size.without(apart.entered)) }
        if let apart = first.apart, let other = second.apart {
            lack = max(lack, apart.entered + other.entered - size)
            surplus = max(surplus, size - apart.entered - other.entered)
        }
        return CombinationNumbers(surplus: surplus, lack: lack)
    }

    private var casesAsWhole: [CombinationNumbers] {
        if first.isEmpty { return [without(first, beside: second)] }
        if second.isEmpty { return [without(second, beside: first)] }
        // Too few for T of them to be apart from the part.
        if size < threshold, first.isSilent { return [without(first, beside: second)] }
        if size < threshold, second.isSilent { return [without(second, beside: first)] }
        return [without(first, beside: second), without(second, beside: first), CombinationNumbers(both: size + 1)]
    }

    /// One part has nobody of the answer's set whom the other does not have.
    private func without(_ part: Other, beside other: Other) -> CombinationNumbers {
        if let apart = other.apart { return CombinationNumbers(surplus: max(part.size.least, apart.left), lack: apart.entered) }
        guard other.isSilent else { return CombinationNumbers(surplus: part.size.least, lack: other.size.without(size)) }
        // They have nobody in common, or T are in the surplus or the lack.
        return CombinationNumbers(surplus: max(part.size.least, other.size.least), lack: size)
    }

    // As a part.

    private var leastAsPart: CombinationNumbers {
        let (other, whole) = (first.size, second.size)
        var surplus = max(whole.without(size), whole.without(other.least), (whole.without(size + other.least) + 1) / 2)
        if let apart = second.apart { surplus = max(surplus, apart.entered) }
        if let apart = first.apart { surplus = max(surplus, size - apart.entered) }
        return CombinationNumbers(surplus: surplus, lack: max(other.without(whole.least - size), second.apart.map { other.without($0.left) } ?? 0))
    }

    private var casesAsPart: [CombinationNumbers] {
        let own = CombinationNumbers(surplus: size, lack: first.size.without(second.size.least))
        let other: CombinationNumbers
        if let apart = second.apart {
            other = CombinationNumbers(surplus: max(first.size.least, apart.entered), lack: apart.left)
        } else if second.isSilent {
            other = CombinationNumbers(surplus: max(first.size.least, size), lack: second.size.least)
        } else {
            other = CombinationNumbers(surplus: max(first.size.least, second.size.without(size)), lack: second.size.least - size)
        }
        if first.isEmpty { return [other] }
        guard second.isSilent else { return [own, other, CombinationNumbers(both: max(second.size.least + 1, (size + 1) / 2))] }
        // Either they have nobody in common, as in the first case, or all but T − 1 of this set at most are in the whole, beside T others.
        let fewest = max(size, threshold - 1) + 1
        let isLarge = second.size.most.map { $0 >= fewest } ?? true
        return [own, other] + (isLarge ? [CombinationNumbers(both: max(second.size.least, fewest) + 1)] : [])
    }
}

/// Surplus and lack, at least.
struct CombinationNumbers: Sendable, Hashable {
    let surplus: Int64
    let lack: Int64
    /// Of both kinds together.
    let both: Int64

    init(surplus: Int64 = 0, lack: Int64 = 0, both: Int64 = 0) {
        // Far beyond any number of patients nothing has to be exact.
        self.surplus = min(max(0, surplus), 1 << 50)
        self.lack = min(max(0, lack), 1 << 50)
        self.both = max(min(both, 1 << 51), self.surplus + self.lack)
    }

    static func + (one: Self, other: Self) -> Self {
        Self(surplus: one.surplus + other.surplus, lack: one.lack + other.lack, both: one.both + other.both)
    }

    func atLeast(_ other: Self) -> Self {
        Self(surplus: max(surplus, other.surplus), lack: max(lack, other.lack), both: max(both, other.both))
    }

    func isAtLeast(_ other: Self) -> Bool { surplus >= other.surplus && lack >= other.lack && both >= other.both }
}
