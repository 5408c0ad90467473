import CordonAggregates
import CordonValues
import Foundation

/// Reads distinct values, keys and bins, with the rows and patients of each.
struct TallyReader {
    private var lengths: [Int64] = []
    private let values: [Value]
    private var patients: SparseColumn
    private var repeats: SparseColumn
    private var group = 0
    private var position = 0

    /// `groups` are those whose state has not overflowed.
    init(_ message: WireAggregateColumn, _ specification: AggregateSpecification, groups: Int) throws(Diagnostic) {
        patients = SparseColumn(message.valuePatients, "patients of values")
        repeats = SparseColumn(message.valueRepeats, "rows of values")
        var total: Int64 = 0
        let hasLengths = !message.lengths.isEmpty
        if hasLengths {
            var reader = SparseColumn(message.lengths, "numbers of values")
            for _ in 0..<groups {
                let length = try reader.next()
                lengths.append(length)
                let (sum, overflow) = total.addingReportingOverflow(length)
                if overflow { throw Diagnostic(.partialInvalid, "The numbers of values of a partial are too large.") }
                total = sum
            }
            try reader.finish()
        }
        if specification.stateKind == .keys { total = 0 }
        // Every value has a byte at least, so that a short message cannot ask for many.
        guard total <= Int64(message.values.values.count) else {
            throw Diagnostic(.partialInvalid, "A partial has fewer values than it says.")
        }
        values = try KeyColumnReader.values(message.values, specification.typeOfValues, groups: Int(total))
    }

    mutating func next(_ kind: StateKind) throws(Diagnostic) -> AggregateState {
        let length = lengths.isEmpty ? 0 : lengths[group]
        group += 1
        if kind == .keys { return .keys(length) }
        let range = position..<position + Int(length)
        position = range.upperBound
        if kind == .values { return .values(ValueSet(values: Array(values[range]))) }
        var categories: [Tally<Value>.Entry] = []
        var bins: [Tally<Int64>.Entry] = []
        for value in values[range] {
            let (patients, many) = try patients.next().addingReportingOverflow(1)
            let (rows, more) = patients.addingReportingOverflow(try repeats.next())
            if many || more { throw Diagnostic(.partialInvalid, "The rows of a value in a partial are too many.") }
            if kind == .categories {
                categories.append(Tally<Value>.Entry(key: value, rows: rows, patients: patients))
            } else if case .integer(let bin) = value {
                bins.append(Tally<Int64>.Entry(key: bin, rows: rows, patients: patients))
            }
        }
        return kind == .categories ? .categories(Tally(entries: categories)) : .bins(Tally(entries: bins))
    }

    func finish() throws(Diagnostic) {
        try patients.finish()
        try repeats.finish()
    }
}
