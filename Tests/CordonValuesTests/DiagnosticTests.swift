import CordonValues
import Testing

@Suite struct DiagnosticTests {
    private func lines(_ diagnostic: Diagnostic, in text: String) -> [String] {
        diagnostic.rendered(in: text).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func `a caret stands below the place, on its line`() {
        let diagnostic = Diagnostic(.unknownColumn, "No column `agee`.", span: 17..<21, hint: "Did you mean `age`?")
        #expect(
            lines(diagnostic, in: "SELECT sex,\n avg(agee)\nFROM patient") == [
                "unknown-column: No column `agee`. (line 2, column 6)", "   avg(agee)", "       ^^^^", "Did you mean `age`?",
            ])
    }

    @Test func `a span over several lines is marked to the end of its first`() {
        let shown = lines(Diagnostic(.syntax, "Wrong.", span: 2..<9), in: "abcd\nefgh\nij")
        #expect(shown == ["syntax: Wrong. (line 1, column 3)", "  abcd", "    ^^"])
    }

    @Test func `a place in a long line is shown in a window`() {
        let text = String(repeating: "x", count: 60_000) + "!" + String(repeating: "y", count: 4_000)
        let shown = lines(Diagnostic(.syntax, "Wrong.", span: 60_000..<60_001), in: text)
        #expect(shown.count == 3)
        #expect(shown[1].count <= 122)
        let place = shown[2].firstIndex(of: "^").map { shown[2].distance(from: shown[2].startIndex, to: $0) }
        #expect(place.map { Array(shown[1])[$0] } == "!")
    }

    @Test(arguments: [-5 ..< -2, 0..<0, 3..<3, 90..<100, 0..<Int.max, Int.min..<Int.max])
    func `a span outside the text does no harm`(span: Range<Int>) {
        #expect(lines(Diagnostic(.syntax, "Wrong.", span: span), in: "abc").count == 3)
        #expect(lines(Diagnostic(.syntax, "Wrong.", span: span), in: "").count == 3)
    }

    @Test func `without a place the message stands alone`() {
        #expect(Diagnostic(.paused, "Stopped.").rendered(in: "abc") == "paused: Stopped.")
        #expect(Diagnostic(.paused, "Stopped.", hint: "Resume.").description == "paused: Stopped. Resume.")
    }
}
