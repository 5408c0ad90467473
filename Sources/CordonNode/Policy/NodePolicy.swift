import CordonTrust
import CordonValues

/// What the hospital admits beyond what charter and permit already demand: it can only ask for more.
public struct NodePolicy: Sendable, Hashable {
    /// What happens to a question that nothing refuses.
    public enum Standing: String, Sendable, Hashable, CaseIterable {
        /// It is answered.
        case auto
        /// A person looks at it first.
        case hold
        case refuse
    }

    public let minimumMode: ReleaseMode
    /// Nothing below this many patients, whatever a permit says.
    public let minimumThreshold: Int
    /// Results of this hospital alone, where a permit provides for them.
    public var allowsSiteResults = false
    /// The coordinator sees atoms, where a permit has all answers combined.
    public var allowsAtoms = false
    /// For studies that are not named.
    public var standing = Standing.auto
    public var studies: [String: Standing] = [:]
    /// What is not read, whatever a permit covers.
    public var refusedTables: [RefusedTable] = []
    /// Where cells of this hospital may go; nil for anywhere.
    public var cellsMayGoTo: Jurisdictions?
    /// Nil for always.
    public var hours: AnsweringHours?
    /// Hospitals that a question has to ask at least.
    public var minimumRoster = 1
    /// Questions of one researcher in one study that are taken in 24 hours; nil for any number.
    public var questionsPerDay: Int?
    /// Seconds of computing for one researcher in one study in 24 hours, after which no further question is taken.
    public var computingSecondsPerDay: Int?
    /// How long a held question waits for a person.
    public var holdHours = 72

    public func standing(of study: String) -> Standing { studies[study] ?? standing }
}

/// A table that may not be read, or one column of it.
public struct RefusedTable: Sendable, Hashable {
    public let table: String
    /// Nil for all columns.
    public let column: String?

    /// `table` or `table.column`; nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), parts.allSatisfy({ NameGrammar.isLine($0, limit: 63) }) else { return nil }
        table = parts[0]
        column = parts.count == 2 ? parts[1] : nil
    }

    public var text: String { column.map { "\(table).\($0)" } ?? table }

    func covers(_ column: String) -> Bool { self.column == nil || self.column == column }
}
