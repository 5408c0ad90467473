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
            message.columns.append(aggregate(column, specification.stateKind, patients: table.patients))
        }
        do {
            return try message.serializedBytes()
        } catch {
            throw Diagnostic(.frameTooLarge, "A partial is too large to be written.")
        }
    }

    private static func aggregate(_ column: PartialColumn, _ kind: StateKind, patients: [Int64]) -> WireAggregateColumn {
        var message = WireAggregateColumn()
        if column.verdicts.contains(where: { $0 != 0 }) { message.verdicts = Data(column.verdicts) }
        // A column without states has no contributors either.
        if kind == .none { return message }
        message.missing = zip(patients, column.contributors).map { $0 - $1 }.varintsUnlessZero
        message.partlyMissing = column.partlyMissing.varintsUnlessZero
        message.zeros = zip(column.contributors, column.nonZero).map { $0 - $1 }.varintsUnlessZero
        message.partlyZero = column.partlyZero.varintsUnlessZero
        message.overflowed = column.states.map { $0 == .overflowed }.bitmapUnlessEmpty
        var states = StateColumnWriter()
        for (state, contributors) in zip(column.states, column.contributors) { states.add(state, contributors: contributors) }
        states.finish(&message)
        return message
    }
}
