import CordonReport
import CordonValues
import Foundation
import Testing

@testable import cordon_conformance

@Suite struct `Comparing answers` {
    /// An answer with a key, a count, a mean and a minimum, as its JSON says.
    private func found(_ rows: [String], mean: String = "numeric") throws -> FoundAnswer {
        let json = """
            {"version": 1, "question_hash": "", "study": "", "hospitals": [], "snapshots": [], "rules": [], "released": "", "notes": [],
             "columns": [{"name": "sex", "type": "text", "kind": "key"}, {"name": "n", "type": "bigint", "kind": "exact"},
                         {"name": "mean", "type": "\(mean)", "kind": "exact"}, {"name": "least", "type": "integer", "kind": "exact"}],
             "rows": [\(rows.map { "{\"marks\": [], \"cells\": [\($0)]}" }.joined(separator: ","))]}
            """
        return try FoundAnswer(json: Data(json.utf8))
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
        guard case .different(let words) = AnswerComparison(expected: expected(rows), found: try found(cells)).outcome else { return nil }
        return words
    }

    @Test func `rows are a multiset, numbers may travel as text, NULL is no hidden cell`() throws {
        #expect(try difference([Self.female, Self.unknown]) == nil)
        #expect(try difference([Self.unknown, Self.female]) == nil)
        #expect(try difference([Self.unknown, Self.unknown]) != nil)
        #expect(try difference([Self.unknown, Self.female, Self.female]) == "1 rows too many, one is (F, 3, 0.1, withheld)")
        #expect(try difference([Self.female])?.contains("no row (NULL, 0, NULL, NULL)") == true)
    }

    @Test func `a number off is a difference, told of its cell; one off by the rounding of the expected is counted`() throws {
        let off = Self.female.replacing("\"0.1\"", with: "\"0.1000001\"")
        #expect(try difference([off, Self.unknown]) == "1 of 2 rows (2 came): mean is 0.1000001, not 0.1, in (F, 3, 0.1, 7)")
        let rounded = Self.female.replacing("\"0.1\"", with: "\"0.10000000000000002\"")
        let outcome = AnswerComparison(expected: expected(Self.rows), found: try found([rounded, Self.unknown])).outcome
        #expect(outcome == .equal(near: 1))
    }

    @Test func `a whole number of an exact column has no rounding, one of doubles has`() throws {
        let three: [[DocumentCell.Scalar]] = [[.string("F"), .integer(3), .integer(3), .null]]
        let off = Self.female.replacing("\"0.1\"", with: "3.0000000001")
        let exact = AnswerComparison(expected: expected(three), found: try found([off])).outcome
        #expect(exact == .different("1 of 1 rows (1 came): mean is 3.0000000001, not 3, in (F, 3, 3, NULL)"))
        #expect(AnswerComparison(expected: expected(three), found: try found([off], mean: "double")).outcome == .equal(near: 1))
    }

    @Test func `a percentile holds the expected value in its bounds or within its error`() throws {
        let day = #"{"state": "value", "low": "2024-01-01", "high": "2024-01-31"}"#
        let estimate = #"{"state": "value", "value": 10.05, "error": 0.1}"#
        func outcome(_ cell: String, _ type: String, _ expected: DocumentCell.Scalar) throws -> AnswerComparison.Outcome {
            let json = #"{"columns": [{"name": "q", "type": "\#(type)", "kind": "bounded"}], "rows": [{"cells": [\#(cell)]}]}"#
            return AnswerComparison(
                expected: ExpectedAnswer(columns: ["q"], rows: [[expected]], withheld: [], approximate: ["q"]),
                found: try FoundAnswer(json: Data(json.utf8))
            ).outcome
        }
        #expect(try outcome(day, "date", .string("2024-01-01")) == .equal(near: 0))
        #expect(try outcome(day, "date", .string("2024-02-01")) == .different("1 of 1 rows (1 came): q is [2024-01-01, 2024-01-31], not 2024-02-01, in (2024-02-01)"))
        #expect(try outcome(estimate, "double", .double(9.96)) == .equal(near: 0))
        #expect(try outcome(estimate, "double", .double(9.9)) != .equal(near: 0))
    }

    @Test func `a minimum that is shown is a difference, however right it is`() throws {
        let shown = Self.female.replacing(#"{"state": "withheld"}"#, with: #"{"state": "value", "value": 7}"#)
        #expect(try difference([shown, Self.unknown])?.contains("least is 7") == true)
    }

    @Test func `a suppressed cell and another column name are differences`() throws {
        let hidden = Self.female.replacing(#"{"state": "value", "value": 3}"#, with: #"{"state": "suppressed"}"#)
        #expect(try difference([hidden, Self.unknown])?.contains("n is suppressed, not 3") == true)
        let other = ExpectedAnswer(columns: ["sex", "count", "mean", "least"], rows: [], withheld: [], approximate: [])
        #expect(
            AnswerComparison(expected: other, found: try found([])).outcome
                == .different("columns are sex, n, mean, least, not sex, count, mean, least"))
    }
}
