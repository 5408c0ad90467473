/// What the rows of a (group, patient) pair do in one aggregate column.
struct PatientMark: OptionSet, Sendable {
    let rawValue: UInt8

    /// A row that contributes.
    static let contributing = PatientMark(rawValue: 1)
    /// A row that does not.
    static let passing = PatientMark(rawValue: 2)
    /// An argument that is not zero, or a condition that is true.
    static let nonZero = PatientMark(rawValue: 4)
    static let zero = PatientMark(rawValue: 8)
}

/// Counts distinct patients per group and mark, exactly, in whatever order rows arrive.
///
/// The latest patient of each group and its marks stand beside the group. While rows arrive by patient (ordinals never fall), pairs
/// that are left behind are only noted: nothing is looked up, and groups of one patient cost nothing more. At the first row that goes
/// back, the notes become a ``MarkTable`` that answers from then on. Numbers for marks that never come take no memory.
struct PatientMarks: Sendable {
    private var last: [Int32] = []
    private var marks: [PatientMark] = []
    private var contributing: [Int32] = []
    private var passing: [Int32] = []
    private var nonZero: [Int32] = []
    private var zero: [Int32] = []
    private var latest: Int32 = -1
    private var notedPairs: [UInt64] = []
    private var notedMarks: [PatientMark] = []
    private var table: MarkTable?

    mutating func addGroup() {
        last.append(-1)
        marks.append([])
        contributing.append(0)
        if !passing.isEmpty { passing.append(0) }
        if !nonZero.isEmpty { nonZero.append(0) }
        if !zero.isEmpty { zero.append(0) }
    }

    /// `group` is a group added before, `patient` an ordinal from 0 below 2^31: both are the caller's own numbering.
    mutating func add(_ mark: PatientMark, group: Int, patient: Int) {
        let ordinal = Int32(truncatingIfNeeded: patient)
        if last[group] != ordinal { turn(group, to: ordinal) }
        let new = mark.subtracting(marks[group])
        if new.isEmpty { return }
        marks[group].formUnion(mark)
        if new.contains(.contributing) { contributing[group] &+= 1 }
        if new.contains(.passing) { Self.increment(&passing, group, of: last.count) }
        if new.contains(.nonZero) { Self.increment(&nonZero, group, of: last.count) }
        if new.contains(.zero) { Self.increment(&zero, group, of: last.count) }
    }

    private static func increment(_ counts: inout [Int32], _ group: Int, of groups: Int) {
        if counts.isEmpty { counts = Array(repeating: 0, count: groups) }
        counts[group] &+= 1
    }

    /// Puts the group's patient away and takes up another.
    private mutating func turn(_ group: Int, to ordinal: Int32) {
        if table == nil, ordinal < latest { lookUp() }
        if last[group] >= 0 {
            let pair = Self.pair(group, last[group])
            if table == nil {
                notedPairs.append(pair)
                notedMarks.append(marks[group])
            } else {
                table?[pair] = marks[group]
            }
        }
        latest = max(latest, ordinal)
        last[group] = ordinal
        marks[group] = table?[Self.pair(group, ordinal)] ?? []
    }

    private mutating func lookUp() {
        var table = MarkTable(atLeast: notedPairs.count)
        for (pair, marks) in zip(notedPairs, notedMarks) { table[pair] = marks }
        self.table = table
        notedPairs = []
        notedMarks = []
    }

    private static func pair(_ group: Int, _ ordinal: Int32) -> UInt64 {
        UInt64(truncatingIfNeeded: group) << 32 | UInt64(UInt32(truncatingIfNeeded: ordinal))
    }

    /// Patients of the group with such a row.
    func count(_ mark: PatientMark, group: Int) -> Int64 {
        let counts = mark == .contributing ? contributing : mark == .passing ? passing : mark == .nonZero ? nonZero : zero
        return counts.isEmpty ? 0 : Int64(counts[group])
    }

    /// Bytes held, as near as it can be told.
    var memory: Int {
        let numbers = last.capacity + contributing.capacity + passing.capacity + nonZero.capacity + zero.capacity
        return numbers * 4 + marks.capacity + notedPairs.capacity * 8 + notedMarks.capacity + (table?.memory ?? 0)
    }
}

/// The marks of (group, patient) pairs packed into 64 bits: open addressing with linear probing, because a `Dictionary` is far too
/// slow for one look-up per row.
struct MarkTable: Sendable {
    /// No pair: groups stay below 2^32 - 1.
    private static let empty = UInt64.max

    private var slots: [UInt64]
    private var marks: [PatientMark]
    private var shift: Int
    private var count = 0

    init(atLeast pairs: Int) {
        let bits = max(10, Int.bitWidth - (pairs * 2).leadingZeroBitCount)
        slots = Array(repeating: Self.empty, count: 1 << bits)
        marks = Array(repeating: [], count: 1 << bits)
        shift = 64 - bits
    }

    var memory: Int { slots.capacity * 9 }

    /// Empty for a pair that is not there.
    subscript(pair: UInt64) -> PatientMark {
        get { marks[slot(of: pair)] }
        set {
            let slot = slot(of: pair)
            marks[slot] = newValue
            if slots[slot] == Self.empty {
                slots[slot] = pair
                count &+= 1
                if count &* 2 > slots.count { grow() }
            }
        }
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
        let (old, oldMarks) = (slots, marks)
        slots = Array(repeating: Self.empty, count: old.count * 2)
        marks = Array(repeating: [], count: old.count * 2)
        shift -= 1
        for (pair, mark) in zip(old, oldMarks) where pair != Self.empty {
            let slot = slot(of: pair)
            slots[slot] = pair
            marks[slot] = mark
        }
    }
}
