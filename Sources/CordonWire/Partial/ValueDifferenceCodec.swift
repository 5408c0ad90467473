import CordonAggregates
import CordonValues
import Foundation

/// The values of those who are in one of two compared sets alone, as columns of bytes: one for each column of the table of whose sets they are told.
enum ValueDifferenceCodec {
    static func write(_ comparisons: [SetComparison], _ layout: PartialLayout, _ message: inout WireComparisons) throws(Diagnostic) {
        guard comparisons.contains(where: { $0.values != nil }) else { return }
        var lengths = ByteWriter()
        var columns: [Int: [Value]] = [:]
        var patients: [Int64] = []
        for comparison in comparisons {
            guard let values = comparison.values, let column = column(of: comparison) else {
                lengths.varint(0)
                continue
            }
            lengths.varint(UInt64(values.entered.count) + 1)
            lengths.varint(UInt64(values.left.count))
            columns[column, default: []] += (values.entered + values.left).map(\.value)
            patients += (values.entered + values.left).map { $0.patients - 1 }
        }
        message.fewLengths = lengths.data
        for (column, values) in columns.sorted(by: { $0.key < $1.key }) { message.few.append(try KeyColumnWriter.message(values, layout.aggregates[column].argument ?? .bigint)) }
        message.fewPatients = patients.varintsUnlessZero
    }

    /// The comparisons with their values. Whether these can be is checked where the table is made.
    static func adding(_ message: WireComparisons, to comparisons: [SetComparison], _ layout: PartialLayout) throws(Diagnostic) -> [SetComparison] {
        let lengths = try lengths(message, comparisons.count)
        var counts: [Int: Int] = [:]
        for (comparison, lengths) in zip(comparisons, lengths) {
            guard let lengths else { continue }
            guard let column = column(of: comparison), layout.aggregates.indices.contains(column) else {
                throw Diagnostic(.partialInvalid, "A partial tells values of those whom sets of no column differ by.")
            }
            counts[column, default: 0] += lengths.entered + lengths.left
        }
        guard counts.count == message.few.count else { throw Diagnostic(.partialInvalid, "A partial tells values of more or fewer columns than it compares.") }
        var columns: [Int: ArraySlice<Value>] = [:]
        for (column, few) in zip(counts.keys.sorted(), message.few) {
            let count = counts[column] ?? 0
            // Every value has a byte at least, so that a short message cannot ask for many.
            guard count <= few.values.count else { throw Diagnostic(.partialInvalid, "A partial has fewer values of compared sets than it says.") }
            columns[column] = try KeyColumnReader.values(few, layout.aggregates[column].argument ?? .bigint, groups: count)[...]
        }
        var patients = SparseColumn(message.fewPatients, "patients of values of compared sets")
        var valued: [SetComparison] = []
        for (comparison, lengths) in zip(comparisons, lengths) {
            guard let lengths, let column = column(of: comparison) else {
                valued.append(comparison)
                continue
            }
            let entered = try entries(lengths.entered, &columns[column, default: []], &patients)
            let left = try entries(lengths.left, &columns[column, default: []], &patients)
            valued.append(comparison.telling(ValueDifference(entered: entered, left: left)))
        }
        try patients.finish()
        return valued
    }

    private static func column(of comparison: SetComparison) -> Int? { RevealedSet.of(number: comparison.set)?.column }

    /// Of each comparison how many values each side has; nil where none are told.
    private static func lengths(_ message: WireComparisons, _ count: Int) throws(Diagnostic) -> [(entered: Int, left: Int)?] {
        guard !message.fewLengths.isEmpty else { return Array(repeating: nil, count: count) }
        var reader = ByteReader(message.fewLengths, "numbers of values of compared sets")
        var lengths: [(entered: Int, left: Int)?] = []
        for _ in 0..<count {
            let entered = try reader.varint()
            let left = entered == 0 ? 0 : try reader.varint()
            guard entered <= UInt64(ValueDifference.most) + 1, left <= UInt64(ValueDifference.most) else { throw reader.invalid("tell too many values") }
            lengths.append(entered == 0 ? nil : (Int(entered) - 1, Int(left)))
        }
        try reader.finish()
        return lengths
    }

    private static func entries(_ count: Int, _ values: inout ArraySlice<Value>, _ patients: inout SparseColumn) throws(Diagnostic) -> [ValueTally.Entry] {
        var entries: [ValueTally.Entry] = []
        for value in values.prefix(count) { entries.append(ValueTally.Entry(value: value, patients: try patients.nextCount())) }
        values = values.dropFirst(count)
        return entries
    }
}
