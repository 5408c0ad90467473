import CordonCatalog
import CordonValues

/// What a column of a relation may be used for, as a researcher would see it.
enum Kind: Hashable {
    case patient
    /// A node-scoped key by its name in the catalog.
    case key(String)
    /// Categories.
    case code, word
    /// Measures: whole ones with bin 1, whole ones without any, doubles with bin 1.
    case whole, unbinned, real
    case day, moment
    case truth
    /// A number computed by the question, and a count.
    case number, count
    /// Not readable.
    case hidden

    init(_ column: CatalogColumn) {
        switch column.role {
        case .patient: self = .patient
        case .nodeKey: self = .key(column.name)
        case .category: self = column.type == .text ? .word : .code
        case .measure(let bin, _): self = column.type == .double ? .real : bin == nil ? .unbinned : .whole
        case .date: self = column.type == .timestamp ? .moment : .day
        case .identifier, .text: self = .hidden
        }
    }

    var isKey: Bool {
        switch self {
        case .patient, .key: true
        case .code, .word, .whole, .unbinned, .real, .day, .moment, .truth, .number, .count, .hidden: false
        }
    }

    var isWholeNumber: Bool { self == .code || self == .whole || self == .unbinned || self == .count }
}

struct Column {
    /// As expressions name it, with its relation.
    var name: String
    var kind: Kind
    /// A key that is never NULL, so that rows may be grouped by it.
    var isNullable: Bool
    /// Values near the ends of 32 bits stand in it, so that sums in SQLite could leave 64.
    var bare: String { name.split(separator: ".").last.map(String.init) ?? name }
}

/// Something that stands in FROM.
struct Relation {
    var from: Piece
    var columns: [Column]
    /// Columns by which plain SQLite completes an order of its rows; nil where it cannot.
    var rowKey: [String]?
    /// Several relations joined, which stand in brackets on the right of another join.
    var isJoin = false

    /// The key that rows are grouped by inside.
    var patient: Column? { columns.first { $0.kind == .patient && !$0.isNullable } }

    func columns(_ kinds: Set<Kind>) -> [Column] { columns.filter { kinds.contains($0.kind) } }

    func renamed(_ alias: String) -> [Column] { columns.map { Column(name: "\(alias).\($0.bare)", kind: $0.kind, isNullable: $0.isNullable) } }
}

/// The tables that questions are about, with the columns that are filled with interesting values.
struct TableSketch {
    let name: String
    let columns: [String]

    static let patients = [
        TableSketch(
            name: "person",
            columns: [
                "person_id", "gender_concept_id", "year_of_birth", "month_of_birth", "day_of_birth", "birth_datetime", "race_concept_id",
                "gender_source_value", "care_site_id",
            ]),
        TableSketch(
            name: "visit_occurrence",
            columns: [
                "visit_occurrence_id", "person_id", "visit_concept_id", "visit_start_date", "visit_end_date", "visit_start_datetime",
                "care_site_id", "visit_source_value", "preceding_visit_occurrence_id",
            ]),
        TableSketch(
            name: "condition_occurrence",
            columns: [
                "condition_occurrence_id", "person_id", "condition_concept_id", "condition_start_date", "condition_end_date", "stop_reason",
                "visit_occurrence_id", "condition_source_value",
            ]),
        TableSketch(
            name: "drug_exposure",
            columns: [
                "drug_exposure_id", "person_id", "drug_concept_id", "drug_exposure_start_date", "drug_exposure_end_date", "refills",
                "quantity", "days_supply", "visit_occurrence_id", "drug_source_value",
            ]),
        TableSketch(
            name: "measurement",
            columns: [
                "measurement_id", "person_id", "measurement_concept_id", "measurement_date", "measurement_datetime", "value_as_number",
                "value_as_concept_id", "range_low", "range_high", "visit_occurrence_id", "unit_source_value",
            ]),
        TableSketch(
            name: "observation_period",
            columns: ["observation_period_id", "person_id", "observation_period_start_date", "observation_period_end_date", "period_type_concept_id"]),
        TableSketch(name: "death", columns: ["person_id", "death_date", "cause_concept_id"]),
    ]

    static let careSite = TableSketch(name: "care_site", columns: ["care_site_id", "care_site_name", "place_of_service_concept_id"])
    static let concept = TableSketch(name: "concept", columns: ["concept_id", "concept_name", "domain_id", "standard_concept", "valid_start_date"])
    static let ancestor = TableSketch(
        name: "concept_ancestor", columns: ["ancestor_concept_id", "descendant_concept_id", "min_levels_of_separation"])
}
