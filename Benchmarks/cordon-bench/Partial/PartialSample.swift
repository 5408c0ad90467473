import CordonAggregates
import CordonValues

/// Made-up partials of several hospitals for one question, shaped like real ones: concept numbers with gaps that grow, about twenty
/// categories of text most of which occur with each concept, few patients in most groups and many in some, a third of the patients
/// with several rows, missing values, measurements with one decimal.
struct PartialSample {
    private let keys: [[Value]]
    private let groups: Int
    private let patients: Double
    private var generator: SampleGenerator

    /// Each hospital has `groups` of the sample's groups, which are a third more: hospitals overlap but are not alike. About `patients`
    /// patients are spread over them, or two in the typical group where that gives fewer.
    init(groups: Int, patients: Int, seed: UInt64 = 20_250_101) {
        self.groups = groups
        self.patients = Double(patients)
        generator = SampleGenerator(seed: seed)
        keys = Self.keys(atLeast: groups + groups / 3 + 1, &generator)
    }

    private static let regions = [
        "Alsace", "Aquitaine", "Auvergne", "Basel", "Berlin", "Bourgogne", "Bretagne", "Champagne", "Corse", "Genève", "Hamburg",
        "Limousin", "Lorraine", "Lyon", "Marseille", "Normandie", "Paris", "Picardie", "Provence", "Zürich",
    ]

    private static func keys(atLeast count: Int, _ generator: inout SampleGenerator) -> [[Value]] {
        let categories = regions.prefix(max(2, count / 5))
        var concept: Int64 = 8_500
        var keys: [[Value]] = []
        keys.reserveCapacity(count + categories.count)
        while keys.count < count {
            concept += Int64(generator.skewed(exponent: 1.2, most: 100_000))
            for category in categories where generator.happens(0.8) { keys.append([.integer(concept), .text(category)]) }
        }
        return keys
    }

    /// The next hospital's partial, in a layout of rows, a whole sum and, if it has a third column, moments of a double.
    mutating func next(_ layout: PartialLayout) throws -> PartialTable {
        var gathering = SampleColumns()
        var mine: [[Value]] = []
        mine.reserveCapacity(groups)
        for (index, key) in keys.enumerated() {
            // Keeps exactly `groups` of them, each with the same probability.
            let (wanted, left) = (groups - mine.count, keys.count - index)
            guard Double(left) * generator.share() <= Double(wanted) else { continue }
            mine.append(key)
            gathering.addGroup(patients: patientsOfGroup(), &generator)
        }
        return try PartialTable(
            layout: layout, keys: mine, patients: gathering.patients,
            columns: Array(gathering.columns.prefix(layout.aggregates.count)))
    }

    private mutating func patientsOfGroup() -> Int {
        let typical = max(2, patients / Double(groups))
        return Int((typical * 0.3 * generator.skewed(exponent: 0.7, most: 200)).rounded(.up))
    }
}

/// The columns of a sample on the way, computed from invented rows as a node computes them from real ones.
private struct SampleColumns {
    private(set) var patients: [Int64] = []
    private var rows = StateGathering()
    private var ages = StateGathering()
    private var values = StateGathering()

    var columns: [PartialColumn] { [rows.column, ages.column, values.column] }

    mutating func addGroup(patients count: Int, _ generator: inout SampleGenerator) {
        var (all, ages, values, visitsOfPatients) = (0 as Int64, WholeGroup(), DoubleGroup(), TopTwo())
        for _ in 0..<count {
            let age = generator.happens(0.02) ? nil : Int64.random(in: 20...95, using: &generator)
            let visits = generator.happens(0.3) ? Int64.random(in: 2...4, using: &generator) : 1
            all += visits
            visitsOfPatients.add(UInt128(visits))
            ages.add(age, rows: visits)
            values.add((0..<visits).map { _ in Self.measurement(&generator) })
        }
        patients.append(Int64(count))
        rows.add(.count(all), contributors: Int64(count), nonZero: Int64(count), top: visitsOfPatients.codes)
        self.ages.add(.wholeSum(WholeSum(rows: ages.rows, sum: Int128(ages.sum))), contributors: ages.patients, nonZero: ages.patients,
            top: ages.top.codes)
        self.values.add(
            .doubleMoments(values.state), contributors: values.patients, partlyMissing: values.partlyMissing,
            nonZero: values.nonZero, partlyZero: values.partlyZero, top: values.top.codes)
    }

    /// One decimal, one in ten missing, a few zero.
    private static func measurement(_ generator: inout SampleGenerator) -> Double? {
        if generator.happens(0.1) { return nil }
        return generator.happens(0.01) ? 0 : Double(Int.random(in: 150...420, using: &generator)) / 10
    }
}

/// The two largest contributions, as nodes code them.
private struct TopTwo {
    private var largest: UInt128 = 0
    private var second: UInt128 = 0

    var codes: TopContributions { TopContributions(largest, second) }

    mutating func add(_ units: UInt128) {
        if units > largest { (largest, second) = (units, largest) } else { second = max(second, units) }
    }
}

private struct WholeGroup {
    private(set) var top = TopTwo()
    private(set) var rows: Int64 = 0
    private(set) var sum: Int64 = 0
    private(set) var patients: Int64 = 0

    mutating func add(_ value: Int64?, rows count: Int64) {
        guard let value else { return }
        rows += count
        sum += value * count
        top.add(UInt128(value * count) << 32)
        patients += 1
    }
}

private struct DoubleGroup {
    private(set) var top = TopTwo()
    private var rows: Int64 = 0
    private var sum = ExactDoubleSum.zero
    private var squares = ExactDoubleSum.zero
    private(set) var patients: Int64 = 0
    private(set) var partlyMissing: Int64 = 0
    private(set) var nonZero: Int64 = 0
    private(set) var partlyZero: Int64 = 0

    var state: DoubleMoments { DoubleMoments(rows: rows, sum: sum, squares: squares) }

    /// All values of one patient.
    mutating func add(_ measurements: [Double?]) {
        let values = measurements.compactMap { $0 }
        for value in values {
            rows += 1
            sum = sum + ExactDoubleSum(value)
            squares = squares + ExactDoubleSum(squareOf: value)
        }
        guard !values.isEmpty else { return }
        top.add(UInt128(values.reduce(0, +) * 4_294_967_296))
        patients += 1
        if values.count < measurements.count { partlyMissing += 1 }
        guard values.contains(where: { $0 != 0 }) else { return }
        nonZero += 1
        if values.contains(0) { partlyZero += 1 }
    }
}

private struct StateGathering {
    private var states: [AggregateState] = []
    private var contributors: [Int64] = []
    private var partlyMissing: [Int64] = []
    private var nonZero: [Int64] = []
    private var partlyZero: [Int64] = []
    private var top: [TopContributions] = []

    var column: PartialColumn {
        PartialColumn(
            states: states, contributors: contributors, partlyMissing: partlyMissing, nonZero: nonZero, partlyZero: partlyZero,
            contributions: top, verdicts: Array(repeating: 0, count: states.count))
    }

    mutating func add(
        _ state: AggregateState, contributors: Int64, partlyMissing: Int64 = 0, nonZero: Int64, partlyZero: Int64 = 0, top: TopContributions
    ) {
        self.top.append(top)
        states.append(state)
        self.contributors.append(contributors)
        self.partlyMissing.append(partlyMissing)
        self.nonZero.append(nonZero)
        self.partlyZero.append(partlyZero)
    }
}
