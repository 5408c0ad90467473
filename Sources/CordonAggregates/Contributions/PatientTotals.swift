/// How much each patient contributes per group, exactly, in whatever order rows arrive.
///
/// The latest patient of each group and its total stand beside the group. While rows arrive by patient (ordinals never fall), pairs that are
/// left behind are only noted; at the first row that goes back, the notes become a ``PairTable``. See ``PatientMarks``.
struct PatientTotals: Sendable {
    private var last: [Int32] = []
    private var totals: [UInt128] = []
    private var latest: Int32 = -1
    private var notedPairs: [UInt64] = []
    private var notedTotals: [UInt128] = []
    private var table: PairTable<UInt128>?

    mutating func addGroup() {
        last.append(-1)
        totals.append(0)
    }

    /// `group` is a group added before, `patient` an ordinal from 0 below 2^31: both are the caller's own numbering.
    mutating func add(_ units: UInt128, group: Int, patient: Int) {
        let ordinal = Int32(truncatingIfNeeded: patient)
        if last[group] != ordinal { turn(group, to: ordinal) }
        totals[group] = min(ContributionScale.most, totals[group] + units)
    }

    /// Puts the group's patient away and takes up another.
    private mutating func turn(_ group: Int, to ordinal: Int32) {
        if table == nil, ordinal < latest {
            var table = PairTable<UInt128>(atLeast: notedPairs.count, absent: 0)
            for (pair, total) in zip(notedPairs, notedTotals) { table[pair] = total }
            self.table = table
            notedPairs = []
            notedTotals = []
        }
        if last[group] >= 0 {
            let pair = PairTable<UInt128>.pair(group, last[group])
            if table == nil {
                notedPairs.append(pair)
                notedTotals.append(totals[group])
            } else {
                table?[pair] = totals[group]
            }
        }
        latest = max(latest, ordinal)
        last[group] = ordinal
        totals[group] = table?[PairTable<UInt128>.pair(group, ordinal)] ?? 0
    }

    /// Of each group.
    func top() -> [TopContributions] {
        var first = Array(repeating: 0 as UInt128, count: last.count)
        var second = first
        func take(_ total: UInt128, _ group: Int) {
            if total > first[group] {
                second[group] = first[group]
                first[group] = total
            } else if total > second[group] {
                second[group] = total
            }
        }
        for (pair, total) in zip(notedPairs, notedTotals) { take(total, PairTable<UInt128>.group(pair)) }
        // The latest patient of a group may stand in the table too, with an earlier total.
        table?.forEach { pair, total in
            let group = PairTable<UInt128>.group(pair)
            if PairTable<UInt128>.pair(group, last[group]) != pair { take(total, group) }
        }
        for group in last.indices where last[group] >= 0 { take(totals[group], group) }
        return zip(first, second).map { TopContributions($0, $1) }
    }
}
