import CordonValues
import Testing

@Suite struct ValueTests {
    @Test func `texts are equal when their bytes are`() {
        let composed = Value.text("\u{E9}"), decomposed = Value.text("e\u{301}")
        #expect(composed != decomposed)
        #expect(composed == .text("\u{E9}"))
        #expect(Set([composed, decomposed, .text("\u{E9}")]).count == 2)
    }

    @Test func `a double has one representation`() {
        #expect(Value.double(-0.0) == .double(0.0))
        #expect(Value.double(.nan) == .double(-.nan))
        #expect(Set([Value.double(-0.0), .double(0.0), .double(.nan), .double(.signalingNaN)]).count == 2)
    }

    @Test func `values of different kinds differ`() {
        let values: [Value] = [.null, .boolean(true), .integer(1), .numeric(Rational(1 as Int64)), .double(1), .text("1"), .date(.first), .timestamp(.first)]
        for (index, left) in values.enumerated() {
            for (other, right) in values.enumerated() { #expect((left == right) == (index == other)) }
        }
        #expect(values.filter(\.isNull).count == 1)
    }
}
