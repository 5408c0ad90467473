import CordonValues
import Testing

@Suite struct NearestNameTests {
    @Test(arguments: [("patinet", "patient"), ("AGE", "age"), ("patientid", "patient_id"), ("sxe", "sex"), ("bmii", "bmi")])
    func `a slip of the keyboard finds what was meant`(_ written: String, _ meant: String) {
        #expect(["age", "bmi", "patient", "patient_id", "sex"].nearest(to: written) == meant)
    }

    @Test(arguments: ["weight", "", String(repeating: "a", count: 65)]) func `what is near nothing has no nearest`(_ written: String) {
        #expect(["sex", "patient", String(repeating: "a", count: 66)].nearest(to: written) == nil)
    }

    @Test func `of two equally near the first by name is taken`() {
        #expect(["bat", "cat", "ate"].nearest(to: "at") == "ate")
    }

    @Test(arguments: [("", "", 0), ("ab", "", 2), ("ab", "ba", 1), ("ca", "abc", 3), ("kitten", "sitting", 3)])
    func `optimal string alignment edits no letter twice`(_ left: String, _ right: String, _ distance: Int) {
        #expect(EditDistance.optimalStringAlignment(Array(left), Array(right)) == distance)
        #expect(EditDistance.optimalStringAlignment(Array(right), Array(left)) == distance)
    }
}

@Suite struct TextFormTests {
    @Test func `hexadecimal reads back, and only in lower case and pairs`() {
        let bytes: [UInt8] = [0, 9, 10, 127, 255]
        #expect(Hexadecimal.encode(bytes) == "00090a7fff")
        #expect(Hexadecimal.bytes("00090a7fff") == bytes)
        for wrong in ["0", "0A", "0g", " 0"] { #expect(Hexadecimal.bytes(wrong) == nil) }
    }

    @Test func `one line has nothing that moves a cursor`() {
        #expect("a\u{1B}[2J\r\nb\u{2028}é".onOneLine == "a\u{FFFD}[2J\u{FFFD}\u{FFFD}b\u{FFFD}é")
    }
}
