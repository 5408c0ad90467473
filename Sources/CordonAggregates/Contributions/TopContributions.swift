import BigInt

/// How much the two patients with the most contribute to a cell, as codes whose edges rise by 2^¼: 0 for nothing, else 1 + k with the least
/// k ≥ 0 such that the contribution is at most 2^(k/4) units. So dominance can be decided over several hospitals without any patient's
/// own figure. A patient in several hospitals counts once in each.
///
/// What a contribution and its unit are says ``ContributionScale``.
public struct TopContributions: Sendable, Hashable {
    /// The code of the largest contribution that there can be, 2^126 units.
    public static let largestCode: UInt16 = 505
    /// From here on a row may contribute more than its code says: what is larger counts as 2^95 units, and so do NaN and the infinities.
    public static let saturatedCode: UInt16 = 381
    public static let none = TopContributions(largest: 0, second: 0)

    public let largest: UInt16
    public let second: UInt16

    public init(largest: UInt16, second: UInt16) {
        self.largest = largest
        self.second = second
    }

    /// Of two numbers of units, the larger first.
    public init(_ largest: UInt128, _ second: UInt128) {
        self.init(largest: Self.code(of: largest), second: Self.code(of: second))
    }

    /// The two largest of both hospitals' two.
    func merged(with other: Self) -> Self {
        largest >= other.largest
            ? TopContributions(largest: largest, second: max(second, other.largest))
            : TopContributions(largest: other.largest, second: max(largest, other.second))
    }

    /// No contribution with this code is larger, in units.
    public static func upperEdge(_ code: UInt16) -> Double {
        guard code > 0 else { return 0 }
        let quarters = Int(code - 1)
        return (roots[quarters % 4] * Double(sign: .plus, exponent: quarters / 4, significand: 1)).nextUp
    }

    /// Every contribution with this code is larger, in units.
    static func lowerEdge(_ code: UInt16) -> Double { code > 1 ? upperEdge(code - 1).nextDown.nextDown : 0 }

    /// The powers 2^0 to 2^¾.
    private static let roots: [Double] = [1, 1.189207115002721, 1.4142135623730951, 1.681792830507429]

    static func code(of units: UInt128) -> UInt16 {
        guard units > 0 else { return 0 }
        var quarters = 4 * (127 - units.leadingZeroBitCount)
        while quarters < edges.count - 1, units > edges[quarters] { quarters += 1 }
        return UInt16(truncatingIfNeeded: quarters + 1)
    }

    /// The largest whole number that is at most 2^(k/4), by k.
    private static let edges: [UInt128] = (0..<Int(largestCode)).map { quarters in
        let root = (BigUInt(1) << quarters).squareRoot().squareRoot()
        return root.words.enumerated().reduce(0) { $0 | UInt128($1.element) << UInt128(64 * $1.offset) }
    }
}
