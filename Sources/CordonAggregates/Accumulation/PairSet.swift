/// A set of (group, patient) pairs packed into 64 bits: open addressing with linear probing, because a `Dictionary` is far too slow
/// for one look-up per row.
struct PairSet: Sendable {
    /// No pair: groups stay below 2^32 - 1.
    private static let empty = UInt64.max

    private var slots: [UInt64]
    private var shift: Int
    private var count = 0

    /// The given pairs are distinct.
    init(_ pairs: [UInt64]) {
        let bits = max(10, Int.bitWidth - (pairs.count * 2).leadingZeroBitCount)
        slots = Array(repeating: Self.empty, count: 1 << bits)
        shift = 64 - bits
        for pair in pairs { insert(pair) }
    }

    /// True when the pair is new.
    @discardableResult
    mutating func insert(_ pair: UInt64) -> Bool {
        if count &* 2 >= slots.count { grow() }
        let mask = slots.count &- 1
        // Fibonacci hashing: the high bits of the product depend on all bits of the pair.
        var slot = Int(truncatingIfNeeded: (pair &* 0x9E37_79B9_7F4A_7C15) >> UInt64(shift))
        while slots[slot] != Self.empty {
            if slots[slot] == pair { return false }
            slot = (slot &+ 1) & mask
        }
        slots[slot] = pair
        count &+= 1
        return true
    }

    static func group(_ pair: UInt64) -> Int { Int(pair >> 32) }

    static func patient(_ pair: UInt64) -> Int { Int(pair & 0xFFFF_FFFF) }

    func forEach(_ body: (UInt64) -> Void) {
        for pair in slots where pair != Self.empty { body(pair) }
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Self.empty, count: old.count * 2)
        shift -= 1
        count = 0
        for pair in old where pair != Self.empty { insert(pair) }
    }
}
