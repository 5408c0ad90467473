import CordonCatalog
import CordonValues

/// Draws the rows of hospitals.
struct HospitalMaker {
    let catalog: Catalog
    var draw: Draw

    mutating func vocabulary() -> TableRows {
        var tables: TableRows = [:]
        for (number, id) in Set(Pool.codes + [8507, 8532, 44]).sorted().enumerated() {
            add(
                "concept",
                [
                    "concept_id": .integer(Int64(id)), "concept_name": .text("concept \(number % 4)"),
                    "domain_id": .text(draw.one(["Drug", "Condition", "Gender"], or: "")),
                    "standard_concept": maybe(.text(draw.one(["S", "C"], or: ""))), "valid_start_date": day(),
                ], &tables)
        }
        for ancestor in 1...3 {
            for descendant in Pool.codes where draw.chance(50) {
                add(
                    "concept_ancestor",
                    [
                        "ancestor_concept_id": .integer(Int64(ancestor)), "descendant_concept_id": .integer(Int64(descendant)),
                        "min_levels_of_separation": .integer(Int64(draw.number(0...2))),
                    ], &tables)
            }
        }
        return tables
    }

    mutating func hospital(patients: Int) -> TableRows {
        var tables: TableRows = [:]
        let names = keys(patients)
        let sites = (1...3).map { Value.integer(Int64($0)) }
        for site in sites.dropLast() {
            add("care_site", ["care_site_id": site, "care_site_name": word(), "place_of_service_concept_id": code()], &tables)
        }
        for patient in names {
            person(patient, sites, &tables)
            let visits = keys(draw.number(0...3), of: patient)
            for visit in visits { self.visit(visit, patient, sites, &tables) }
            for number in 0..<draw.number(0...4) { condition(rowKey(patient, number), patient, visits, &tables) }
            for number in 0..<draw.number(0...3) { drug(rowKey(patient, number), patient, visits, &tables) }
            for number in 0..<draw.number(0...4) { measurement(rowKey(patient, number), patient, visits, &tables) }
            for number in 0..<draw.number(0...2) { period(rowKey(patient, number), patient, &tables) }
            if draw.chance(25) { add("death", ["person_id": patient, "death_date": day(), "cause_concept_id": maybe(code())], &tables) }
        }
        // Rows come in no order.
        return tables.mapValues { draw.shuffled($0) }
    }

    // MARK: - Tables

    private mutating func person(_ patient: Value, _ sites: [Value], _ tables: inout TableRows) {
        add(
            "person",
            [
                "person_id": patient, "gender_concept_id": .integer(draw.one([8507, 8532, 0], or: 0)), "year_of_birth": .integer(Int64(draw.number(1900...2020))),
                "month_of_birth": maybe(.integer(Int64(draw.number(1...12)))), "day_of_birth": maybe(.integer(Int64(draw.number(1...31)))),
                "birth_datetime": maybe(moment()), "race_concept_id": code(), "gender_source_value": maybe(word()),
                "care_site_id": maybe(draw.one(sites, or: .null)), "person_source_value": .text("secret"),
            ], &tables)
    }

    private mutating func visit(_ visit: Value, _ patient: Value, _ sites: [Value], _ tables: inout TableRows) {
        let start = day()
        add(
            "visit_occurrence",
            [
                "visit_occurrence_id": visit, "person_id": patient, "visit_concept_id": code(), "visit_start_date": start,
                "visit_end_date": draw.chance(60) ? start : day(), "visit_start_datetime": maybe(moment()),
                "care_site_id": maybe(draw.one(sites, or: .null)), "visit_source_value": maybe(word()), "preceding_visit_occurrence_id": maybe(visit),
            ], &tables)
    }

    private mutating func condition(_ key: Value, _ patient: Value, _ visits: [Value], _ tables: inout TableRows) {
        add(
            "condition_occurrence",
            [
                "condition_occurrence_id": key, "person_id": patient, "condition_concept_id": code(), "condition_start_date": day(),
                "condition_end_date": maybe(day()), "stop_reason": maybe(word()), "visit_occurrence_id": maybe(draw.one(visits, or: .null)),
                "condition_source_value": maybe(word()),
            ], &tables)
    }

