/// Numbers distinct byte strings from 0 in the order in which they first come: open addressing over one buffer of bytes.
struct ByteTable {
    private var bytes: [UInt8] = []
    /// `ends[i]` is where string i ends in `bytes`; it begins where the one before ends.
    private var ends: [Int] = []
    private var hashes: [UInt64] = []
    /// Numbers of strings plus one; 0 is empty. As long as a power of two.
    private var slots: [UInt32] = Array(repeating: 0, count: 16)

    var count: Int { ends.count }
    var memory: Int { bytes.capacity + ends.capacity * 16 + slots.capacity * 4 }

    mutating func number(of string: UnsafeRawBufferPointer) -> Int {
        let hash = Self.hash(string)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let candidate = Int(slots[slot]) - 1
            if hashes[candidate] == hash, isEqual(candidate, string) { return candidate }
            slot = (slot + 1) & (slots.count - 1)
        }
        bytes.append(contentsOf: string)
        ends.append(bytes.count)
        hashes.append(hash)
        slots[slot] = UInt32(truncatingIfNeeded: ends.count)
        if ends.count * 2 > slots.count { grow() }
        return ends.count - 1
    }

    func text(_ number: Int) -> String { String(decoding: bytes[start(number)..<ends[number]], as: UTF8.self) }

    private func start(_ number: Int) -> Int { number == 0 ? 0 : ends[number - 1] }

    private func isEqual(_ number: Int, _ string: UnsafeRawBufferPointer) -> Bool {
        let start = start(number)
        guard ends[number] - start == string.count else { return false }
        return bytes.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0[start..<start + string.count]).elementsEqual(string) }
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for (number, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(truncatingIfNeeded: number + 1)
        }
    }

    private static func hash(_ string: UnsafeRawBufferPointer) -> UInt64 {
        var hash = WordHash.start ^ UInt64(truncatingIfNeeded: string.count)
        var offset = 0
        while offset + 8 <= string.count {
            hash = WordHash.add(string.loadUnaligned(fromByteOffset: offset, as: UInt64.self), to: hash)
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < string.count {
            rest = rest << 8 | UInt64(string[offset])
            offset += 1
        }
        return WordHash.add(rest, to: hash)
    }
}

/// A multiplying hash of words: quick, and good enough for keys that nobody chooses against it.
enum WordHash {
    static let start: UInt64 = 0x9E37_79B9_7F4A_7C15

    @inline(__always)
    static func add(_ word: UInt64, to hash: UInt64) -> UInt64 {
        let (high, low) = (hash ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return high ^ low ^ (hash << 7 | hash >> 57)
    }
}
