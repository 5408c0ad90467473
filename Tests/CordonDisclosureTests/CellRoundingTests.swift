import CordonTestSupport
import CordonValues
import Testing

@testable import CordonDisclosure

@Suite struct CellRoundingTests {
    @Test(arguments: [(5 as Int64, 11 as Int64), (10, 11), (5, 20), (10, 5), (10, 100)])
    func `a number of T or more is a multiple near it that is not below T, and the same number always the same one`(_ base: Int64, _ threshold: Int64) {
        let rounding = CellRounding(base: base, threshold: threshold)
        var last: Int64 = 0
        for number in threshold...threshold + 300 {
            let shown = rounding.count(number)
            #expect(shown % base == 0)
            #expect(shown >= threshold)
            #expect(shown >= last)
            #expect(abs(shown - number) * 2 <= base || shown - threshold < base)
            #expect(rounding.count(shown) == shown)
            last = shown
        }
        #expect(rounding.count(0) == 0)
    }

    @Test(arguments: [(47 as Int64, 45 as Int64), (48, 50), (12, 15), (13, 15), (17, 15), (18, 20), (.max, 9_223_372_036_854_775_805), (-47, -45)])
    func `numbers are rounded to multiples of five`(_ number: Int64, _ shown: Int64) {
        #expect(CellRounding(base: 5, threshold: 11).count(number) == shown)
    }

    @Test(arguments: [(45 as Int64, 40 as Int64), (55, 60), (54, 50), (46, 50), (11, 20), (25, 20)])
    func `halves go to even multiples of ten, and a number of T is not shown below T`(_ number: Int64, _ shown: Int64) {
        #expect(CellRounding(base: 10, threshold: 11).count(number) == shown)
    }

    @Test(arguments: [("55.8333333333", "55.8"), ("0.0123456", "0.0123"), ("-98765", "-98800"), ("7", "7"), ("999.9", "1000")])
    func `figures keep three significant digits, whatever their type`(_ text: String, _ shown: String) throws {
        let (exact, rounded) = (try #require(Rational(decimal: text)), try #require(Rational(decimal: shown)))
        #expect(CellRounding.figure(.numeric(exact)) == .numeric(rounded))
        #expect(CellRounding.figure(.double(CanonicalDouble(exact.toDouble()))) == .double(CanonicalDouble(rounded.toDouble())))
        if let whole = Int64(text), let nearest = Int64(shown) { #expect(CellRounding.figure(.integer(whole)) == .integer(nearest)) }
    }

    @Test func `what is not finite stays`() {
        for double in [Double.nan, .infinity, -.infinity] {
            #expect(CellRounding.figure(.double(CanonicalDouble(double))) == .double(CanonicalDouble(double)))
        }
    }

    @Test func `a rounded release is stricter than an exact one, and ten than five`() {
        var rules = [1, 2, 3].map { _ in DisclosureRules(threshold: 11, minimumHospitals: 2) }
        (rules[1].rounding, rules[2].rounding) = (5, 10)
        for (place, strict) in rules.enumerated() {
            for (other, loose) in rules.enumerated() { #expect(strict.areAtLeastAsStrict(as: loose) == (place >= other)) }
        }
    }
}
