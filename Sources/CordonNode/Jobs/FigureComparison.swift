import CordonAggregates
import CordonPatientSets
import CordonQuery
import CordonValues
import CordonWarehouse

/// Of figures of one column those of which the patients in one alone have few values: whoever subtracts the two learns what these few values make, as of a figure over them.
/// See `docs/disclosure/values.md`.
struct FigureComparison {
    let record: QuestionRecord
    /// ``Warehouse/values(of:)``.
    let values: (_ source: String) throws(Diagnostic) -> [(patient: Value, value: Value)]
    private var columns: [String: Column] = [:]

    /// The values of a column in ascending order, and of each patient the place of theirs.
    private struct Column {
        let values: [Value]
        let places: [UInt32: Int32]

        func entries(_ tally: [Int32: Int64]) -> [ValueTally.Entry] {
            tally.sorted { $0.key < $1.key }.map { ValueTally.Entry(value: values[Int($0.key)], patients: $0.value) }
        }
    }

    init(record: QuestionRecord, values: @escaping (_ source: String) throws(Diagnostic) -> [(patient: Value, value: Value)]) {
        self.record = record
        self.values = values
    }

    /// `near` with the values that are to be told, and with the pairs that are told for them alone. `sets` are those of this part and `earlier` all before.
    mutating func found(
        _ memberships: PatientMemberships, _ sets: [AnsweredSet], boundary: Boundary, earlier: [AnsweredSet], _ inside: InsideAnswer, beside near: [SetComparison]
    ) throws(Diagnostic) -> [SetComparison] {
        var found = Dictionary(near.map { ($0.telling(nil), $0) }) { first, _ in first }
        let own = Dictionary(grouping: memberships.sets.indices.compactMap { place in Self.source(memberships.sets[place], boundary).map { (place, $0) } }, by: \.1)
        for (source, places) in own.sorted(by: { $0.key < $1.key }) {
            let places = places.map(\.0)
            let before = earlier.filter { $0.kind == .measured(source) }
            guard !before.isEmpty || places.count > 1 else { continue }
            let column = try column(source)
            // Of a column of few values all differences have few, and of tables of several rows for each patient nothing is told.
            guard !column.values.isEmpty else { continue }
            var valued = try ValuedSets(
                earlier: before.map(\.patients), new: places.map { sets[$0].patients }, values: column.places, most: ValueDifference.most)
            for (number, place) in places.enumerated() {
                for pair in try valued.pairs(new: number) {
                    let isOwn = pair.other >= before.count
                    if isOwn, !inside.areFigures(place, places[pair.other - before.count]) { continue }
                    let other = isOwn ? sets[places[pair.other - before.count]] : before[pair.other]
                    let difference = ValueDifference(entered: column.entries(pair.entered), left: column.entries(pair.left))
                    let comparison = SetComparison(
                        group: memberships.sets[place].group, set: memberships.sets[place].set, with: other, entered: pair.entered.values.reduce(0, +),
                        left: pair.left.values.reduce(0, +))
                    found[comparison] = comparison.telling(difference)
                    guard found.count <= SetComparison.most else { throw SetComparison.tooMany }
                }
            }
        }
        return Array(found.values)
    }

    /// The column that sums and means of the set are of; nil where the set is of anything else.
    private static func source(_ set: PatientMemberships.Membership, _ boundary: Boundary) -> String? {
        guard case .measured(let source?) = set.kind, let (column, kind) = RevealedSet.of(number: set.set), kind == .contributors,
            boundary.aggregates[column].specification.function.definition.family == .moment
        else { return nil }
        return source
    }

    private mutating func column(_ source: String) throws(Diagnostic) -> Column {
        if let known = columns[source] { return known }
        // Who has no finite value has none.
        let values = try values(source).filter { $0.value.isFinite }
        let different = Set(values.map(\.value)).sorted(by: Value.isAscending)
        let places = Dictionary(uniqueKeysWithValues: different.enumerated().map { ($0.element, Int32(clamping: $0.offset)) })
        var patients: [UInt32: Int32] = [:]
        for (number, value) in zip(try record.knownNumbers(of: values.map(\.patient)), values) {
            if let number { patients[number] = places[value.value] }
        }
        let column = Column(values: different, places: patients)
        columns[source] = column
        return column
    }
}
