import CordonAggregates
import CordonValues
import Foundation

/// Gathers distinct values, keys and bins, with the rows and patients of each.
struct TallyWriter {
    private let type: ValueType
    private var lengths: [Int64] = []
    private var values: [Value] = []
    private var patients: [Int64] = []
    private var repeats: [Int64] = []

    init(_ specification: AggregateSpecification) { type = specification.typeOfValues }

    mutating func add(_ count: Int64) { lengths.append(count) }

    mutating func add(_ set: ValueSet) {
        lengths.append(Int64(set.values.count))
        values += set.values
    }

    mutating func add<Key>(_ tally: Tally<Key>, _ value: (Key) -> Value) {
        lengths.append(Int64(tally.entries.count))
        for entry in tally.entries {
            values.append(value(entry.key))
            patients.append(entry.patients - 1)
            repeats.append(entry.rows - entry.patients)
        }
    }

    func finish(_ message: inout WireAggregateColumn) throws(Diagnostic) {
        message.lengths = lengths.varintsUnlessZero
        message.valuePatients = patients.varintsUnlessZero
        message.valueRepeats = repeats.varintsUnlessZero
        if !values.isEmpty { message.values = try KeyColumnWriter.message(values, type) }
    }
}

extension AggregateSpecification {
    /// What the values of a state travel as: bins by their number.
    var typeOfValues: ValueType { stateKind == .bins ? .bigint : argument ?? .bigint }
}
