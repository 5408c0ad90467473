import CordonAggregates
import CordonValues

/// The alternative to the sorted merge: groups in a hash table by their keys, put in order at the end.
struct DictionaryMerge {
    private var places: [[Value]: Int] = [:]
    private var keys: [[Value]] = []
    private var patients: [Int64] = []
    private var columns: [Column] = []

    private struct Column {
        var states: [AggregateState] = []
        /// Contributors, partly missing, non-zero, partly zero.
        var patients: [SIMD4<Int64>] = []
    }

    init(columns count: Int) { columns = Array(repeating: Column(), count: count) }

    mutating func merge(_ partial: PartialTable) {
        for (group, key) in partial.keys.enumerated() {
            if let place = places[key] {
                add(partial, group, to: place)
            } else {
                append(partial, group, key)
            }
        }
    }

    private mutating func append(_ partial: PartialTable, _ group: Int, _ key: [Value]) {
        places[key] = keys.count
        keys.append(key)
        patients.append(partial.patients[group])
        for (index, column) in partial.columns.enumerated() {
            columns[index].states.append(column.states[group])
            columns[index].patients.append(Self.patients(column, group))
        }
    }

    private mutating func add(_ partial: PartialTable, _ group: Int, to place: Int) {
        patients[place] += partial.patients[group]
        for (index, column) in partial.columns.enumerated() {
            columns[index].states[place] = columns[index].states[place].merged(with: column.states[group])
            columns[index].patients[place] &+= Self.patients(column, group)
        }
    }

    private static func patients(_ column: PartialColumn, _ group: Int) -> SIMD4<Int64> {
        [column.contributors[group], column.partlyMissing[group], column.nonZero[group], column.partlyZero[group]]
    }

    /// Keys in canonical order, and the states in it.
    func finish() -> (keys: [[Value]], states: [[AggregateState]]) {
        let order = keys.indices.sorted { KeyOrder.precedes(keys[$0], keys[$1]) }
        return (order.map { keys[$0] }, columns.map { column in order.map { column.states[$0] } })
    }
}
