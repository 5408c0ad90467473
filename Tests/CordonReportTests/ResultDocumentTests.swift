import CordonQuery
import CordonTestSupport
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
            rules: DisclosureRules(threshold: 11, minimumHospitals: 2).applied + [AppliedRule(name: "budget", value: "on")])
        document = ResultDocument(
            table, context: Self.context)
    }

    private static let context = ResultDocument.Context(
        questionHash: String(repeating: "ab", count: 32), study: "s",
        hospitals: [.init(id: "a", state: "answered", reason: nil), .init(id: "b", state: "missing", reason: "deadline-passed")],
        snapshots: [.init(hospital: "a", snapshot: "a-1", cutoff: "2025-12-31", objections: true)],
        released: Date(timeIntervalSince1970: 1_700_000_000), storedFrom: nil)

    private let third = Rational(1, over: 3) ?? .zero

    @Test func `a document reads back from its JSON`() throws {
        #expect(try ResultDocument(json: document.json()) == document)
    }

    @Test(arguments: [
        (.pairs, [ResultDocument.pairsNote]), (.triples, [ResultDocument.combinationsNote]), (.all, []),
    ] as [(Combinations, [String])])
    func `its notes say which combinations of answers are not looked at`(combinations: Combinations, notes: [String]) {
        var rules = DisclosureRules(threshold: 11, minimumHospitals: 2)
        rules.combinations = combinations
        #expect(ResultDocument(ReleasedTable(columns: [], rows: [], rules: rules.applied), context: Self.context).notes == notes)
    }

    @Test(arguments: [(.clip, ResultDocument.clipNote), (.refuse, ResultDocument.refuseNote)] as [(OutOfBounds, String)])
    func `its notes say what becomes of values out of bounds`(_ outOfBounds: OutOfBounds, _ note: String) {
        var rules = DisclosureRules(threshold: 11, minimumHospitals: 2)
        rules.outOfBounds = outOfBounds
        #expect(
            ResultDocument(ReleasedTable(columns: [], rows: [], rules: rules.applied), context: Self.context).notes == [ResultDocument.pairsNote, note])
    }

    @Test func `large integers and numerics are strings, hidden cells have no value`() throws {
        let text = try #require(String(data: document.json(), encoding: .utf8))
        #expect(text.contains(#"{"state":"value","value":"9007199254740993"}"#))
        #expect(text.contains(#"{"state":"value","value":"0.3333333333333333"}"#))
        #expect(text.contains(#"{"state":"zero","value":0}"#))
        #expect(text.contains(#"{"state":"value","value":null}"#))
        #expect(text.contains(#"{"state":"suppressed"},{"state":"withheld"}"#))
        #expect(text.contains(#""objections":true"#))
    }

    @Test func `CSV leaves the value empty where it is hidden and quotes what must be`() {
        #expect(
            CSVReport(document).text == """
                sex,n,n_state,"mean, age","mean, age_state",row_marks
                "F ""x""\",9007199254740993,value,0.3333333333333333,value,
                ,0,zero,,not-applicable,
                ,,suppressed,,withheld,remainder

                """)
    }

    @Test func `every name of the CSV is there once, and the last is always that of the marks`() throws {
        let exact = ["n", "n_state", "row_marks", "n_state_2"].map { ReleasedColumn(name: $0, type: .bigint, kind: .exact, unit: nil) }
        let cells = exact.map { _ in Cell.showing(.integer(12)) }
        let table = ReleasedTable(
            columns: exact + [ReleasedColumn(name: "row_marks_state", type: .text, kind: .key, unit: nil)],
            rows: [ReleasedRow(cells: cells + [.key(.text("x"))], marks: [.havingUndecided, .orderUndecided])], rules: [])
        let lines = CSVReport(ResultDocument(table, context: Self.context)).text.split(separator: "\n")
        let names = try #require(lines.first).split(separator: ",")
        #expect(
            names == [
                "n", "n_state_3", "n_state", "n_state_state", "row_marks_2", "row_marks_2_state", "n_state_2", "n_state_2_state",
                "row_marks_state", "row_marks",
            ])
        #expect(Set(names).count == names.count)
        #expect(lines.last?.hasSuffix(",x,having-undecided order-undecided") == true)
    }

    @Test func `the specification lists the rules that are applied, in their order`() throws {
        let text = try String(contentsOf: ProtocolVector.protocolFolder.appending(path: "result.md"), encoding: .utf8)
        let section = try #require(text.components(separatedBy: "**Rules.**").dropFirst().first)
        let listed = section.split(separator: "\n", omittingEmptySubsequences: false).drop { !$0.hasPrefix("| `") }
            .prefix { $0.hasPrefix("| `") }.compactMap { $0.dropFirst(3).split(separator: "`").first.map(String.init) }
        #expect(document.rules.map(\.name) == listed)
        #expect(document.rules.first { $0.name == "minimum-hospitals" }?.value == "2")
    }

    @Test func `the text names the threshold, the missing hospital and what differencing is not`() {
        let text = TextReport(document).text
        #expect(text.contains("(others)"))
        #expect(text.contains("The last row stands for all groups that are not shown."))
        #expect(text.contains("[hidden]"))
        #expect(text.contains("T = 11"))
        #expect(text.contains("without b: missing (deadline-passed)"))
        #expect(text.contains("Of the answers of several questions"))
    }

    @Test func `other versions and rows that do not fit are refused`() throws {
        let text = try #require(String(data: document.json(), encoding: .utf8))
        for broken in [text.replacing(#""version":1"#, with: #""version":2"#), "{}", text.replacing(#"{"state":"withheld"}"#, with: "")] {
            #expect(throws: Diagnostic.self) { try ResultDocument(json: Data(broken.utf8)) }
        }
    }
}
