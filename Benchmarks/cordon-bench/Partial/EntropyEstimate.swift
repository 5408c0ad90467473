import CordonAggregates
import CordonValues
import Foundation

/// How many bytes a coder would need that knows each column's distribution and nothing else.
///
/// The table is written as its natural columns: keys as differences to the group before (texts by their place among the distinct
/// texts, which are counted in full), patients and rows as what they exceed the smallest possible number, whole sums as what they
/// differ from the table's mean times the group's rows, exact sums as bytes by their power of two. Each column is cut into byte planes, and
/// the estimate is the sum over planes of the empirical entropy of order 0, with Miller and Madow's correction for small samples
/// ((symbols - 1) / 2n nats a symbol).
///
/// It is no lower bound. Coders that see relations between columns or between neighbours need less (a zstd match does); real coders
/// also have to tell the distributions, which the estimate leaves out; and cutting into planes loses what planes tell of each other.
/// For tens of groups it says little.
struct EntropyEstimate {
    private var bits = 0.0

    var bytes: Int { Int((bits / 8).rounded(.up)) }

    init(of table: PartialTable) {
        for key in table.layout.keys.indices { add(key: table.keys.map { $0[key] }) }
        add(table.patients.map { $0 - 1 })
        for column in table.columns { add(column, patients: table.patients) }
    }

    private mutating func add(key values: [Value]) {
        let texts = values.compactMap { if case .text(let text) = $0 { text } else { nil } }
        let distinct = Set(texts).sorted()
        bits += Double(distinct.reduce(0) { $0 + $1.utf8.count + 1 }) * 8
        let places = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, Int64($0)) })
        let numbers = values.compactMap { value -> Int64? in
            switch value {
            case .integer(let number): number
            case .text(let text): places[text]
            case .null, .boolean, .numeric, .double, .date, .timestamp: nil
            }
        }
        add(zip(numbers, [0] + numbers).map { $0 - $1 })
    }

    private mutating func add(_ column: PartialColumn, patients: [Int64]) {
        add(zip(patients, column.contributors).map { $0 - $1 })
        add(column.partlyMissing)
        add(zip(column.contributors, column.nonZero).map { $0 - $1 })
        add(column.partlyZero)
        add(column.contributions.map { Int64($0.largest) })
        add(column.contributions.map { Int64($0.second) })
        add(zip(column.states, column.contributors).map { ($0.rows ?? 0) - $1 })
        addWholeSums(column.states)
        addExact(column.states.compactMap(\.moments).map(\.sum))
        addExact(column.states.compactMap(\.moments).map(\.squares))
    }

    private mutating func addWholeSums(_ states: [AggregateState]) {
        let sums = states.compactMap { if case .wholeSum(let state) = $0 { state } else { nil } }
        guard !sums.isEmpty else { return }
        let mean = Double(sums.reduce(0) { $0 + $1.sum }) / Double(max(1, sums.reduce(0) { $0 + $1.rows }))
        add(sums.map { Int64(clamping: $0.sum) - Int64((mean * Double($0.rows)).rounded()) })
    }

    private mutating func addExact(_ sums: [ExactDoubleSum]) {
        var planes: [Int: [UInt8]] = [:]
        for (index, sum) in sums.enumerated() {
            let (position, limbs) = sum.canonicalLimbs
            for (place, limb) in limbs.enumerated() {
                for byte in 0..<4 {
                    planes[(position + place) * 4 + byte, default: Array(repeating: 0, count: sums.count)][index] =
                        UInt8(truncatingIfNeeded: limb >> UInt32(8 * byte))
                }
            }
        }
        for plane in planes.values { bits += Self.entropy(plane) }
    }

    /// Signed numbers near zero become small ones, least byte first.
    private mutating func add(_ numbers: [Int64]) {
        let folded = numbers.map { UInt64(bitPattern: ($0 << 1) ^ ($0 >> 63)) }
        for byte in 0..<8 { bits += Self.entropy(folded.map { UInt8(truncatingIfNeeded: $0 >> UInt64(8 * byte)) }) }
    }

    /// Bits of a whole plane.
    private static func entropy(_ plane: [UInt8]) -> Double {
        var counts = [Int](repeating: 0, count: 256)
        for byte in plane { counts[Int(byte)] += 1 }
        let used = counts.filter { $0 > 0 }
        let total = Double(plane.count)
        let information = used.reduce(0) { $0 + Double($1) * log2(total / Double($1)) }
        return information + Double(max(0, used.count - 1)) / 2 / log(2)
    }
}

extension AggregateState {
    fileprivate var moments: DoubleMoments? { if case .doubleMoments(let state) = self { state } else { nil } }
}
