import CordonQuery
import CordonValues
import Foundation
import Testing

@testable import CordonDisclosure
@testable import CordonReport

@Suite struct ResultDocumentTests {
    private let document: ResultDocument

    init() throws {
        let table = ReleasedTable(
            columns: [
                ReleasedColumn(name: "sex", type: .text, kind: .key, unit: nil),
                ReleasedColumn(name: "n", type: .bigint, kind: .exact, unit: nil),
                ReleasedColumn(name: "mean, age", type: .numeric, kind: .exact, unit: "a"),
            ],
            rows: [
                ReleasedRow(
                    cells: [.key(.text("F \"x\"")), .showing(.integer(9_007_199_254_740_993)), .showing(.numeric(third))], marks: []),
                ReleasedRow(cells: [.key(.null), .showing(.integer(0)), .notApplicable], marks: []),
                ReleasedRow(cells: [.suppressed, .suppressed, .withheld], marks: [.remainder]),
            ],
            rules: DisclosureRules(threshold: 11, minimumHospitals: 2).applied)
        document = ResultDocument(
            table,
            context: ResultDocument.Context(
                questionHash: String(repeating: "ab", count: 32), study: "s",
                hospitals: [.init(id: "a", state: "answered", reason: nil), .init(id: "b", state: "missing", reason: "deadline-passed")],
                snapshots: [.init(hospital: "a", snapshot: "a-1", cutoff: "2025-12-31")],
                released: Date(timeIntervalSince1970: 1_700_000_000), storedFrom: nil))
    }

    private let third = Rational(1, over: 3) ?? .zero

    @Test func `a document reads back from its JSON`() throws {
        #expect(try ResultDocument(json: document.json()) == document)
    }

    @Test func `large integers and numerics are strings, hidden cells have no value`() throws {
        let text = try #require(String(data: document.json(), encoding: .utf8))
        #expect(text.contains(#"{"state":"value","value":"9007199254740993"}"#))
        #expect(text.contains(#"{"state":"value","value":"0.3333333333333333"}"#))
        #expect(text.contains(#"{"state":"zero","value":0}"#))
        #expect(text.contains(#"{"state":"value","value":null}"#))
        #expect(text.contains(#"{"state":"suppressed"},{"state":"withheld"}"#))
    }

    @Test func `CSV leaves the value empty where it is hidden and quotes what must be`() {
        #expect(
            CSVReport(document).text == """
                sex,n,n_state,"mean, age","mean, age_state"
                "F ""x""\",9007199254740993,value,0.3333333333333333,value
                ,0,zero,,not-applicable
                ,,suppressed,,withheld

                """)
    }

    @Test func `the text names the threshold, the missing hospital and what differencing is not`() {
        let text = TextReport(document).text
        #expect(text.contains("(others)"))
        #expect(text.contains("[hidden]"))
        #expect(text.contains("T = 11"))
        #expect(text.contains("without b: missing (deadline-passed)"))
        #expect(text.contains("Subtraction between the answers"))
    }

    @Test func `other versions and rows that do not fit are refused`() throws {
        let text = try #require(String(data: document.json(), encoding: .utf8))
        for broken in [text.replacing(#""version":1"#, with: #""version":2"#), "{}", text.replacing(#"{"state":"withheld"}"#, with: "")] {
            #expect(throws: Diagnostic.self) { try ResultDocument(json: Data(broken.utf8)) }
        }
    }
}