    private mutating func drug(_ key: Value, _ patient: Value, _ visits: [Value], _ tables: inout TableRows) {
        add(
            "drug_exposure",
            [
                "drug_exposure_id": key, "person_id": patient, "drug_concept_id": code(), "drug_exposure_start_date": day(),
                "drug_exposure_end_date": day(), "refills": maybe(whole()), "quantity": maybe(real()), "days_supply": maybe(whole()),
                "visit_occurrence_id": maybe(draw.one(visits, or: .null)), "drug_source_value": maybe(word()),
            ], &tables)
    }

    private mutating func measurement(_ key: Value, _ patient: Value, _ visits: [Value], _ tables: inout TableRows) {
        add(
            "measurement",
            [
                "measurement_id": key, "person_id": patient, "measurement_concept_id": code(), "measurement_date": day(),
                "measurement_datetime": maybe(moment()), "value_as_number": maybe(real()), "value_as_concept_id": maybe(code()),
                "range_low": maybe(real()), "range_high": maybe(real()), "visit_occurrence_id": maybe(draw.one(visits, or: .null)),
                "unit_source_value": maybe(word()),
            ], &tables)
    }

    private mutating func period(_ key: Value, _ patient: Value, _ tables: inout TableRows) {
        add(
            "observation_period",
            [
                "observation_period_id": key, "person_id": patient, "observation_period_start_date": day(), "observation_period_end_date": day(),
                "period_type_concept_id": code(),
            ], &tables)
    }

    private func add(_ name: String, _ values: [String: Value], _ tables: inout TableRows) {
        guard let table = catalog.table(named: name) else { return }
        tables[name, default: []].append(table.row(values))
    }

    // MARK: - Keys

    /// Patients of one hospital: small numbers, which every hospital has, and some at the ends of what numbers can be.
    private mutating func keys(_ count: Int) -> [Value] {
        let extremes: [Int64] = [.max, .min, 1 << 53, (1 << 53) + 1, -1, 0]
        var keys: [Int64] = []
        for number in 0..<count { keys.append(draw.chance(12) && number < extremes.count ? extremes[number] : Int64(number + 1)) }
        return Array(Set(keys).sorted()).map(Value.integer)
    }

    /// Keys of rows, one by one for each patient.
    private mutating func keys(_ count: Int, of patient: Value) -> [Value] { (0..<count).map { rowKey(patient, $0) } }

    private func rowKey(_ patient: Value, _ number: Int) -> Value {
        guard case .integer(let key) = patient else { return .null }
        // Distinct for distinct patients, those at the ends of 64 bits among them.
        return .integer((key.magnitude > 1 << 58 ? key / 2 : key * 10) + Int64(9 - number))
    }

    // MARK: - Values

    private mutating func maybe(_ value: Value) -> Value { draw.chance(18) ? .null : value }

    private mutating func code() -> Value { .integer(Int64(draw.one(Pool.codes, or: 0))) }

    private mutating func word() -> Value {
        .text(draw.one(Pool.words, or: "").replacingDoubledQuotes)
    }

    private mutating func whole() -> Value {
        .integer(draw.chance(10) ? draw.one([Int64(Int32.max), Int64(Int32.min)], or: 0) : Int64(draw.number(-2...40)))
    }

    private mutating func real() -> Value {
        let special: [Double] = [0, -0.0, 1, 1e16, -1e16, 1e-160, -1e-160, 0x1p53, 0x1.fffffffffffffp52, 1e308, .leastNonzeroMagnitude, 1e9, 1e9 + 1, 1e9 + 2]
        return .double(draw.chance(40) ? draw.one(special, or: 0) : Double(draw.number(-2000...4000)) / 10)
    }

    private mutating func day() -> Value {
        let days: [Int64] = Pool.days.compactMap { CalendarDate(iso: $0) }.map { Int64($0.daysSince1970) }
        // Most fall on few days, so that patients have equal ones.
        let day = draw.chance(12) ? draw.one(days, or: 0) : 18_262 + Int64(draw.number(0...12)) * 30
        return CalendarDate(daysSince1970: day).map(Value.date) ?? .null
    }

    private mutating func moment() -> Value {
        let seconds = Int64(draw.number(0...40_000)) * 43_200 + Int64(draw.one([0, 0, 1, 43_199], or: 0))
        return CalendarTimestamp(microsecondsSince1970: seconds * 1_000_000).map(Value.timestamp) ?? .null
    }
}

extension String {
    /// The pool spells texts as SQL does.
    fileprivate var replacingDoubledQuotes: String { split(separator: "''", omittingEmptySubsequences: false).joined(separator: "'") }
}
