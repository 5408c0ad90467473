import CordonAggregates
import CordonQuery
import CordonValues

/// Groups rows through a dictionary of their keys.
struct InMemoryGrouping {
    private let boundary: Boundary
    private let mostGroups: Int
    private var groups: [[Value]: Int] = [:]
    private var keys: [[Value]] = []
    private var patientsOfGroup: [Set<Int>] = []
    private var ordinals: [Value: Int] = [:]
    private var accumulators: [AggregateAccumulator]

    init(_ boundary: Boundary, mostGroups: Int) {
        self.boundary = boundary
        self.mostGroups = mostGroups
        accumulators = boundary.aggregates.map { AggregateAccumulator($0.specification) }
        // SQL gives one row for an aggregate without GROUP BY, also over no rows.
        if boundary.keys.isEmpty { _ = group(of: []) }
    }

    mutating func add(_ value: (TypedExpression) -> Value) throws(Diagnostic) {
        let keys = boundary.keys.map { value($0.expression).storable }
        for number in boundary.groupingSets.indices { try add(value, to: key(keys, number)) }
    }

    /// The keys of a grouping set: those that it leaves out are NULL.
    private func key(_ values: [Value], _ number: Int) -> [Value] {
        guard boundary.groupingSets.count > 1 else { return values }
        let members = boundary.groupingSets[number]
        return [.integer(Int64(number))] + boundary.keys.indices.dropFirst().map { members.contains($0) ? values[$0] : .null }
    }

    private mutating func add(_ value: (TypedExpression) -> Value, to key: [Value]) throws(Diagnostic) {
        let patient = patientOrdinal(value(boundary.patient))
        let group = group(of: key)
        guard keys.count <= mostGroups else { throw .notAnswered }
        patientsOfGroup[group].insert(patient)
        for (index, aggregate) in boundary.aggregates.enumerated() {
            if let filter = aggregate.filter, value(filter) != .boolean(true) {
                accumulators[index].pass(group: group, patient: patient)
                continue
            }
            guard let argument = aggregate.argument else {
                accumulators[index].add(group: group, patient: patient)
                continue
            }
            let argumentValue = value(argument).storable
            if argumentValue.isNull {
                accumulators[index].pass(group: group, patient: patient)
            } else if aggregate.specification.argument == nil {
                accumulators[index].add(group: group, patient: patient)
            } else {
                let second = aggregate.second.map { value($0).storable }
                accumulators[index].add(argumentValue, second, group: group, patient: patient)
            }
        }
    }

    private mutating func patientOrdinal(_ key: Value) -> Int {
        if let known = ordinals[key] { return known }
        ordinals[key] = ordinals.count
        return ordinals.count - 1
    }

    private mutating func group(of key: [Value]) -> Int {
        if let known = groups[key] { return known }
        groups[key] = keys.count
        keys.append(key)
        patientsOfGroup.append([])
        for index in accumulators.indices { accumulators[index].addGroup() }
        return keys.count - 1
    }

    private var order: [Int] { keys.indices.sorted { KeyOrder.precedes(keys[$0], keys[$1]) } }

    var memberships: PatientMemberships {
        var builder = MembershipBuilder(boundary, order: order)
        builder.add { give in
            for (group, patients) in patientsOfGroup.enumerated() { for patient in patients { give(group, patient) } }
        }
        for (column, accumulator) in accumulators.enumerated() { builder.add(accumulator, column: column) }
        return builder.memberships(ordinals.sorted { $0.value < $1.value }.map(\.key), keys: order.map { keys[$0] })
    }

    func finish() throws(Diagnostic) -> PartialTable {
        let order = order
        let patients = order.map { Int64(patientsOfGroup[$0].count) }
        return try PartialTable(
            layout: boundary.layout, keys: order.map { keys[$0] }, patients: patients,
            columns: accumulators.map { $0.finish(order: order, patients: patients) })
    }
}
