import CordonAggregates
import CordonQuery
import CordonSQLite
import CordonValues
import CordonWarehouse

/// Carries one aggregate's argument from the rows to its accumulator, without a value in between where the type allows.
struct AggregateFeed {
    private enum Kind {
        case rows, whole, double, numeric
    }

    private let kind: Kind
    private let argument: Int
    private let filter: Int
    private(set) var accumulator: AggregateAccumulator
    private var numerics = ByteTable()
    private var numericValues: [Rational?] = []

    /// Texts of numerics that are kept once read; beyond them each is read again.
    private static let mostNumericsKept = 1 << 16

    init(_ specification: AggregateSpecification, _ parts: AggregateParts) {
        accumulator = AggregateAccumulator(specification)
        argument = parts.argument ?? -1
        filter = parts.filter ?? -1
        switch specification.function {
        case .countRows, .count, .countPatients, .minimum, .maximum:
            kind = .rows
        case .sum, .average, .variancePopulation, .varianceSample, .deviationPopulation, .deviationSample:
            kind = switch specification.argument {
            case .integer?, .bigint?: .whole
            case .double?: .double
            case .numeric?: .numeric
            case .boolean?, .text?, .date?, .timestamp?, nil: .rows
            }
        }
    }

    var memory: Int { numerics.memory + numericValues.capacity * 96 }

    mutating func add(_ row: borrowing Row, group: Int, patient: Int) {
        if filter >= 0 && row.integer(filter) != 1 || argument >= 0 && row.isNull(argument) {
            accumulator.pass(group: group, patient: patient)
            return
        }
        switch kind {
        case .rows: accumulator.add(group: group, patient: patient)
        case .whole: accumulator.add(integer: row.integer(argument), group: group, patient: patient)
        case .double: accumulator.add(double: row.double(argument), group: group, patient: patient)
        // A numeric that is whole may come as an integer.
        case .numeric where row.storage(argument) == .integer:
            accumulator.add(integer: row.integer(argument), group: group, patient: patient)
        case .numeric:
            if let value = numeric(row) {
                accumulator.add(numeric: value, group: group, patient: patient)
            } else {
                // A stored text that is no number withholds the cell.
                accumulator.add(group: group, patient: patient)
            }
        }
    }

    mutating func addGroup() { accumulator.addGroup() }

    private mutating func numeric(_ row: borrowing Row) -> Rational? {
        guard numericValues.count < Self.mostNumericsKept else { return NumericText.read(row.text(argument)) }
        let number = row.withText(argument) { numerics.number(of: $0) }
        if number == numericValues.count { numericValues.append(NumericText.read(row.text(argument))) }
        return numericValues[number]
    }
}
