import CordonAggregates
import CordonQuery
import CordonSQLite
import CordonValues
import CordonWarehouse

/// Groups the rows of a local statement: keys as words through one open-addressing table, patients as dense ordinals, one
/// accumulator for each aggregate. No value is boxed before the end.
struct HashGrouping {
    private let boundary: Boundary
    private let layout: PartialLayout
    /// Of each grouping set which key columns it groups by; empty where there is one set of all.
    private let sets: [[Bool]]
    private var keys: [UInt64]
    private let columns: [Int]
    private var readers: [KeyReader]
    private var groups: WordTable
    private var tuple: [UInt64]
    /// The group of the row before: rows often come by key.
    private var latest = -1
    private var patients: PatientOrdinals
    private var patientsOfGroups = PatientCounter()
    private var feeds: [AggregateFeed]

    init(_ part: FederatedPart, _ statement: LocalStatement) {
        let boundary = part.boundary
        self.boundary = boundary
        layout = boundary.layout
        columns = statement.parts.keys
        readers = columns.map { KeyReader(column: $0, type: statement.columns[$0].type) }
        // One word for each key, and one for which of each 64 are NULL.
        let width = columns.count + (columns.count + 63) / 64
        groups = WordTable(width: width)
        tuple = Array(repeating: 0, count: width)
        keys = tuple
        sets = boundary.groupingSets.count > 1
            ? boundary.groupingSets.map { set in boundary.keys.indices.map(set.contains) } : []
        patients = PatientOrdinals(column: statement.parts.patient, type: statement.columns[statement.parts.patient].type)
        feeds = zip(part.boundary.aggregates, statement.parts.aggregates).map {
            AggregateFeed($0.specification, $1, patient: statement.parts.patient)
        }
        // SQL gives one row for an aggregate without GROUP BY, also over no rows. The total among grouping sets is added where the answer
        // is released: a group with keys has patients.
        if columns.isEmpty { _ = currentGroup() }
    }

    var groupCount: Int { groups.count }

    mutating func add(_ row: borrowing Row) {
        readKeys(row)
        let patient = patients.ordinal(row)
        if sets.isEmpty { return add(row, patient) }
        keys = tuple
        for number in sets.indices {
            tuple = keys
            select(number)
            add(row, patient)
        }
    }

    /// Makes the tuple that of one grouping set: its number first, NULL for the keys that it leaves out.
    private mutating func select(_ number: Int) {
        for position in columns.indices where position > 0 && !sets[number][position] {
            tuple[position] = 0
            tuple[columns.count + position / 64] |= 1 << UInt64(position % 64)
        }
        tuple[0] = UInt64(number)
        tuple[columns.count] &= ~1
    }

    private mutating func add(_ row: borrowing Row, _ patient: Int) {
        let group = currentGroup()
        patientsOfGroups.add(group: group, patient: patient)
        for index in feeds.indices { feeds[index].add(row, group: group, patient: patient) }
    }

    private mutating func readKeys(_ row: borrowing Row) {
        for position in columns.count..<tuple.count { tuple[position] = 0 }
        for position in columns.indices {
            if row.isNull(columns[position]) {
                tuple[position] = 0
                tuple[columns.count + position / 64] |= 1 << UInt64(position % 64)
            } else {
                tuple[position] = readers[position].word(row)
            }
        }
    }

    private mutating func currentGroup() -> Int {
        if latest >= 0, groups.isEqual(latest, tuple) { return latest }
        let group = groups.number(of: tuple)
        latest = group
        if group == patientsOfGroups.counts.count {
            patientsOfGroups.addGroup()
            for index in feeds.indices { feeds[index].addGroup() }
        }
        return group
    }

    /// What all of this holds, as near as it can be told: pairs of groups and patients are kept once for the groups and up to three
    /// times for each aggregate.
    var memory: Int {
        let pairs = Int(patientsOfGroups.counts.reduce(0, +))
        let tables = groups.memory + patients.memory + readers.reduce(0) { $0 + $1.memory } + feeds.reduce(0) { $0 + $1.memory }
        return tables + pairs * 16 * (1 + 3 * feeds.count) + memoryOfGroups
    }

    /// What the states alone hold: quick to ask after every row, and large where there are many aggregates.
    var memoryOfGroups: Int { groups.count * (64 + 256 * feeds.count) }

    func finish() throws(Diagnostic) -> PartialTable { try finish(keysInOrder()) }

    func finishWithMemberships() throws(Diagnostic) -> (table: PartialTable, memberships: PatientMemberships) {
        let ordered = keysInOrder()
        var builder = MembershipBuilder(boundary, order: ordered.order)
        builder.add(groups: patientsOfGroups.forEach)
        for (column, feed) in feeds.enumerated() { builder.add(feed.accumulator, column: column) }
        return (try finish(ordered), builder.memberships(patients.keys, keys: ordered.order.map { ordered.keys[$0] }))
    }

    private func keysInOrder() -> (keys: [[Value]], order: [Int]) {
        let keys = (0..<groups.count).map(key)
        return (keys, keys.indices.sorted { KeyOrder.precedes(keys[$0], keys[$1]) })
    }

    private func finish(_ ordered: (keys: [[Value]], order: [Int])) throws(Diagnostic) -> PartialTable {
        let (keys, order) = ordered
        let patients = order.map { patientsOfGroups.counts[$0] }
        return try PartialTable(
            layout: layout, keys: order.map { keys[$0] }, patients: patients,
            columns: feeds.map { $0.accumulator.finish(order: order, patients: patients) })
    }

    private func key(of group: Int) -> [Value] {
        columns.indices.map { position in
            let nulls = groups.word(group, columns.count + position / 64)
            return nulls >> UInt64(position % 64) & 1 == 1 ? .null : readers[position].value(groups.word(group, position))
        }
    }
}
