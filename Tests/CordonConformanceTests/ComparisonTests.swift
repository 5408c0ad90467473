import CordonReport
import CordonValues
import Foundation
import Testing

@testable import cordon_conformance

@Suite struct `Comparing answers` {
    /// An answer with a key, a count, a mean and a minimum, as its JSON says.
    private func found(_ rows: [String]) throws -> ResultDocument {
        let json = """
            {"version": 1, "question_hash": "", "study": "", "hospitals": [], "snapshots": [], "rules": [], "released": "", "notes": [],
             "columns": [{"name": "sex", "type": "text", "kind": "key"}, {"name": "n", "type": "bigint", "kind": "exact"},
                         {"name": "mean", "type": "numeric", "kind": "exact"}, {"name": "least", "type": "integer", "kind": "exact"}],
             "rows": [\(rows.map { "{\"marks\": [], \"cells\": [\($0)]}" }.joined(separator: ","))]}
            """
        return try ResultDocument(json: Data(json.utf8))
    }

    private func expected(_ rows: [[DocumentCell.Scalar]]) -> ExpectedAnswer {
        ExpectedAnswer(columns: ["sex", "n", "mean", "least"], rows: rows, withheld: ["least"], approximate: [])
    }

    private static let female = #"{"state": "value", "value": "F"}, {"state": "value", "value": 3}, {"state": "value", "value": "0.1"}, {"state": "withheld"}"#
    private static let unknown = #"{"state": "value", "value": null}, {"state": "zero", "value": 0}, {"state": "not-applicable"}, {"state": "withheld"}"#
    private static let rows: [[DocumentCell.Scalar]] = [
        [.string("F"), .integer(3), .double(0.1), .integer(7)], [.null, .integer(0), .null, .null],
    ]

    private func difference(_ cells: [String], _ rows: [[DocumentCell.Scalar]] = rows) throws -> String? {
        AnswerComparison(expected: expected(rows), found: try found(cells)).difference
    }

    @Test func `rows are a multiset, numbers may travel as text, NULL is no hidden cell`() throws {
        #expect(try difference([Self.female, Self.unknown]) == nil)
        #expect(try difference([Self.unknown, Self.female]) == nil)
        #expect(try difference([Self.unknown, Self.unknown]) != nil)
        #expect(try difference([Self.unknown, Self.female, Self.female]) == "1 rows too many, one is (F, 3, 0.1, withheld)")
        #expect(try difference([Self.female])?.contains("no row (NULL, 0, NULL, NULL)") == true)
    }

    @Test func `one bit of a double is a difference, told of its cell`() throws {
        let off = Self.female.replacing("\"0.1\"", with: "\"0.10000000000000002\"")
        #expect(try difference([off, Self.unknown]) == "1 of 2 rows (2 came): mean is 0.10000000000000002, not 0.1, in (F, 3, 0.1, 7)")
    }

    @Test func `a minimum that is shown is a difference, however right it is`() throws {
        let shown = Self.female.replacing(#"{"state": "withheld"}"#, with: #"{"state": "value", "value": 7}"#)
        #expect(try difference([shown, Self.unknown])?.contains("least is 7") == true)
    }

    @Test func `a suppressed cell and another column name are differences`() throws {
        let hidden = Self.female.replacing(#"{"state": "value", "value": 3}"#, with: #"{"state": "suppressed"}"#)
        #expect(try difference([hidden, Self.unknown])?.contains("n is suppressed, not 3") == true)
        let other = ExpectedAnswer(columns: ["sex", "count", "mean", "least"], rows: [], withheld: [], approximate: [])
        #expect(AnswerComparison(expected: other, found: try found([])).difference?.contains("not sex, count") == true)
    }
}
