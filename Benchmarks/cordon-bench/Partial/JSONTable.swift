import CordonAggregates
import CordonValues
import Foundation

/// The alternative: the same table, whole, as compact JSON through Foundation's coders. One array per group, no member names in it:
///
///     [concept, category, patients, [rows, top two], [rows, sum, contributors, partly missing, non-zero, partly zero, top two],
///      [rows, contributors, partly missing, non-zero, partly zero, top two, position, limbs of the sum, position, limbs of the squares]]
///
/// What a reader does not need twice is left out, as in the partial's own encoding: a count's contributors are stated by `patients`.
struct JSONTable: Codable {
    let groups: [JSONGroup]

    init(_ table: PartialTable) {
        groups = table.keys.indices.map { group in
            JSONGroup(
                keys: table.keys[group], patients: table.patients[group],
                cells: table.columns.map {
                    JSONCell(
                        state: $0.states[group],
                        patients: [$0.contributors[group], $0.partlyMissing[group], $0.nonZero[group], $0.partlyZero[group]],
                        top: [Int64($0.contributions[group].largest), Int64($0.contributions[group].second)])
                })
        }
    }

    func table(_ layout: PartialLayout) throws -> PartialTable {
        try PartialTable(
            layout: layout, keys: groups.map(\.keys), patients: groups.map(\.patients),
            columns: layout.aggregates.indices.map { column in
                let cells = groups.map { $0.cells[column] }
                return PartialColumn(
                    states: cells.map(\.state), contributors: cells.map { $0.patients[0] }, partlyMissing: cells.map { $0.patients[1] },
                    nonZero: cells.map { $0.patients[2] }, partlyZero: cells.map { $0.patients[3] },
                    contributions: cells.map { TopContributions(largest: UInt16(clamping: $0.top[0]), second: UInt16(clamping: $0.top[1])) },
                    verdicts: Array(repeating: 0, count: cells.count))
            })
    }
}

struct JSONGroup: Codable {
    let keys: [Value]
    let patients: Int64
    let cells: [JSONCell]

    init(keys: [Value], patients: Int64, cells: [JSONCell]) {
        self.keys = keys
        self.patients = patients
        self.cells = cells
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        for key in keys {
            switch key {
            case .integer(let value): try container.encode(value)
            case .text(let value): try container.encode(value)
            case .null, .boolean, .numeric, .double, .date, .timestamp: try container.encodeNil()
            }
        }
        try container.encode(patients)
        for cell in cells { try cell.encode(to: container.superEncoder(), patients: patients) }
    }

    init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        keys = [.integer(try container.decode(Int64.self)), .text(try container.decode(String.self))]
        patients = try container.decode(Int64.self)
        var cells: [JSONCell] = []
        while !container.isAtEnd { cells.append(try JSONCell(from: container.superDecoder(), patients: patients)) }
        self.cells = cells
    }
}

struct JSONCell {
    let state: AggregateState
    /// Contributors, partly missing, non-zero, partly zero.
    let patients: [Int64]
    /// Codes of the two largest contributions.
    let top: [Int64]

    init(state: AggregateState, patients: [Int64], top: [Int64]) {
        self.state = state
        self.patients = patients
        self.top = top
    }

    func encode(to encoder: any Encoder, patients: Int64) throws {
        var container = encoder.unkeyedContainer()
        switch state {
        case .count(let rows):
            for number in [rows] + top { try container.encode(number) }
        case .wholeSum(let state):
            for number in [state.rows, Int64(clamping: state.sum)] + self.patients + top { try container.encode(number) }
        case .doubleMoments(let state):
            for number in [state.rows] + self.patients + top { try container.encode(number) }
            for sum in [state.sum, state.squares] {
                let (position, limbs) = sum.canonicalLimbs
                try container.encode(position)
                try container.encode(limbs)
            }
        case .none, .wholeMoments, .doubleSum, .numericSum, .numericMoments, .numericPairs, .doublePairs, .numericPowers, .doublePowers,
            .truths, .keys, .values, .categories, .bins, .overflowed:
            break
        }
    }

    init(from decoder: any Decoder, patients: Int64) throws {
        var container = try decoder.unkeyedContainer()
        let rows = try container.decode(Int64.self)
        switch container.count {
        case 3:
            self.init(state: .count(rows), patients: [patients, 0, patients, 0], top: try Self.numbers(2, &container))
        case 8:
            let sum = Int128(try container.decode(Int64.self))
            self.init(
                state: .wholeSum(WholeSum(rows: rows, sum: sum)), patients: try Self.numbers(4, &container), top: try Self.numbers(2, &container))
        default:
            let (patients, top) = (try Self.numbers(4, &container), try Self.numbers(2, &container))
            let moments = DoubleMoments(rows: rows, sum: try Self.sum(&container), squares: try Self.sum(&container))
            self.init(state: .doubleMoments(moments), patients: patients, top: top)
        }
    }

    private static func numbers(_ count: Int, _ container: inout any UnkeyedDecodingContainer) throws -> [Int64] {
        try (0..<count).map { _ in try container.decode(Int64.self) }
    }

    private static func sum(_ container: inout any UnkeyedDecodingContainer) throws -> ExactDoubleSum {
        let position = try container.decode(Int.self)
        return try ExactDoubleSum(specials: [], position: position, limbs: try container.decode([UInt32].self))
    }
}
