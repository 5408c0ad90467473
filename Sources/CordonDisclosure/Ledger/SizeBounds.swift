/// How many patients of one hospital are in a set, as far as is known.
struct SizeBounds: Sendable, Hashable {
    let least: Int64
    /// Nil where nothing is known.
    let most: Int64?

    static let unknown = Self(least: 0, most: nil)
    static let nobody = Self(least: 0, most: 0)

    init(least: Int64, most: Int64?) {
        self.least = least
        self.most = most
    }

    init(_ size: Int64) { self.init(least: size, most: size) }

    /// What the ledger keeps of a hospital's set: 0 for nobody, 1 for fewer than `threshold`, T, else two more than how often T doubles without exceeding it.
    static func code(_ size: Int64, threshold: Int64) -> UInt8 {
        guard size > 0, threshold > 0 else { return 0 }
        return size < threshold ? 1 : UInt8(1 + Int64.bitWidth - (size / threshold).leadingZeroBitCount)
    }

    init(code: UInt8, threshold: Int64) {
        switch code {
        case 0: self = .nobody
        case 1: self.init(least: 1, most: max(1, threshold - 1))
        default:
            let low = threshold << min(Int64(code) - 2, 40)
            self.init(least: low, most: 2 * low - 1)
        }
    }

    static func + (one: Self, other: Self) -> Self {
        Self(least: min(one.least + other.least, 1 << 50), most: one.most.flatMap { most in other.most.map { min(most + $0, 1 << 50) } })
    }

    /// So many patients less those of the set, at least.
    func without(_ patients: Int64) -> Int64 { most.map { max(0, patients - $0) } ?? 0 }
}
