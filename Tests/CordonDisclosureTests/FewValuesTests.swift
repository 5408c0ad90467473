import CordonAggregates
import CordonAttacker
import CordonQuery
import CordonTestSupport
import CordonValues
import Testing

@testable import CordonDisclosure

/// How many patients have each of a few values is not told by figures over them: `docs/disclosure/values.md`.
@Suite struct FewValuesTests {
    /// Patients by value, of one hospital after the other.
    private typealias Hospital = [Int64: Int]

    /// The sum, or another figure, of a whole argument over all hospitals' patients. Everybody has `rows` rows.
    private static func cell(
        _ hospitals: [Hospital], _ function: AggregateFunction = .sum, isMade: Bool = false, rows: Int = 1, minimum: Int = 2
    ) throws -> Cell {
        let specification = AggregateSpecification(function: function, argument: .integer, tellsValues: true)
        let needs = DisclosureNeeds(revealsComplement: false, revealsNonZero: false, hasMadeValues: isMade)
        let boundary = Boundary(
            keys: [],
            aggregates: [
                BoundaryAggregate(
                    specification: specification, argument: .column(.table(relation: 0, column: "x"), .integer), filter: nil, disclosure: needs, span: nil)
            ], patient: .column(.table(relation: 0, column: "patient_id"), .bigint), groupsPartitionPatients: true)
        var merged = MergedTable(layout: boundary.layout)
        for hospital in hospitals {
            var accumulator = AggregateAccumulator(specification)
            accumulator.addGroup()
            var patient = 0
            for (value, patients) in hospital.sorted(by: { $0.key < $1.key }) {
                for _ in 0..<patients {
                    for _ in 0..<rows { accumulator.add(.integer(value), group: 0, patient: patient) }
                    patient += 1
                }
            }
            let column = accumulator.finish(order: [0], patients: [Int64(patient)])
            try merged.merge(PartialTable(layout: boundary.layout, keys: [[]], patients: [Int64(patient)], columns: [column]))
        }
        let disclosure = Disclosure(rules: DisclosureRules(threshold: 11, minimumHospitals: minimum), suppression: Suppression.decide(_:until:))
        return try #require(try disclosure.release(merged, boundary: boundary).groups.first?.cells.first)
    }

    private static func isShown(
        _ hospitals: [Hospital], _ function: AggregateFunction = .sum, isMade: Bool = false, rows: Int = 1, minimum: Int = 2
    ) throws -> Bool {
        try cell(hospitals, function, isMade: isMade, rows: rows, minimum: minimum).state == .value
    }

    /// So many patients of each hospital have each of `values`.
    private static func each(_ values: some Sequence<Int64>, _ patients: Int) -> Hospital {
        Dictionary(uniqueKeysWithValues: values.map { ($0, patients) })
    }

    /// Without the rule the sum says how many: of 43 patients with 5 or 7, (7 · 43 − 295) / 2 = 3 have 5.
    @Test func `a weight that three patients have hides the sum of two weights`() throws {
        #expect(try !Self.isShown([[5: 2, 7: 20], [5: 1, 7: 20]], isMade: true))
        #expect(try Self.isShown([[5: 6, 7: 20], [5: 5, 7: 20]], isMade: true))
    }

    @Test(arguments: [AggregateFunction.sum, .average, .variancePopulation, .deviationSample, .skewness, .kurtosis])
    func `every figure of moments is held to the numbers of patients by value`(_ function: AggregateFunction) throws {
        #expect(try !Self.isShown([[5: 2, 7: 20], [5: 1, 7: 20]], function, isMade: true))
        #expect(try Self.isShown([[5: 20, 7: 20], [5: 20, 7: 30]], function, isMade: true))
    }

    @Test func `of ten values each has eleven patients, of eleven values nothing is asked`() throws {
        #expect(try !Self.isShown([Self.each(1...10, 3), Self.each(1...10, 3)], isMade: true))
        #expect(try Self.isShown([Self.each(1...10, 6), Self.each(1...10, 6)], isMade: true))
        #expect(try Self.isShown([Self.each(1...11, 3), Self.each(1...11, 3)], isMade: true))
    }

    @Test func `values of hospitals are joined and their patients added`() throws {
        // Seven and seven are eleven, of which three are both hospitals'.
        #expect(try Self.isShown([Self.each(1...7, 3), Self.each(5...11, 3)], isMade: true))
        #expect(try !Self.isShown([Self.each(1...7, 3), Self.each(4...10, 3)], isMade: true))
        #expect(try Self.isShown([Self.each(1...2, 6), Self.each(1...2, 5)], isMade: true))
        // One hospital alone has many.
        #expect(try Self.isShown([Self.each(1...11, 3), Self.each(1...2, 3)], isMade: true))
    }

    @Test func `a value that one hospital alone has hides the cell`() throws {
        #expect(try !Self.isShown([[5: 30, 7: 20], [7: 20]], isMade: true))
        #expect(try Self.isShown([[5: 30, 7: 20], [7: 20]], isMade: true, minimum: 1))
    }

    @Test func `the mean of a score is shown with a rare top value where others could have it as well`() throws {
        let score: Hospital = [0: 150, 1: 75, 2: 40, 3: 25, 4: 2]
        #expect(try Self.isShown([score, score], .average))
        #expect(try !Self.isShown([score, score], .average, isMade: true))
        // Two more powers of five values leave nothing open.
        #expect(try !Self.isShown([score, score], .kurtosis))
    }

    @Test func `the mean of a score is hidden where nobody else can have its rare top value`() throws {
        #expect(try !Self.isShown([[0: 15, 1: 8, 2: 4, 3: 3, 4: 1], [0: 15, 1: 7, 2: 4, 3: 2, 4: 1]], .average))
    }

