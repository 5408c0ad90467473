/// What the rows of a (group, patient) pair do in one aggregate column.
public struct PatientMark: OptionSet, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A row that contributes.
    public static let contributing = PatientMark(rawValue: 1)
    /// A row that does not.
    public static let passing = PatientMark(rawValue: 2)
    /// An argument that is not zero, or a condition that is true.
    public static let nonZero = PatientMark(rawValue: 4)
    public static let zero = PatientMark(rawValue: 8)
}

/// Counts distinct patients per group and mark, exactly, in whatever order rows arrive.
///
/// The latest patient of each group and its marks stand beside the group. While rows arrive by patient (ordinals never fall), pairs
/// that are left behind are only noted: nothing is looked up, and groups of one patient cost nothing more. At the first row that goes
/// back, the notes become a ``PairTable`` that answers from then on. Numbers for marks that never come take no memory.
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
    private var table: PairTable<PatientMark>?

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
            let pair = PairTable<PatientMark>.pair(group, last[group])
            if table == nil {
                notedPairs.append(pair)
                notedMarks.append(marks[group])
            } else {
                table?[pair] = marks[group]
            }
        }
        latest = max(latest, ordinal)
        last[group] = ordinal
        marks[group] = table?[PairTable<PatientMark>.pair(group, ordinal)] ?? []
    }

    private mutating func lookUp() {
        var table = PairTable<PatientMark>(atLeast: notedPairs.count, absent: [])
        for (pair, marks) in zip(notedPairs, notedMarks) { table[pair] = marks }
        self.table = table
        notedPairs = []
        notedMarks = []
    }

    /// Every pair of a group and one of its patients, once, with what the patient's rows do.
    func forEach(_ body: (_ group: Int, _ patient: Int, _ marks: PatientMark) -> Void) {
        func give(_ pair: UInt64, _ marks: PatientMark) { body(PairSet.group(pair), PairSet.patient(pair), marks) }
        for (pair, marks) in zip(notedPairs, notedMarks) { give(pair, marks) }
        // The latest patient of a group may stand in the table too, with earlier marks.
        table?.forEach { pair, marks in
            if PairTable<PatientMark>.pair(PairSet.group(pair), last[PairSet.group(pair)]) != pair { give(pair, marks) }
        }
        for group in last.indices where last[group] >= 0 { body(group, Int(last[group]), marks[group]) }
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
