import CordonAggregates
import CordonGate
import CordonTrust
import CordonValues
import Foundation

/// Reads a partial table from its columns. Nothing is allocated for more groups than there are bytes of patients.
enum PartialReader {
    static let version: UInt32 = 1

    static func table(from bytes: Data, layout: PartialLayout) throws(Diagnostic) -> PartialTable {
        let message = try message(from: bytes, layout: layout)
        let groups = Int(message.groups)
        guard groups <= Gate.groupLimit else {
            throw Diagnostic(.tooManyGroups, "A partial has more than \(Gate.groupLimit) groups.")
        }
        guard message.patients.count >= groups, message.keys.count == layout.keys.count,
            message.columns.count == layout.aggregates.count
        else { throw Diagnostic(.partialInvalid, "A partial has fewer or more columns, or fewer patients, than it should.") }
        let patients = try patients(message.patients, groups: groups)
        var keyColumns: [[Value]] = []
        for (column, type) in zip(message.keys, layout.keys) {
            keyColumns.append(try KeyColumnReader.values(column, type, groups: groups))
        }
        var columns: [PartialColumn] = []
        for (index, specification) in layout.aggregates.enumerated() {
            let column = try resolved(message.columns, index)
            columns.append(try aggregate(column, specification, patients: patients, mode: layout.mode))
        }
        let keys = (0..<groups).map { group in keyColumns.map { $0[group] } }
        var table = try PartialTable(layout: layout, keys: keys, patients: patients, columns: columns, hasRemainder: message.remainder)
        if message.hasComparisons { table = try table.comparing(ComparisonCodec.comparisons(message.comparisons, layout)) }
        if message.hasCombinations { table = try table.combining(CombinationCodec.combinations(message.combinations)) }
        if message.hasAtoms { table = try table.dividing(AtomCodec.atoms(message.atoms)) }
        return table
    }

    private static func message(from bytes: Data, layout: PartialLayout) throws(Diagnostic) -> WirePartialTable {
        guard bytes.count <= WireLimits.partial else {
            throw Diagnostic(.frameTooLarge, "A partial is longer than \(WireLimits.partial) bytes.")
        }
        try FieldCount.check(bytes, limit: 10 + layout.keys.count + layout.aggregates.count, comparisons: 5 + layout.aggregates.count)
        guard let message = try? WirePartialTable(serializedBytes: bytes) else {
            throw Diagnostic(.partialInvalid, "A partial is not a protobuf message of its kind.")
        }
        guard message.version == version, message.boundary == 0, message.groupingSet == 0 else {
            throw Diagnostic(
                .versionUnsupported, "A partial has another version than \(version).", hint: "Update Cordon on both sides.")
        }
        guard Hexadecimal.encode(message.layout) == layout.fingerprint else {
            throw Diagnostic(
                .layoutMismatch, "A partial has another layout than its question.",
                hint: "Node and coordinator read the question differently: their versions differ.")
        }
        return message
    }

    private static func patients(_ bytes: Data, groups: Int) throws(Diagnostic) -> [Int64] {
        var reader = ByteReader(bytes, "patients")
        var patients: [Int64] = []
        patients.reserveCapacity(groups)
        for _ in 0..<groups {
            guard let count = Int64(exactly: try reader.varint()) else { throw reader.invalid("hold a number that is too large") }
            patients.append(count)
        }
        try reader.finish()
        return patients
    }

    /// The column itself, or the earlier one that it names.
    private static func resolved(_ columns: [WireAggregateColumn], _ index: Int) throws(Diagnostic) -> WireAggregateColumn {
        guard columns[index].sameAs > 0 else { return columns[index] }
        guard columns[index].sameAs <= UInt32(clamping: index) else {
            throw Diagnostic(.partialInvalid, "A column of a partial names one that does not stand before it.")
        }
        return columns[Int(columns[index].sameAs) - 1]
    }

    private static func aggregate(
        _ message: WireAggregateColumn, _ specification: AggregateSpecification, patients: [Int64], mode: ReleaseMode
    ) throws(Diagnostic) -> PartialColumn {
        let (kind, groups) = (specification.stateKind, patients.count)
        var missing = SparseColumn(message.missing, "missing contributors")
        var partlyMissing = SparseColumn(message.partlyMissing, "partly missing contributors")
        var zeros = SparseColumn(message.zeros, "zero contributors")
        var partlyZero = SparseColumn(message.partlyZero, "partly zero contributors")
        var codes = SparseColumn(message.contributions, "contributions")
        var tallies = try FewValuesCodec(message, specification, mode, groups: groups)
        var verdictBytes = SparseColumn(message.verdicts, "verdicts")
        var states = try StateColumnReader(message, specification, groups: groups)
        var contributors: [Int64] = []
        var missingToo: [Int64] = []
        var nonZero: [Int64] = []
        var zeroToo: [Int64] = []
        var contributions: [TopContributions] = []
        var tallied: [ValueTally] = []
        var verdicts: [UInt8] = []
        var values: [AggregateState] = []
        for (group, patients) in patients.enumerated() {
            // Neither subtraction overflows: none of the numbers is negative. The table refuses what falls below zero.
            let contributing = kind == .none ? 0 : patients - (try missing.next())
            contributors.append(contributing)
            missingToo.append(try partlyMissing.next())
            nonZero.append(contributing < 0 ? contributing : contributing - (try zeros.next()))
            zeroToo.append(try partlyZero.next())
            // The table refuses what is no code.
            contributions.append(TopContributions(largest: UInt16(clamping: try codes.next()), second: UInt16(clamping: try codes.next())))
            tallied.append(try tallies.next(contributors: contributing))
            verdicts.append(try verdictBytes.nextByte())
            values.append(try states.state(group, contributors: contributing))
        }
        try missing.finish()
        try partlyMissing.finish()
        try zeros.finish()
        try partlyZero.finish()
        try codes.finish()
        try tallies.finish()
        try verdictBytes.finish()
        try states.finish()
        return PartialColumn(
            states: values, contributors: contributors, partlyMissing: missingToo, nonZero: nonZero, partlyZero: zeroToo,
            contributions: contributions, values: tallied, verdicts: verdicts)
    }
}

/// Counts the fields of a protobuf message before it is parsed, so that a short message cannot ask for millions of columns.
enum FieldCount {
    /// The field that has columns of its own.
    private static let comparisons: UInt64 = 9

    /// `comparisons` is the limit of the fields of that message; nil inside it.
    static func check(_ bytes: Data, limit: Int, comparisons: Int? = nil) throws(Diagnostic) {
        var reader = ByteReader(bytes, "fields")
        for _ in 0...limit {
            if reader.isAtEnd { return }
            let tag = try reader.varint()
            switch tag & 7 {
            case 0: _ = try reader.varint()
            case 2:
                let inner = try reader.sized(limit: bytes.count)
                if let comparisons, tag >> 3 == Self.comparisons { try check(Data(inner), limit: comparisons) }
            default: throw reader.invalid("are of a kind that partials do not have")
            }
        }
        throw reader.invalid("are more than the layout's")
    }
}
