import CordonPatientSets
import CordonValues

/// Answers about the same patients, each dividing them into groups of its own, drawn at random.
struct ComparingSample {
    let patients: Int
    let groups: Int
    let earlier: [PatientSet]
    let new: [PatientSet]
    /// The age of each patient.
    private let ages: [UInt32: Int32]
    private let naive: (earlier: [Set<UInt32>], new: [Set<UInt32>])

    init(patients: Int, groups: Int, releases: Int) throws {
        self.patients = patients
        self.groups = groups
        var generator = SampleGenerator(seed: 77)
        var earlier: [PatientSet] = []
        for _ in 0..<releases { earlier += try Self.answer(patients, groups, &generator) }
        self.earlier = earlier
        new = try Self.answer(patients, groups, &generator)
        ages = Dictionary(uniqueKeysWithValues: (0..<UInt32(clamping: patients)).map { ($0, Int32.random(in: 0..<90, using: &generator)) })
        naive = (earlier.map { Set($0.members) }, new.map { Set($0.members) })
    }

    private static func answer(_ patients: Int, _ groups: Int, _ generator: inout SampleGenerator) throws -> [PatientSet] {
        var members = [[UInt32]](repeating: [], count: groups)
        for patient in 0..<patients { members[Int.random(in: 0..<groups, using: &generator)].append(UInt32(patient)) }
        return try members.map { try PatientSet($0) }
    }

    /// How many pairs are almost the same.
    func compare(threshold: Int64) throws -> Int {
        var near = try NearSets(earlier: earlier, new: new, threshold: threshold)
        var found = 0
        for place in new.indices { found += try near.pairs(new: place).count }
        return found
    }

    /// How many are almost two others put together, or one of two that almost are a third.
    func combine(threshold: Int64) throws -> Int {
        var near = try NearTriples(earlier + new, threshold: threshold)
        var found = 0
        for place in new.indices { found += try near.triples(earlier.count + place).count }
        return found
    }

    /// How many pairs of means of ages have few ages in one alone.
    func compareFigures() throws -> Int {
        var valued = try ValuedSets(earlier: earlier, new: new, values: ages, most: 10)
        var found = 0
        for place in new.indices { found += try valued.pairs(new: place).count }
        return found
    }

    /// The partition by the earlier answers.
    func partition() throws -> PatientPartition {
        var partition = PatientPartition(of: earlier + new, most: .max, memberships: .max)
        for set in earlier { try partition.refine(by: set) }
        return partition
    }

    /// That partition, refined by the new answer: what a question costs.
    func refine(_ partition: PatientPartition) throws -> PatientPartition {
        var refined = partition
        for set in new { try refined.refine(by: set) }
        return refined
    }

    /// Of each patient the list of their sets, counted in a dictionary. Returns how many different lists there are.
    func refineNaively() -> Int {
        var lists = Array(repeating: [Int32](), count: patients)
        for (number, set) in (naive.earlier + naive.new).enumerated() { for patient in set { lists[Int(patient)].append(Int32(number)) } }
        return lists.reduce(into: [[Int32]: Int]()) { $0[$1, default: 0] += 1 }.count
    }

    /// The first of the new sets, so many, with each earlier one of almost its size, by Swift's own sets: what it costs without bitmaps and
    /// without looking patients up. With all of them it takes minutes.
    func compareNaively(first: Int, threshold: Int64) -> Int {
        var found = 0
        for set in naive.new.prefix(first) {
            for other in naive.earlier where abs(set.count - other.count) < Int(threshold) {
                let shared = set.intersection(other).count
                if shared > 0, set.count - shared < Int(threshold), other.count - shared < Int(threshold) { found += 1 }
            }
        }
        return found
    }
}
