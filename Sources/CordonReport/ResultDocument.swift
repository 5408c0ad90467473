import CordonDisclosure
import CordonValues
import Foundation

/// Result v1 (`protocol/result.md`): a released table with what a reader must know about it. Made from a ``ReleasedTable``, or read
/// back from the JSON of one; nothing else has a rendering.
public struct ResultDocument: Sendable, Hashable, Codable {
    public let version: Int
    public let questionHash: String
    public let study: String
    public let columns: [Column]
    public let rows: [Row]
    public let hospitals: [Hospital]
    public let snapshots: [Snapshot]
    /// Jurisdictions of the hospitals that answered, of the coordinator and of who asked, ascending; nil where it is not told.
    public let borders: [String]?
    /// How many sets of patients the study may be shown, and was when this was released; nil where it is not told.
    public let budget: Budget?
    public let rules: [Rule]
    /// When the cells were released, RFC 3339 UTC.
    public let released: String
    /// The earlier question whose stored release this is, when it is one.
    public let storedFrom: String?
    public let notes: [String]

    enum CodingKeys: String, CodingKey {
        case version
        case questionHash = "question_hash"
        case study, columns, rows, hospitals, snapshots, borders, budget, rules, released
        case storedFrom = "stored_from"
        case notes
    }

    public struct Column: Sendable, Hashable, Codable {
        public let name: String
        public let type: ValueType
        public let kind: ReleasedColumn.Kind
        public let unit: String?
    }

    public struct Row: Sendable, Hashable, Codable {
        public let cells: [DocumentCell]
        public let marks: [ReleasedRow.Mark]
    }

    public struct Hospital: Sendable, Hashable, Codable {
        public let id: String
        /// `answered`, `missing`, `refused`, `not-answered` or `cancelled`.
        public let state: String
        /// A registered code, where there is one.
        public let reason: String?
        /// The hospital's own words, where its policy refused.
        public let message: String?

        public init(id: String, state: String, reason: String?, message: String? = nil) {
            self.id = id
            self.state = state
            self.reason = reason
            self.message = message
        }
    }

    public struct Snapshot: Sendable, Hashable, Codable {
        public let hospital: String
        public let snapshot: String
        /// The cut-off date of the data, ISO.
        public let cutoff: String
        /// Whether the hospital applied its list of patients who object; nil where it did not say.
        public let objections: Bool?

        public init(hospital: String, snapshot: String, cutoff: String, objections: Bool? = nil) {
            self.hospital = hospital
            self.snapshot = snapshot
            self.cutoff = cutoff
            self.objections = objections
        }
    }

    public struct Budget: Sendable, Hashable, Codable {
        public let used: Int
        public let limit: Int

        public init(_ budget: CellBudget) {
            used = budget.used
            limit = budget.limit
        }
    }

    public struct Rule: Sendable, Hashable, Codable {
        public let name: String
        public let value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }
}

extension ResultDocument {
    /// What stands beside the table.
    public struct Context: Sendable {
        public let questionHash: String
        public let study: String
        public let hospitals: [Hospital]
        public let snapshots: [Snapshot]
        public let borders: [String]?
        public let budget: Budget?
        public let released: Date
        public let storedFrom: String?

        public init(
            questionHash: String, study: String, hospitals: [Hospital], snapshots: [Snapshot], borders: [String]? = nil,
            budget: Budget? = nil, released: Date, storedFrom: String?
        ) {
            self.questionHash = questionHash
            self.study = study
            self.hospitals = hospitals
            self.snapshots = snapshots
            self.borders = borders
            self.budget = budget
            self.released = released
            self.storedFrom = storedFrom
        }
    }

    /// What every result says of the protection that it does not have yet.
    public static let combinationsNote =
        "Of the answers of several questions any two and any three are kept apart, and combinations of four and more are not looked at under this permit; do not publish many overlapping tables together."

    /// The same under a permit that has pairs compared alone.
    public static let pairsNote =
        "Of the answers of several questions any two are kept apart, and combinations of three and more are not looked at under this permit; do not publish many overlapping tables together."

    /// Under a permit that clips.
    public static let clipNote = "Values of patients outside the catalog's bounds read as the bound."

    /// Under a permit that refuses values out of bounds.
    public static let refuseNote = "A sum, mean or spread is hidden where a value outside the catalog's bounds contributes to it."

    /// What a result says from which the study's budget has left something out.
    public static let spentNote =
        "The study has been shown nearly as many sets of patients as it may be: what this answer would add is withheld. Ask for less at once, or ask the data authority."

    public init(_ table: ReleasedTable, context: Context) {
        version = 1
        questionHash = context.questionHash
        study = context.study
        columns = table.columns.map { Column(name: $0.name, type: $0.type, kind: $0.kind, unit: $0.unit) }
        rows = table.rows.map { row in
            Row(cells: zip(row.cells, table.columns).map { DocumentCell($0, type: $1.type) }, marks: row.marks)
        }
        hospitals = context.hospitals
        snapshots = context.snapshots
        borders = context.borders
        budget = context.budget
        rules = table.rules.map { Rule(name: $0.name, value: $0.value) }
        released = context.released.formatted(.iso8601)
        storedFrom = context.storedFrom
        let isSpent = rules.contains(Rule(name: "budget", value: "spent"))
        let note: String? = switch rules.first(where: { $0.name == "combinations" })?.value {
            case "all": nil
            case "3": Self.combinationsNote
            default: Self.pairsNote
        }
        let bounds: String? = switch rules.first(where: { $0.name == "out-of-bounds" })?.value {
            case "clip": Self.clipNote
            case "refuse": Self.refuseNote
            default: nil
        }
        notes = [note, bounds, isSpent ? Self.spentNote : nil].compactMap(\.self)
    }

    /// The JSON of the document, keys sorted, UTF-8.
    public func json() throws(Diagnostic) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(self)
        } catch {
            throw Diagnostic(.internalFailure, "The result could not be written as JSON.")
        }
    }

    /// Reads what ``json()`` wrote; refuses other versions and rows that do not fit the columns.
    public init(json bytes: Data) throws(Diagnostic) {
        do {
            self = try JSONDecoder().decode(ResultDocument.self, from: bytes)
        } catch {
            throw Diagnostic(.documentInvalid, "This is no result of version 1.", hint: "The two programs may have different versions.")
        }
        guard version == 1 else { throw Diagnostic(.versionUnsupported, "The result has version \(version); this program reads 1.") }
        guard rows.allSatisfy({ $0.cells.count == columns.count }) else {
            throw Diagnostic(.documentInvalid, "A row of the result does not fit its columns.")
        }
    }

    /// Cells that are hidden, counted by state.
    public func hiddenCells(_ state: CellState) -> Int {
        rows.reduce(0) { $0 + $1.cells.count(where: { $0.state == state }) }
    }
}
