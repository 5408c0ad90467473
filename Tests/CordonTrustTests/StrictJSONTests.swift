import CordonTrust
import CordonValues
import Foundation
import Testing

@Suite struct StrictJSONTests {
    private func read(_ text: String) throws -> StrictJSON { try StrictJSON.read(Data(text.utf8)) }

    @Test(arguments: [
        "{}", "[]", " [ 1 , -2.50e+3 , true , false , null ] ", #"{"a":{"b":["\u00e9\ud83d\ude00\n\/"]}}"#, #""""#, "-0",
    ])
    func `good texts come back as they went`(_ text: String) throws {
        let value = try read(text)
        #expect(try StrictJSON.read(value.written) == value)
        #expect(try StrictJSON.read(value.formatted) == value)
    }

    @Test(arguments: [
        "", " ", "{", "}", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "01", "+1", "1.", ".5", "1e", "--1", "0x1", "NaN",
        "Infinity", "tru", "nulll", "'a'", "\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\t\"",
        "[1] 2", "// a\n1", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "\u{FEFF}1",
    ])
    func `malformed texts are refused`(_ text: String) {
        #expect(code { try read(text) } == .documentInvalid)
    }

    @Test func `names are compared by their bytes`() throws {
        #expect(try read("{\"K\":1,\"\u{212A}\":2,\"\u{E9}\":3,\"e\u{301}\":4}")["K"] == .number("1"))
        #expect(try read("{\"\u{212A}\":2}")["K"] == nil)
    }

    @Test func `nesting ends at 32 and size at the limit`() throws {
        func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        #expect(code { try read(nested(32)) } == nil)
        #expect(code { try read(nested(33)) } == .documentInvalid)
        #expect(code { try read(nested(200_000)) } == .documentInvalid)
        #expect(code { try StrictJSON.read(Data("12345".utf8), limit: 4) } == .documentInvalid)
        #expect(code { try StrictJSON.read(Data([0x22, 0xC3, 0x28, 0x22])) } == .documentInvalid)
        #expect(code { try StrictJSON.read(Data([0x22, 0xED, 0xA0, 0x80, 0x22])) } == .documentInvalid)
    }

    @Test func `control characters are written as escapes`() throws {
        #expect(StrictJSON.string("\u{1}\n\"\\é").written == Data(#""\u0001\n\"\\é""#.utf8))
    }

    @Test func `times have one spelling`() throws {
        #expect(Timestamp(text: "2026-06-01T08:00:00Z")?.secondsSince1970 == 1_780_300_800)
        #expect(Timestamp(text: "2026-06-01T08:00:00Z")?.text == "2026-06-01T08:00:00Z")
        for text in ["2026-06-01T08:00:00z", "2026-06-01 08:00:00Z", "2026-06-01T24:00:00Z", "2026-02-29T00:00:00Z", "1969-12-31T23:59:59Z"] {
            #expect(Timestamp(text: text) == nil)
        }
        #expect(Timestamp(.distantPast).secondsSince1970 == 0)
        #expect(Timestamp(.distantFuture).adding(.max).text <= "9999-12-31T23:59:59Z")
        #expect(Timestamp(Date(timeIntervalSince1970: .nan)).secondsSince1970 == 0)
    }
}
