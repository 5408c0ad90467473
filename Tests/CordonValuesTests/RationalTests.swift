import BigInt
import CordonValues
import Testing

@Suite struct RationalTests {
    @Test func `the nearest double of every reference fraction is the reference's`() throws {
        let lines = try vectors("nearest")
        #expect(lines.count > 500)
        for line in lines {
            let value = try #require(fraction(line[0], line[1]))
            let expected = Double(bitPattern: try #require(UInt64(line[2], radix: 16)))
            #expect(value.toDouble() == expected, "\(line[0])/\(line[1])")
        }
    }

    @Test func `a double survives the way to an exact number and back`() {
        var source = SystemRandomNumberGenerator()
        let edges = [0, 1, -1, 0.1, .leastNonzeroMagnitude, -.leastNormalMagnitude, .greatestFiniteMagnitude, 1e16, -.leastNormalMagnitude / 3]
        let random = (0..<500).map { _ in Double(bitPattern: source.next()) }.filter(\.isFinite)
        for value: Double in edges + random {
            #expect(Rational(exactly: value)?.toDouble() == value)
        }
    }

    @Test func `a double that is no number has no exact value`() {
        #expect(Rational(exactly: .nan) == nil)
        #expect(Rational(exactly: .infinity) == nil)
        #expect(Rational(exactly: -.infinity) == nil)
    }

    @Test(arguments: [
        ("-12.50e3", "-12500/1"), ("12.50", "25/2"), (".5", "1/2"), ("5.", "5/1"), ("+7", "7/1"), ("1e-3", "1/1000"), ("-0", "0/1"),
        ("1E+2", "100/1"), ("000.10", "1/10"),
    ])
    func `a decimal is read exactly`(text: String, expected: String) throws {
        let value = try #require(Rational(decimal: text))
        #expect("\(value.numerator)/\(value.denominator)" == expected)
    }

    @Test(arguments: [
        "", "-", ".", "e5", "1e", "1e5e5", "--1", "1,5", "1.2.3", "0x10", " 1", "1 ", "NaN", "inf", "1e1001", "1e-1001", "١",
        "1e-9223372036854775808", "1e9223372036854775808", "1_000",
    ])
    func `what is no decimal is refused`(text: String) {
        #expect(Rational(decimal: text) == nil)
    }

    @Test(arguments: [("2.5", 2, 3), ("-2.5", -3, -2), ("3", 3, 3), ("-3", -3, -3), ("0", 0, 0), ("-0.001", -1, 0)])
    func `the whole numbers beside a fraction are next to it`(_ text: String, _ floor: Int, _ ceiling: Int) throws {
        let value = try #require(Rational(decimal: text))
        #expect(value.floor == BigInt(floor))
        #expect(value.ceiling == BigInt(ceiling))
    }

    @Test func `the whole numbers within bounds are those of 64 bits`() throws {
        func wholes(_ low: String, _ high: String) throws -> [Int64] {
            let bounds = try #require(Rational(decimal: low))...(#require(Rational(decimal: high)))
            return [bounds.wholes.least, bounds.wholes.greatest]
        }
        #expect(try wholes("0.5", "7.9") == [1, 7])
        #expect(try wholes("-1e40", "1e40") == [.min, .max])
        #expect(try wholes("1e40", "2e40") == [.max, .max])
        #expect(try wholes("0.2", "0.8") == [1, 0])
    }

    @Test func `a fraction is in lowest terms with a positive denominator`() throws {
        let value = try #require(Rational(BigInt(6), over: BigInt(-4)))
        #expect(value.numerator == -3)
        #expect(value.denominator == 2)
        #expect(Rational(BigInt(1), over: BigInt(0)) == nil)
        #expect(value.divided(by: .zero) == nil)
    }
}
