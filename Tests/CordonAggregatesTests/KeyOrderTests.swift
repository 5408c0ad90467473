import CordonAggregates
import CordonValues
import Testing

@Suite struct KeyOrderTests {
    /// Each list in its order.
    private static let lists: [[Value]] = [
        [.boolean(false), .boolean(true), .null],
        [.integer(.min), .integer(-1), .integer(0), .integer(.max), .null],
        [.double(-.infinity), .double(-1e300), .double(-.leastNonzeroMagnitude), .double(0), .double(0.5), .double(.infinity), .double(.nan), .null],
        ["-10", "-0.5", "0", "0.3", "1", "1e30"].map { .numeric(Rational(decimal: $0) ?? .zero) } + [.null],
        [.text(""), .text("A"), .text("Z"), .text("a"), .text("ab"), .text("e\u{301}"), .text("z"), .text("\u{E9}"), .text("\u{FFFF}"), .text("😀"), .null],
        [.date(.first), .date(.last), .null],
        [.timestamp(.first), .timestamp(.last), .null],
        [.integer(-3), .double(-2.5), .integer(1), .numeric(Rational(1 as Int64)), .double(1), .double(1.5), .integer(2), .double(.nan)],
    ]

    @Test(arguments: lists) func `values stand in one total order`(values: [Value]) {
        for (index, left) in values.enumerated() {
            for (other, right) in values.enumerated() {
                let expected: KeyOrder.Relation = index < other ? .before : index == other ? .same : .after
                #expect(KeyOrder.compare(left, right) == expected, "\(left), \(right)")
                #expect(KeyOrder.precedes([left], [right]) == (index < other))
            }
        }
    }

    @Test func `the first key decides, then the next`() {
        #expect(KeyOrder.precedes([.integer(1), .null], [.integer(2), .integer(0)]))
        #expect(KeyOrder.precedes([.integer(1), .integer(3)], [.integer(1), .null]))
        #expect(KeyOrder.compare([.integer(1), .text("a")], [.integer(1), .text("a")]) == .same)
        #expect(KeyOrder.compare([], []) == .same)
    }
}
