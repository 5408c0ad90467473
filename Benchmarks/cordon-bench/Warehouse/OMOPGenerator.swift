import CordonValues
import Foundation

/// Invented rows that look like a hospital's in number, order and skew: events follow visits, ids follow dates, a few concepts make most
/// of the records, a few persons have most of the visits.
struct OMOPGenerator {
    static let first = CalendarDate(daysSince1970: 14_610) ?? .first  // 2010-01-01
    static let last = CalendarDate(daysSince1970: 18_261) ?? .last  // 2019-12-31

    private struct Visit {
        let person: Int64
        let day: Int32
        let end: Int32
    }

    private let size: OMOPSize
    private var random: SampleGenerator
    private var visits: [Visit] = []

    static let conditions = 500
    static let drugs = 400
    static let measurements = 40

    static func condition(_ rank: Int) -> Int64 { 4_000_000 + Int64(rank) }
    static func drug(_ rank: Int) -> Int64 { 1_100_000 + Int64(rank) }
    static func measurement(_ rank: Int) -> Int64 { 3_000_000 + Int64(rank) }

    init(size: OMOPSize, seed: UInt64) {
        self.size = size
        random = SampleGenerator(seed: seed)
    }

    mutating func write(to database: TwinDatabase) throws {
        try writeConcepts(database)
        try writePersons(database)
        try writeVisits(database)
        try writeConditions(database)
        try writeDrugs(database)
        try writeMeasurements(database)
    }

    private func day(_ number: Int32) -> Value { CalendarDate(daysSince1970: Int64(number)).map(Value.date) ?? .null }

    private mutating func below(_ count: Int) -> Int { min(count - 1, Int(random.share() * Double(count))) }

    /// A rank from 0, low ones much more often.
    private mutating func rank(_ count: Int) -> Int { min(count - 1, Int(random.skewed(exponent: 1.1, most: Double(count))) - 1) }

    private func writeConcepts(_ database: TwinDatabase) throws {
        let named: [(Int64, String, String)] = [
            (8507, "MALE", "Gender"), (8532, "FEMALE", "Gender"), (8527, "White", "Race"), (8515, "Asian", "Race"),
            (8516, "Black or African American", "Race"), (9201, "Inpatient Visit", "Visit"), (9202, "Outpatient Visit", "Visit"),
            (9203, "Emergency Room Visit", "Visit"), (0, "No matching concept", "Metadata"),
        ]
        let ranked =
            (0..<Self.conditions).map { (Self.condition($0), "Condition \($0)", "Condition") }
            + (0..<Self.drugs).map { (Self.drug($0), "Drug \($0)", "Drug") }
            + (0..<Self.measurements).map { (Self.measurement($0), "Measurement \($0)", "Measurement") }
        try database.table("concept") { sink in
            for (id, name, domain) in named + ranked {
                try sink.write([
                    "concept_id": .integer(id), "concept_name": .text(name), "domain_id": .text(domain), "vocabulary_id": .text("Invented"),
                    "concept_class_id": .text(domain), "standard_concept": .text("S"), "concept_code": .text(String(id)),
                    "valid_start_date": .date(Self.first), "valid_end_date": .date(Self.last),
                ])
            }
        }
        try database.table("concept_ancestor") { sink in
            for rank in 0..<Self.conditions {
                for (levels, ancestor) in [(0, Self.condition(rank)), (1, 5_000_000 + Int64(rank % 20))] {
                    try sink.write([
                        "ancestor_concept_id": .integer(ancestor), "descendant_concept_id": .integer(Self.condition(rank)),
                        "min_levels_of_separation": .integer(Int64(levels)), "max_levels_of_separation": .integer(Int64(levels)),
                    ])
                }
            }
        }
    }

    private mutating func writePersons(_ database: TwinDatabase) throws {
        let races: [Int64] = [8527, 8527, 8527, 8516, 8515]
        try database.table("person") { sink in
            for id in 1...size.persons {
                try sink.write([
                    "person_id": .integer(Int64(id)), "gender_concept_id": .integer(random.happens(0.51) ? 8532 : 8507),
                    "year_of_birth": .integer(Int64(1920 + below(95))), "race_concept_id": .integer(races[below(races.count)]),
                    "ethnicity_concept_id": .integer(0),
                ])
            }
        }
        try database.table("observation_period") { sink in
            for id in 1...size.persons {
                let start = 14_610 + Int32(below(1000))
                try sink.write([
                    "observation_period_id": .integer(Int64(id)), "person_id": .integer(Int64(id)),
                    "observation_period_start_date": day(start), "observation_period_end_date": day(18_261 - Int32(below(600))),
                    "period_type_concept_id": .integer(0),
                ])
            }
        }
    }

