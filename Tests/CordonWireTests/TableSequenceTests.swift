import CordonAggregates
import CordonGate
import CordonTestSupport
import CordonValues
import Foundation
import Testing

@testable import CordonWire

/// Answers to questions of several parts.
@Suite struct TableSequenceTests {
    private let tables = [[9, 8, 7] as [UInt8], [], [6]].map { Data($0) }

    @Test func `several tables stand one behind the other with their lengths, and one stands alone`() throws {
        let bytes = TableSequence.joined(tables)
        #expect(Array(bytes) == [0, 0, 0, 3, 9, 8, 7, 0, 0, 0, 0, 0, 0, 0, 1, 6])
        #expect(try TableSequence.parts(of: bytes, count: 3) == tables)
        #expect(TableSequence.joined([tables[0]]) == tables[0])
        #expect(try TableSequence.parts(of: tables[0], count: 1) == [tables[0]])
    }

    @Test func `fewer, more and cut-off tables are invalid`() {
        let bytes = TableSequence.joined(tables)
        for count in [2, 4] { #expect(code(bytes, count) == .partialInvalid) }
        for length in 0..<bytes.count { #expect(code(Data(bytes.prefix(length)), 3) == .partialInvalid) }
        #expect(code(bytes + [0], 3) == .partialInvalid)
        #expect(code(Data([0xFF, 0xFF, 0xFF, 0xFF]), 2) == .partialInvalid)
    }

    private func code(_ bytes: Data, _ count: Int) -> DiagnosticCode? {
        do throws(Diagnostic) {
            _ = try TableSequence.parts(of: bytes, count: count)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `layouts of every aggregate are read back from their texts`() {
        let layouts = AggregateSpecification.allSupported.map { PartialLayout(keys: [.text, .date], aggregates: [$0]) }
        #expect(PartialLayout.all(canonicalTexts: layouts.map(\.canonicalText).joined()) == layouts)
        let all = PartialLayout(keys: [], aggregates: AggregateSpecification.allSupported)
        #expect(PartialLayout.all(canonicalTexts: all.canonicalText) == [all])
        for text in ["cordon-partial-layout 2\n", "key integer\n", "cordon-partial-layout 1\nkey chair\n", "cordon-partial-layout 1\naggregate avg\n"] {
            #expect(PartialLayout.all(canonicalTexts: text) == nil)
        }
    }
}
