/// Counts distinct patients per group, exactly, in whatever order rows arrive.
///
/// While rows arrive by patient (ordinals never fall), the last patient of each group tells a new one from a repeated one, and
/// the pairs found are only noted. At the first row that goes back, the notes become a ``PairSet`` that answers from then on.
public struct PatientCounter: Sendable {
    /// Distinct patients of each group.
    public private(set) var counts: [Int64] = []
    private var last: [Int32] = []
    private var latest: Int32 = -1
    private var noted: [UInt64] = []
    private var pairs: PairSet?

    public init() {}

    public mutating func addGroup() {
        counts.append(0)
        last.append(-1)
    }

    /// `group` is a group added before, `patient` an ordinal from 0 below 2^31: both are the caller's own numbering.
    public mutating func add(group: Int, patient: Int) {
        let ordinal = Int32(truncatingIfNeeded: patient)
        if last[group] == ordinal { return }
        last[group] = ordinal
        let pair = UInt64(truncatingIfNeeded: group) << 32 | UInt64(UInt32(truncatingIfNeeded: patient))
        if pairs == nil {
            if ordinal >= latest {
                latest = ordinal
                noted.append(pair)
                counts[group] &+= 1
                return
            }
            pairs = PairSet(noted)
            noted = []
        }
        if pairs?.insert(pair) == true { counts[group] &+= 1 }
    }

    /// Every pair of a group and one of its patients, once.
    public func forEach(_ body: (_ group: Int, _ patient: Int) -> Void) {
        for pair in noted { body(PairSet.group(pair), PairSet.patient(pair)) }
        pairs?.forEach { body(PairSet.group($0), PairSet.patient($0)) }
    }
}