    /// n, Σv and Σv² are three equations, and patients are whole: 1 or 1000 patients less of one code are no whole number of the others.
    @Test(arguments: [[0, 1, 2], [8507, 8532, 8551], [0, 1, 1000, 1_000_000]] as [[Int64]])
    func `codes whose numbers follow from the figures are not summed`(_ codes: [Int64]) throws {
        let most = Dictionary(uniqueKeysWithValues: codes.dropLast().map { ($0, 400) })
        let rare = Dictionary(uniqueKeysWithValues: codes.suffix(1).map { ($0, 2) })
        let hospital = most.merging(rare) { $1 }
        #expect(try !Self.isShown([hospital, hospital]))
        #expect(try Self.isShown([most, most]))
    }

    @Test func `of patients with several rows every value has its threshold`() throws {
        let score: Hospital = [0: 150, 1: 75, 2: 40, 3: 25, 4: 2]
        #expect(try !Self.isShown([score, score], .average, rows: 2))
    }
}

/// Shifts of patients between values that no figure tells.
@Suite struct ValueMovesTests {
    @Test(arguments: 0..<20)
    func `what moves reach has the same figures and no negative number`(_ seed: Int) throws {
        var generator = SeededRandom(seed: UInt64(seed))
        let values = Array(Set((0..<6).map { _ in Int64.random(in: -8...8, using: &generator) })).sorted()
        let patients = values.map { _ in Int64.random(in: 0...3, using: &generator) }
        for powers in [2, 4] {
            let moves = try #require(ValueMoves(values.map { .integer($0) }, powers: powers))
            let alternatives = Self.alternatives(values, patients, powers: powers)
            for place in values.indices {
                for direction in [ValueMoves.Direction.down, .up] {
                    let reached = moves.farthest(place, direction, from: patients)
                    #expect(alternatives.contains { $0[place] == reached })
                    #expect(direction == .down ? reached <= patients[place] : reached >= patients[place])
                }
            }
        }
    }

    @Test(arguments: 0..<10)
    func `where figures are subtracted moves have the same differences`(_ seed: Int) throws {
        var generator = SeededRandom(seed: UInt64(seed))
        func some() -> [Int64] { Array(Set((0..<2).map { _ in Int64.random(in: -3...3, using: &generator) })).sorted() }
        let (added, subtracted) = (some(), some())
        let patients = (added + subtracted).map { _ in Int64.random(in: 0...4, using: &generator) }
        let moves = try #require(ValueMoves(added.map { .integer($0) }, subtracted: subtracted.map { .integer($0) }, powers: 1))
        func figures(_ patients: [Int64]) -> [Int64] {
            let signed = zip(added + subtracted, patients).enumerated().map { $0.offset < added.count ? $0.element : ($0.element.0, -$0.element.1) }
            return [signed.reduce(0) { $0 + $1.1 }, signed.reduce(0) { $0 + $1.0 * $1.1 }]
        }
        let goal = figures(patients)
        // Other numbers of patients, up to 16 of each of the other values.
        func exist(_ chosen: [Int64], _ place: Int, _ number: Int64) -> Bool {
            guard chosen.count < patients.count else { return figures(chosen) == goal }
            return (chosen.count == place ? number...number : 0...16).contains { exist(chosen + [$0], place, number) }
        }
        for place in patients.indices {
            let (least, most) = (moves.farthest(place, .down, from: patients), moves.farthest(place, .up, from: patients))
            #expect(least <= patients[place] && most >= patients[place] && exist([], place, least))
            // What is not limited goes on for ever.
            #expect(most <= 8 ? exist([], place, most) : (1...6).contains { exist([], place, patients[place] + $0) })
        }
    }

    @Test func `a value that patients on both sides have may be any number's`() throws {
        let moves = try #require(ValueMoves([.integer(5), .integer(7)], subtracted: [.integer(7)], powers: 2))
        #expect(moves.farthest(1, .up, from: [20, 1, 3]) > 1000)
        #expect(moves.farthest(1, .down, from: [20, 1, 3]) == 0)
        #expect(moves.farthest(0, .up, from: [20, 1, 3]) == 20)
    }

    @Test func `values that are no finite numbers, or too long, have no moves`() {
        #expect(ValueMoves([.integer(1), .double(.infinity)], powers: 2) == nil)
        #expect(ValueMoves([.text("a")], powers: 2) == nil)
        #expect(ValueMoves([.double(1), .double(Double.leastNonzeroMagnitude)], powers: 2) == nil)
    }

    @Test func `numbers of patients beyond all counting are left as they are`() throws {
        let moves = try #require(ValueMoves((0..<5).map { .integer($0) }, powers: 2))
        #expect(moves.farthest(0, .up, from: [1, .max, .max, .max, .max]) == 1)
        #expect(moves.farthest(0, .up, from: [1, .max / 4, .max / 4, .max / 4, 5]) > 1)
    }

    /// All numbers of patients with the same sums of powers, by trying every one.
    private static func alternatives(_ values: [Int64], _ patients: [Int64], powers: Int) -> [[Int64]] {
        func sums(_ patients: [Int64]) -> [Int64] {
            (0...powers).map { power in
                zip(values, patients).reduce(0) { sum, one in sum + one.1 * (0..<power).reduce(1) { product, _ in product * one.0 } }
            }
        }
        let (goal, total) = (sums(patients), patients.reduce(0, +))
        var found: [[Int64]] = []
        func fill(_ chosen: [Int64], _ left: Int64) {
            if chosen.count == values.count - 1 {
                let whole = chosen + [left]
                if sums(whole) == goal { found.append(whole) }
                return
            }
            for next in 0...left { fill(chosen + [next], left - next) }
        }
        fill([], total)
        return found
    }
}
