/// What is known of (group, patient) pairs packed into 64 bits: open addressing with linear probing, because a `Dictionary` is far too
/// slow for one look-up per row.
struct PairTable<Entry: Sendable>: Sendable {
    /// No pair: groups stay below 2^32 - 1.
    private static var empty: UInt64 { .max }

    static func pair(_ group: Int, _ ordinal: Int32) -> UInt64 {
        UInt64(truncatingIfNeeded: group) << 32 | UInt64(UInt32(truncatingIfNeeded: ordinal))
    }

    static func group(_ pair: UInt64) -> Int { Int(pair >> 32) }

    private let absent: Entry
    private var slots: [UInt64]
    private var entries: [Entry]
    private var shift: Int
    private var count = 0

    /// A pair that is not there reads as `absent`.
    init(atLeast pairs: Int, absent: Entry) {
        let bits = max(10, Int.bitWidth - (pairs * 2).leadingZeroBitCount)
        self.absent = absent
        slots = Array(repeating: Self.empty, count: 1 << bits)
        entries = Array(repeating: absent, count: 1 << bits)
        shift = 64 - bits
    }

    var memory: Int { slots.capacity * (8 + MemoryLayout<Entry>.stride) }

    subscript(pair: UInt64) -> Entry {
        get { entries[slot(of: pair)] }
        set {
            let slot = slot(of: pair)
            entries[slot] = newValue
            if slots[slot] == Self.empty {
                slots[slot] = pair
                count &+= 1
                if count &* 2 > slots.count { grow() }
            }
        }
    }

    func forEach(_ body: (_ pair: UInt64, _ entry: Entry) -> Void) {
        for (pair, entry) in zip(slots, entries) where pair != Self.empty { body(pair, entry) }
    }

    /// Where the pair is, or would be.
    private func slot(of pair: UInt64) -> Int {
        let mask = slots.count &- 1
        // Fibonacci hashing: the high bits of the product depend on all bits of the pair.
        var slot = Int(truncatingIfNeeded: (pair &* 0x9E37_79B9_7F4A_7C15) >> UInt64(shift))
        while slots[slot] != Self.empty, slots[slot] != pair { slot = (slot &+ 1) & mask }
        return slot
    }

    private mutating func grow() {
        let (old, oldEntries) = (slots, entries)
        slots = Array(repeating: Self.empty, count: old.count * 2)
        entries = Array(repeating: absent, count: old.count * 2)
        shift -= 1
        for (pair, entry) in zip(old, oldEntries) where pair != Self.empty {
            let slot = slot(of: pair)
            slots[slot] = pair
            entries[slot] = entry
        }
    }
}