    private mutating func writeVisits(_ database: TwinDatabase) throws {
        let span = Double(18_261 - 14_610)
        visits.reserveCapacity(size.visits)
        try database.table("visit_occurrence") { sink in
            for id in 1...size.visits {
                let start = 14_610 + Int32(span * Double(id) / Double(size.visits + 1))
                let kind: Int64 = random.happens(0.7) ? 9202 : random.happens(0.5) ? 9201 : 9203
                let stay = kind == 9201 ? Int32(random.skewed(exponent: 0.8, most: 60)) : 0
                // Every second visit is of one of the first fifth of the persons.
                let person = random.happens(0.5) ? below(max(1, size.persons / 5)) : below(size.persons)
                let visit = Visit(person: Int64(person + 1), day: start, end: min(start + stay, 18_261))
                visits.append(visit)
                try sink.write([
                    "visit_occurrence_id": .integer(Int64(id)), "person_id": .integer(visit.person), "visit_concept_id": .integer(kind),
                    "visit_start_date": day(visit.day), "visit_end_date": day(visit.end), "visit_type_concept_id": .integer(32_817),
                ])
            }
        }
    }

    /// Records follow the visits in order, so that ids follow dates.
    private mutating func visit(_ record: Int, of records: Int) -> (index: Int, visit: Visit) {
        let index = min(visits.count - 1, Int(Double(record - 1) / Double(records) * Double(visits.count)))
        return (index, visits[index])
    }

    private mutating func writeConditions(_ database: TwinDatabase) throws {
        try database.table("condition_occurrence") { sink in
            for id in 1...size.conditions {
                let (index, visit) = visit(id, of: size.conditions)
                try sink.write([
                    "condition_occurrence_id": .integer(Int64(id)), "person_id": .integer(visit.person),
                    "condition_concept_id": .integer(Self.condition(rank(Self.conditions))), "condition_start_date": day(visit.day),
                    "condition_end_date": random.happens(0.3) ? day(min(visit.day + Int32(below(90)), 18_261)) : .null,
                    "condition_type_concept_id": .integer(32_817),
                    "visit_occurrence_id": random.happens(0.9) ? .integer(Int64(index + 1)) : .null,
                ])
            }
        }
    }

    private mutating func writeDrugs(_ database: TwinDatabase) throws {
        try database.table("drug_exposure") { sink in
            for id in 1...size.drugs {
                let (index, visit) = visit(id, of: size.drugs)
                let supply = [7, 14, 30, 30, 90][below(5)]
                try sink.write([
                    "drug_exposure_id": .integer(Int64(id)), "person_id": .integer(visit.person),
                    "drug_concept_id": .integer(Self.drug(rank(Self.drugs))), "drug_exposure_start_date": day(visit.day),
                    "drug_exposure_end_date": day(min(visit.day + Int32(supply), 18_261)), "drug_type_concept_id": .integer(38_000_175),
                    "quantity": .double(Double(supply)), "days_supply": .integer(Int64(supply)), "refills": .integer(Int64(below(4))),
                    "visit_occurrence_id": random.happens(0.9) ? .integer(Int64(index + 1)) : .null,
                ])
            }
        }
    }

    private mutating func writeMeasurements(_ database: TwinDatabase) throws {
        try database.table("measurement") { sink in
            for id in 1...size.measurements {
                let (index, visit) = visit(id, of: size.measurements)
                let rank = rank(Self.measurements)
                // About normal, of one decimal, around another middle for each concept.
                let spread = random.share() + random.share() + random.share() - 1.5
                let value = (Double(20 + rank * 5) * (1 + 0.4 * spread) * 10).rounded() / 10
                try sink.write([
                    "measurement_id": .integer(Int64(id)), "person_id": .integer(visit.person),
                    "measurement_concept_id": .integer(Self.measurement(rank)), "measurement_date": day(visit.day),
                    "measurement_type_concept_id": .integer(32_817), "value_as_number": random.happens(0.95) ? .double(value) : .null,
                    "unit_concept_id": .integer(8_840),
                    "visit_occurrence_id": random.happens(0.9) ? .integer(Int64(index + 1)) : .null,
                ])
            }
        }
    }
}
