/// How many sets of patients a study, and those linked with it by a researcher, may be shown.
///
/// - Claim: the sets of patients that are shown have no more linearly independent indicators than `limit`.
/// - Why: with about as many answers as patients, even rounded ones, a reader reconstructs rows (Dinur and Nissim, *Revealing information while
///   preserving privacy*, 2003). Half as many as there are groups of T patients keeps far below.
public struct CellBudget: Sendable, Hashable {
    static let name = "budget"

    public let limit: Int
    /// Shown so far.
    public private(set) var used: Int

    public init(limit: Int, used: Int) {
        self.limit = limit
        self.used = used
    }

    /// 0.5 · cohort / T, downwards: `cohort` patients at least are in the warehouses that answer.
    public static func limit(cohort: Int64, threshold: Int64) -> Int {
        Int(clamping: max(0, cohort) / 2 / max(1, threshold))
    }

    /// What may still be shown.
    public var left: Int { max(0, limit - used) }

    /// So many more are shown.
    public mutating func spend(_ sets: Int) { used = Int(clamping: Int128(used) + Int128(max(0, sets))) }
}
