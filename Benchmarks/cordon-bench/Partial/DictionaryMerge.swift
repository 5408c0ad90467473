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
        var contributors: [Int64] = []
        var nonZero: [Int64] = []
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
            columns[index].contributors.append(column.contributors[group])
            columns[index].nonZero.append(column.nonZero[group])
        }
    }

    private mutating func add(_ partial: PartialTable, _ group: Int, to place: Int) {
        patients[place] += partial.patients[group]
        for (index, column) in partial.columns.enumerated() {
            columns[index].states[place] = columns[index].states[place].merged(with: column.states[group])
            columns[index].contributors[place] += column.contributors[group]
            columns[index].nonZero[place] += column.nonZero[group]
        }
    }

    /// Keys in canonical order, and the states in it.
    func finish() -> (keys: [[Value]], states: [[AggregateState]]) {
        let order = keys.indices.sorted { KeyOrder.precedes(keys[$0], keys[$1]) }
        return (order.map { keys[$0] }, columns.map { column in order.map { column.states[$0] } })
    }
}
