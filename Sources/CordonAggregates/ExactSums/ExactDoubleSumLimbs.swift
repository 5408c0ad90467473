import BigInt
import CordonValues

/// The form in which an exact sum travels. Exactly one per value.
extension ExactDoubleSum {
    /// The least and the highest limb that a sum or a sum of squares can need: 2^-2148 is the square of the least double, and
    /// 2^63 squares of the largest stay below 2^2112.
    public static let limbPositions = -68...66
    /// The same for sums of third and fourth powers: 2^-4296, and below 2^4160.
    public static let limbPositionsOfPowers = -135...130

    /// The sum as limbs of 32 bits, least first, of which the first has the weight 2^(32 · position): two's complement, carries
    /// propagated, without zero limbs below and without limbs above that only repeat the sign. Zero, and a sum that met NaN or an
    /// infinity, have no limbs and position 0.
    public var canonicalLimbs: (position: Int, limbs: [UInt32]) {
        guard let (significand, exponent) = exact, significand != 0 else { return (0, []) }
        let position = exponent >> 5
        let aligned = significand << (exponent - position * 32)
        var limbs: [UInt32] = []
        for word in aligned.words {
            limbs.append(UInt32(truncatingIfNeeded: word))
            limbs.append(UInt32(truncatingIfNeeded: word >> 32))
        }
        while limbs.count > 1, let top = limbs.last, top == Self.extending(limbs[limbs.count - 2]) { limbs.removeLast() }
        return (position, limbs)
    }

    /// Refuses every form but the canonical one.
    public init(
        specials: DoubleSpecials, position: Int, limbs: [UInt32], allowed: ClosedRange<Int> = Self.limbPositions
    ) throws(Diagnostic) {
        guard specials.isSubset(of: .all) else { throw Self.notCanonical }
        if limbs.isEmpty || !specials.isEmpty {
            guard limbs.isEmpty, position == 0 else { throw Self.notCanonical }
            self.init(specials: specials)
            return
        }
        guard limbs.first != 0, allowed.contains(position), limbs.count <= allowed.upperBound - position + 1
        else { throw Self.notCanonical }
        if limbs.count > 1, let top = limbs.last, top == Self.extending(limbs[limbs.count - 2]) { throw Self.notCanonical }
        self.init(LimbWindow.bigInt(twosComplement: limbs), exponent: position * 32)
    }

    /// The limb that continues the sign of one below.
    private static func extending(_ limb: UInt32) -> UInt32 { limb >> 31 == 0 ? 0 : .max }

    private static var notCanonical: Diagnostic {
        Diagnostic(.partialInvalid, "An exact sum in the partial is not in its canonical form.")
    }
}
