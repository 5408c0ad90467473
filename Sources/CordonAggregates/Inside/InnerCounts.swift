import CordonValues

/// A number of rows.
struct InnerCount: InnerState {
    private var rows: Int64 = 0

    mutating func add(_: Value, _: Value) { rows += 1 }
    mutating func remove(_: Value, _: Value) { rows -= 1 }
    func result(_: AggregateSpecification) -> Value { .integer(rows) }
}

/// Rows of a condition.
struct InnerTruths: InnerState {
    private var rows: Int64 = 0
    private var trueRows: Int64 = 0

    mutating func add(_ value: Value, _: Value) { count(value, 1) }
    mutating func remove(_ value: Value, _: Value) { count(value, -1) }

    private mutating func count(_ value: Value, _ change: Int64) {
        rows += change
        if value == .boolean(true) { trueRows += change }
    }

    func result(_ specification: AggregateSpecification) -> Value {
        finished(.truths(TruthCounts(rows: rows, trueRows: trueRows)), specification)
    }
}

/// Hands each distinct value on once.
struct InnerDistinct: InnerState {
    private var counts: [Value: Int64] = [:]
    private var state: any InnerState

    init(_ state: any InnerState) { self.state = state }

    mutating func add(_ value: Value, _ second: Value) {
        let count = counts[value, default: 0]
        counts[value] = count + 1
        if count == 0 { state.add(value, second) }
    }

    mutating func remove(_ value: Value, _ second: Value) {
        guard let count = counts[value] else { return }
        counts[value] = count > 1 ? count - 1 : nil
        if count == 1 { state.remove(value, second) }
    }

    func result(_ specification: AggregateSpecification) -> Value { state.result(specification) }
}
