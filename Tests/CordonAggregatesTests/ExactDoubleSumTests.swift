import BigInt
import CordonAggregates
import CordonValues
import Testing

@Suite struct ExactDoubleSumTests {
    private func sum(_ values: [Double]) -> ExactDoubleSum { values.reduce(.zero) { $0 + ExactDoubleSum($1) } }

    @Test func `any order of addition gives the same limbs`() {
        var source = SeededNumbers(seed: 7)
        for _ in 0..<200 {
            let values = (0..<20).map { _ in source.anyDouble() }
            let first = sum(values), second = sum(values.shuffled(using: &source))
            #expect(first == second)
            #expect(first.hashValue == second.hashValue)
            #expect(first.canonicalLimbs == second.canonicalLimbs)
        }
    }

    @Test func `a sum has the value of the exact sum`() throws {
        var source = SeededNumbers(seed: 8)
        for _ in 0..<200 {
            let values = (0..<12).map { _ in source.anyDouble() }.filter(\.isFinite)
            let parts = values.compactMap { scaled($0) }
            #expect(parts.count == values.count)
            #expect(scaled(sum(values)) == parts.reduce(0, +) << Self.scale)
            let squares = values.reduce(.zero) { $0 + ExactDoubleSum(squareOf: $1) }
            #expect(scaled(squares) == parts.reduce(0) { $0 + $1 * $1 })
        }
    }

    /// Every double is a whole multiple of 2^-1088, every square one of 2^-2176.
    private static let scale = 1088

    private func scaled(_ value: Double) -> BigInt? {
        Rational(exactly: value).map { ($0.numerator << Self.scale) / $0.denominator }
    }

    /// What the limbs say, read as the protocol describes them, in units of 2^-2176.
    private func scaled(_ sum: ExactDoubleSum) -> BigInt {
        let (position, limbs) = sum.canonicalLimbs
        return limbs.enumerated().reduce(0) { total, limb in
            let isTop = limb.offset == limbs.count - 1
            let digit = isTop ? BigInt(Int32(bitPattern: limb.element)) : BigInt(limb.element)
            return total + digit << (2 * Self.scale + 32 * (position + limb.offset))
        }
    }

    @Test func `limbs survive the way out and back`() throws {
        var source = SeededNumbers(seed: 9)
        for count in 0..<300 {
            let values = (0..<(count % 7)).map { _ in source.anyDouble() }
            for exact in [sum(values), values.reduce(.zero) { $0 + ExactDoubleSum(squareOf: $1) }] {
                let (position, limbs) = exact.canonicalLimbs
                #expect(try ExactDoubleSum(specials: exact.specials, position: position, limbs: limbs) == exact)
            }
        }
    }

    @Test func `zero and the empty sum are one value without limbs`() {
        #expect(sum([1.5, -1.5]) == .zero)
        #expect(sum([-0.0]) == .zero)
        #expect(ExactDoubleSum.zero.canonicalLimbs == (0, []))
        #expect(ExactDoubleSum(1).canonicalLimbs == (0, [1]))
        #expect(ExactDoubleSum(-1).canonicalLimbs == (0, [.max]))
        #expect(ExactDoubleSum(2_147_483_648).canonicalLimbs == (0, [0x8000_0000, 0]))
        #expect(ExactDoubleSum(-4_294_967_296).canonicalLimbs == (1, [.max]))
        #expect(ExactDoubleSum(.leastNonzeroMagnitude).canonicalLimbs == (-34, [1 << 14]))
    }

    @Test(arguments: [
        (0, 0, [0] as [UInt32]), (0, 0, [1, 0]), (0, 0, [.max, .max]), (0, 0, [0, 1]), (0, 1, []), (-69, 0, [1]), (0, -69, [1]),
        (0, 67, [1]), (0, 66, [1, 1]), (0, 0, [1, 2, 0]), (0, 0, [0x8000_0000, .max]), (0, .max, [1]), (0, .min, [1]), (8, 0, []),
        (1, 0, [1]), (1, 3, []), (0, -68, Array(repeating: 1, count: 136)),
    ] as [(Int, Int, [UInt32])])
    func `another encoding than the canonical one is refused`(specials: Int, position: Int, limbs: [UInt32]) {
        let error = #expect(throws: Diagnostic.self) {
            try ExactDoubleSum(
                specials: DoubleSpecials(rawValue: UInt8(truncatingIfNeeded: specials)), position: position, limbs: limbs)
        }
        #expect(error?.code == .partialInvalid)
    }

    @Test func `a sum that met NaN or an infinity holds only that`() {
        let special = sum([1, .infinity, 2.5])
        #expect(special == ExactDoubleSum(.infinity))
        #expect(sum([.infinity, -.infinity]).specials == [.positiveInfinity, .negativeInfinity])
        #expect(ExactDoubleSum(squareOf: -.infinity) == ExactDoubleSum(.infinity))
        #expect(sum([.nan, 1]).canonicalLimbs == (0, []))
    }
}
