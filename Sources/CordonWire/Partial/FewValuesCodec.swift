import CordonAggregates
import CordonValues
import Foundation

/// The values that few patients' arguments have, and the patients of each: written as columns, and read group by group.
struct FewValuesCodec {
    private let tells: Bool
    private let lengths: [Int64]
    private let values: [Value]
    private var patients: SparseColumn
    private var group = 0
    private var position = 0

    static func write(
        _ tallies: [ValueTally], _ specification: AggregateSpecification, _ message: inout WireAggregateColumn
    ) throws(Diagnostic) {
        let entries = tallies.map { tally -> [ValueTally.Entry] in if case .few(let entries) = tally { entries } else { [] } }
        message.fewLengths = entries.map { Int64($0.count) }.varintsUnlessZero
        let all = entries.flatMap { $0 }
        guard let type = specification.argument, !all.isEmpty else { return }
        message.few = try KeyColumnWriter.message(all.map(\.value), type)
        message.fewPatients = all.map { $0.patients - 1 }.varintsUnlessZero
    }

    init(
        _ message: WireAggregateColumn, _ specification: AggregateSpecification, _ mode: ReleaseMode, groups: Int
    ) throws(Diagnostic) {
        tells = specification.tellsValues && mode == .merged
        patients = SparseColumn(message.fewPatients, "patients of few values")
        var reader = SparseColumn(message.fewLengths, "numbers of few values")
        var lengths: [Int64] = []
        if tells {
            for _ in 0..<groups { lengths.append(try reader.next()) }
        }
        try reader.finish()
        guard lengths.allSatisfy({ $0 <= Int64(ValueTally.most) }) else {
            throw Diagnostic(.partialInvalid, "A partial tells more than \(ValueTally.most) values of a group.")
        }
        let total = lengths.reduce(0, +)
        // Every value has a byte at least, so that a short message cannot ask for many.
        guard total <= Int64(message.few.values.count) else {
            throw Diagnostic(.partialInvalid, "A partial has fewer values of its groups than it says.")
        }
        self.lengths = lengths
        values = try KeyColumnReader.values(message.few, specification.argument ?? .bigint, groups: Int(total))
    }

    mutating func next(contributors: Int64) throws(Diagnostic) -> ValueTally {
        guard tells else { return .none }
        let range = position..<position + Int(lengths[group])
        group += 1
        position = range.upperBound
        if range.isEmpty { return contributors > 0 ? .many : .none }
        var entries: [ValueTally.Entry] = []
        for value in values[range] {
            entries.append(ValueTally.Entry(value: value, patients: try patients.nextCount()))
        }
        return .few(entries)
    }

    func finish() throws(Diagnostic) { try patients.finish() }
}
