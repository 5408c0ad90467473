/// Numbers distinct tuples of words from 0 in the order in which they first come: open addressing over one array of words.
struct WordTable {
    let width: Int
    private var words: [UInt64] = []
    private(set) var count = 0
    /// Numbers of tuples plus one; 0 is empty. As long as a power of two.
    private var slots: [UInt32] = Array(repeating: 0, count: 16)

    init(width: Int) { self.width = width }

    var memory: Int { words.capacity * 8 + slots.capacity * 4 }

    /// `tuple` has `width` words.
    mutating func number(of tuple: [UInt64]) -> Int {
        var slot = Self.slot(hash(tuple, 0), slots.count)
        while slots[slot] != 0 {
            let candidate = Int(slots[slot]) - 1
            if isEqual(candidate, tuple) { return candidate }
            slot = (slot + 1) & (slots.count - 1)
        }
        words.append(contentsOf: tuple)
        count += 1
        slots[slot] = UInt32(truncatingIfNeeded: count)
        if count * 2 > slots.count { grow() }
        return count - 1
    }

    func word(_ number: Int, _ position: Int) -> UInt64 { words[number * width + position] }

    func isEqual(_ number: Int, _ tuple: [UInt64]) -> Bool {
        let start = number * width
        for position in 0..<width where words[start + position] != tuple[position] { return false }
        return true
    }

    private func hash(_ array: [UInt64], _ start: Int) -> UInt64 {
        var hash = WordHash.start
        for position in start..<start + width { hash = WordHash.add(array[position], to: hash) }
        return hash
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for number in 0..<count {
            var slot = Self.slot(hash(words, number * width), slots.count)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(truncatingIfNeeded: number + 1)
        }
    }

    @inline(__always)
    private static func slot(_ hash: UInt64, _ count: Int) -> Int { Int(truncatingIfNeeded: hash) & (count - 1) }
}
