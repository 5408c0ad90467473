import CordonAggregates
import CordonValues

/// One row before grouping: the group's keys, whose row it is, and the argument of every aggregate (nil for a row of a count).
struct Row {
    let key: [Value]
    let patient: Int
    let arguments: [Value?]
    /// Second arguments, where there are any.
    var seconds: [Value?] = []
}

/// A small warehouse: groups rows with accumulators, as a node does.
struct Grouping {
    let layout: PartialLayout

    func partial(_ rows: [Row]) throws(Diagnostic) -> PartialTable {
        var numbers: [[Value]: Int] = [:]
        var keys: [[Value]] = []
        var counter = PatientCounter()
        var accumulators = layout.aggregates.map { AggregateAccumulator($0) }
        func group(_ key: [Value]) -> Int {
            if let known = numbers[key] { return known }
            numbers[key] = keys.count
            keys.append(key)
            counter.addGroup()
            for index in accumulators.indices { accumulators[index].addGroup() }
            return keys.count - 1
        }
        if layout.keys.isEmpty { _ = group([]) }
        for row in rows {
            let number = group(row.key)
            counter.add(group: number, patient: row.patient)
            for (index, argument) in row.arguments.enumerated() {
                if let argument {
                    let second = row.seconds.indices.contains(index) ? row.seconds[index] : nil
                    accumulators[index].add(argument, second, group: number, patient: row.patient)
                } else {
                    accumulators[index].add(group: number, patient: row.patient)
                }
            }
        }
        let order = keys.indices.sorted { KeyOrder.precedes(keys[$0], keys[$1]) }
        let counted = order.map { counter.counts[$0] }
        return try PartialTable(
            layout: layout, keys: order.map { keys[$0] }, patients: counted,
            columns: accumulators.map { $0.finish(order: order, patients: counted) })
    }
}

extension SeededNumbers {
    /// An argument of the given type; NULL now and then.
    mutating func argument(_ type: ValueType) -> Value {
        if Int.random(in: 0..<10, using: &self) == 0 { return .null }
        switch type {
        case .boolean: return .boolean(Bool.random(using: &self))
        case .integer: return .integer(Int64.random(in: -3...3, using: &self))
        case .bigint:
            let extreme = Int.random(in: 0..<8, using: &self) == 0
            return .integer(extreme ? [.min, .max, 0].randomElement(using: &self) ?? 0 : .random(in: -1_000_000...1_000_000, using: &self))
        case .numeric:
            let scales: [Int64] = [1, 10, 100, 1000, 3, 7]
            let bottom = Rational(scales.randomElement(using: &self) ?? 1)
            return .numeric(Rational(Int64.random(in: -500...500, using: &self)).divided(by: bottom) ?? .zero)
        case .double: return .double(anyDouble())
        case .text: return .text(["a", "b", ""].randomElement(using: &self) ?? "")
        case .date: return .date(CalendarDate(daysSince1970: .random(in: 0...9999, using: &self)) ?? .first)
        case .timestamp: return .timestamp(CalendarTimestamp(microsecondsSince1970: .random(in: -9999...9999, using: &self)) ?? .first)
        }
    }

    private mutating func nodeKey(_ type: ValueType?, of patient: Int) -> Value {
        let key = patient * 4 + Int.random(in: 0..<4, using: &self)
        return type == .text ? .text("\(key)") : .integer(Int64(key))
    }

    mutating func key() -> [Value] {
        let first: [Value] = [.null, .integer(0), .integer(1), .integer(-5)]
        let second: [Value] = [.text("é"), .text("e\u{301}"), .text("z"), .text(""), .null]
        return [first.randomElement(using: &self) ?? .null, second.randomElement(using: &self) ?? .null]
    }

    /// Rows in no order; a patient has none, one or many.
    mutating func rows(_ count: Int, patients: Int, aggregates: [AggregateSpecification]) -> [Row] {
        (0..<count).map { _ in
            let patient = Int.random(in: 0..<patients, using: &self)
            let arguments = aggregates.map { specification -> Value? in
                // A node-scoped key is one patient's, and so of one node.
                if specification.function == .countKeys { return nodeKey(specification.argument, of: patient) }
                return specification.argument.map { argument($0) }
            }
            let seconds = aggregates.map { $0.second.map { argument($0) } }
            return Row(key: key(), patient: patient, arguments: arguments, seconds: seconds)
        }
    }
}
