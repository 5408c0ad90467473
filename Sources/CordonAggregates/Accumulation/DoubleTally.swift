/// Exact sums of the powers of doubles, or of the powers and products of pairs of doubles, of one set of rows. Rows can be taken
/// away again.
struct DoubleTally: Sendable {
    enum Form: Sendable {
        /// x and x².
        case moments
        /// x to x⁴.
        case powers
        /// y, x, y², x², xy.
        case pairs

        fileprivate var sums: Int {
            switch self {
            case .moments: 2
            case .powers: 4
            case .pairs: 5
            }
        }
    }

    private var sums: [LimbWindow]
    private var first = SpecialCounts()
    private var second = SpecialCounts()
    private(set) var rows: Int64 = 0

    init(_ form: Form) { sums = Array(repeating: LimbWindow(), count: form.sums) }

    /// `rows` is 1 to add the value, -1 to take it away.
    mutating func add(_ value: Double, rows change: Int64 = 1) {
        rows += change
        guard first.note(value, change) else { return }
        let parts = DoubleParts(value)
        for power in sums.indices { Self.add(parts, power: power + 1, to: &sums[power], negated: change < 0) }
    }

    /// As ``add(_:rows:)``, of a pair.
    mutating func add(y: Double, x: Double, rows change: Int64 = 1) {
        rows += change
        let (left, right) = (DoubleParts(y), DoubleParts(x))
        let (hasY, hasX) = (first.note(y, change), second.note(x, change))
        if hasY {
            Self.add(left, power: 1, to: &sums[0], negated: change < 0)
            Self.add(left, power: 2, to: &sums[2], negated: change < 0)
        }
        if hasX {
            Self.add(right, power: 1, to: &sums[1], negated: change < 0)
            Self.add(right, power: 2, to: &sums[3], negated: change < 0)
        }
        if hasY, hasX {
            let (high, low) = left.magnitude.multipliedFullWidth(by: right.magnitude)
            sums[4].add(
                UInt128(high) << 64 | UInt128(low), exponent: left.exponent + right.exponent,
                isNegative: (left.isNegative != right.isNegative) != (change < 0))
        }
    }

    /// Adds ±|x|^power. The square has 106 bits; the third and fourth power are added in pieces.
    private static func add(_ parts: DoubleParts, power: Int, to sum: inout LimbWindow, negated: Bool) {
        let isNegative = (parts.isNegative && power % 2 == 1) != negated
        let exponent = parts.exponent * power
        let (high, low) = (parts.square >> 64, parts.square & UInt128(UInt64.max))
        switch power {
        case 1: sum.add(UInt128(parts.magnitude), exponent: exponent, isNegative: isNegative)
        case 2: sum.add(parts.square, exponent: exponent, isNegative: isNegative)
        case 3:
            sum.add(low * UInt128(parts.magnitude), exponent: exponent, isNegative: isNegative)
            sum.add(high * UInt128(parts.magnitude), exponent: exponent + 64, isNegative: isNegative)
        default:
            sum.add(low * low, exponent: exponent, isNegative: isNegative)
            sum.add(2 * low * high, exponent: exponent + 64, isNegative: isNegative)
            sum.add(high * high, exponent: exponent + 128, isNegative: isNegative)
        }
    }
}

extension DoubleTally {
    var moments: DoubleMoments {
        let specials = first.specials
        return DoubleMoments(rows: rows, sum: sum(0, specials), squares: sum(1, specials.squared))
    }

    var powers: DoublePowers {
        let specials = first.specials
        return DoublePowers(
            rows: rows, sum: sum(0, specials), squares: sum(1, specials.squared), cubes: sum(2, specials),
            fourths: sum(3, specials.squared))
    }

    var pairs: DoublePairs {
        let (left, right) = (first.specials, second.specials)
        return DoublePairs(
            rows: rows, y: sum(0, left), x: sum(1, right), yy: sum(2, left.squared), xx: sum(3, right.squared),
            xy: sum(4, left.isEmpty && right.isEmpty ? [] : .notANumber))
    }

    private func sum(_ index: Int, _ specials: DoubleSpecials) -> ExactDoubleSum {
        specials.isEmpty ? sums[index].exactSum : ExactDoubleSum(specials: specials)
    }
}

/// How many values that are not finite are among the rows.
struct SpecialCounts: Sendable {
    private var notANumber: Int32 = 0
    private var positive: Int32 = 0
    private var negative: Int32 = 0

    /// True for a finite value, which is not counted.
    mutating func note(_ value: Double, _ change: Int64) -> Bool {
        if value.isFinite { return true }
        let change = Int32(truncatingIfNeeded: change)
        if value.isNaN { notANumber &+= change } else if value > 0 { positive &+= change } else { negative &+= change }
        return false
    }

    var specials: DoubleSpecials {
        var result: DoubleSpecials = []
        if notANumber != 0 { result.insert(.notANumber) }
        if positive != 0 { result.insert(.positiveInfinity) }
        if negative != 0 { result.insert(.negativeInfinity) }
        return result
    }
}
