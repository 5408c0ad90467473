import CordonAggregates
import CordonTrust
import CordonValues
import Foundation

/// Writes a partial table as columns.
enum PartialWriter {
    static func bytes(of table: PartialTable) throws(Diagnostic) -> Data {
        var message = WirePartialTable()
        message.version = PartialReader.version
        message.layout = Hexadecimal.decode(table.layout.fingerprint) ?? Data()
        message.groups = UInt32(clamping: table.groupCount)
        var patients = ByteWriter()
        for count in table.patients { patients.varint(UInt64(bitPattern: count)) }
        message.patients = patients.data
        for (index, type) in table.layout.keys.enumerated() {
            message.keys.append(try KeyColumnWriter.message(table.keys.map { $0[index] }, type))
        }
        for (column, specification) in zip(table.columns, table.layout.aggregates) {
            let own = try aggregate(column, specification, patients: table.patients)
            message.columns.append(shared(own, message.columns))
        }
        message.remainder = table.hasRemainder
        if !table.comparisons.isEmpty { message.comparisons = try ComparisonCodec.message(table.comparisons, table.layout) }
        if !table.combinations.isEmpty { message.combinations = CombinationCodec.message(table.combinations) }
        if !table.atoms.isEmpty { message.atoms = AtomCodec.message(table.atoms) }
        do {
            return try message.serializedBytes()
        } catch {
            throw Diagnostic(.frameTooLarge, "A partial is too large to be written.")
        }
    }

    /// A column with the bytes of an earlier one names that instead, as the mean and the deviation of a column do with its count, and
    /// its percentiles with each other.
    private static func shared(_ column: WireAggregateColumn, _ earlier: [WireAggregateColumn]) -> WireAggregateColumn {
        guard column != WireAggregateColumn(), let first = earlier.firstIndex(of: column) else { return column }
        var reference = WireAggregateColumn()
        reference.sameAs = UInt32(clamping: first + 1)
        return reference
    }

    private static func aggregate(
        _ column: PartialColumn, _ specification: AggregateSpecification, patients: [Int64]
    ) throws(Diagnostic) -> WireAggregateColumn {
        var message = WireAggregateColumn()
        if column.verdicts.contains(where: { $0 != 0 }) { message.verdicts = Data(column.verdicts) }
        // A column without states has no contributors either.
        if specification.stateKind == .none { return message }
        message.missing = zip(patients, column.contributors).map { $0 - $1 }.varintsUnlessZero
        message.partlyMissing = column.partlyMissing.varintsUnlessZero
        message.zeros = zip(column.contributors, column.nonZero).map { $0 - $1 }.varintsUnlessZero
        message.partlyZero = column.partlyZero.varintsUnlessZero
        message.contributions = column.contributions.flatMap { [Int64($0.largest), Int64($0.second)] }.varintsUnlessZero
        try FewValuesCodec.write(column.values, specification, &message)
        message.overflowed = column.states.map { $0 == .overflowed }.bitmapUnlessEmpty
        var states = StateColumnWriter(specification)
        for (state, contributors) in zip(column.states, column.contributors) { states.add(state, contributors: contributors) }
        try states.finish(&message)
        return message
    }
}
