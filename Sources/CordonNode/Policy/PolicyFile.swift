import CordonCatalog
import CordonTrust
import CordonValues
import Foundation

extension NodePolicy {
    /// Reads the configuration's `policy`.
    init(_ node: YAMLNode) throws(Diagnostic) {
        try node.allow([
            "minimum_mode", "minimum_threshold", "site_results", "atoms", "default", "studies", "refuse_tables", "cells_may_go_to", "hours",
            "minimum_roster", "questions_per_day", "computing_seconds_per_day", "hold_hours",
        ])
        let modeNode = try node.member("minimum_mode")
        guard let mode = ReleaseMode(rawValue: try modeNode.string()) else {
            throw modeNode.error("minimum_mode is merged, site-floor or secure.")
        }
        minimumMode = mode
        minimumThreshold = try node.number("minimum_threshold", in: 1...1_000_000) ?? 11
        if let sites = try node.optional("site_results") {
            guard ["allow", "refuse"].contains(try sites.string()) else { throw sites.error("site_results is allow or refuse.") }
            allowsSiteResults = try sites.string() == "allow"
        }
        if let atoms = try node.optional("atoms") {
            guard ["allow", "refuse"].contains(try atoms.string()) else { throw atoms.error("atoms is allow or refuse.") }
            allowsAtoms = try atoms.string() == "allow"
        }
        if let standing = try node.optional("default") { self.standing = try Self.standing(standing, "default") }
        studies = try Self.studies(node.section("studies"))
        refusedTables = try Self.tables(node.section("refuse_tables"))
        cellsMayGoTo = try Self.border(node.section("cells_may_go_to"))
        if let hours = try node.section("hours") { self.hours = try AnsweringHours(hours) }
        minimumRoster = try node.number("minimum_roster", in: 1...1000) ?? minimumRoster
        questionsPerDay = try node.number("questions_per_day", in: 1...1_000_000)
        computingSecondsPerDay = try node.number("computing_seconds_per_day", in: 1...1_000_000)
        holdHours = try node.number("hold_hours", in: 1...8760) ?? holdHours
    }

    private static func standing(_ node: YAMLNode, _ name: String) throws(Diagnostic) -> Standing {
        guard let standing = Standing(rawValue: try node.string()) else { throw node.error("\(name) is auto, hold or refuse.") }
        return standing
    }

    private static func studies(_ node: YAMLNode?) throws(Diagnostic) -> [String: Standing] {
        var studies: [String: Standing] = [:]
        for (study, standing) in try node?.entries() ?? [] {
            guard NameGrammar.isIdentifier(study) else { throw standing.error("'\(study)' is no study: a study has 1 to 63 of a-z, 0-9 and -.") }
            studies[study] = try Self.standing(standing, "studies.\(study)")
        }
        return studies
    }

    private static func tables(_ node: YAMLNode?) throws(Diagnostic) -> [RefusedTable] {
        var tables: [RefusedTable] = []
        for element in try node?.elements() ?? [] {
            guard let table = RefusedTable(try element.string()) else { throw element.error("refuse_tables lists TABLE or TABLE.COLUMN.") }
            tables.append(table)
        }
        return tables
    }

    private static func border(_ node: YAMLNode?) throws(Diagnostic) -> Jurisdictions? {
        guard let node else { return nil }
        do throws(Diagnostic) {
            return try Jurisdictions(node.strings())
        } catch {
            throw error.code == .documentInvalid
                ? node.error("cells_may_go_to lists country or region codes, each once: [FR, BE].", hint: "Without the line they may go anywhere.")
                : error
        }
    }
}

extension AnsweringHours {
    fileprivate init(_ node: YAMLNode) throws(Diagnostic) {
        try node.allow(["time_zone", "weekdays", "from", "until"])
        let zone = try node.member("time_zone")
        guard let timeZone = TimeZone(identifier: try zone.string()) else {
            throw zone.error("This machine knows no time zone of that name.", hint: "For example Europe/Paris. Debian's package tzdata has them.")
        }
        var weekdays: Set<Weekday> = []
        for element in try node.optional("weekdays")?.elements() ?? [] {
            guard let day = Weekday(rawValue: try element.string()) else { throw element.error("weekdays are mon, tue, wed, thu, fri, sat, sun.") }
            weekdays.insert(day)
        }
        let from = try Self.minutes(node.member("from"))
        let until = try Self.minutes(node.member("until"))
        guard from < until else { throw node.error("hours begin before they end, on one day.", hint: "From midnight to midnight: 00:00 to 24:00.") }
        self.init(timeZone: timeZone, weekdays: weekdays.isEmpty ? Set(Weekday.allCases) : weekdays, minutes: from..<until)
    }

    private static func minutes(_ node: YAMLNode) throws(Diagnostic) -> Int {
        guard let minutes = minutes(try node.string()) else { throw node.error("A time is written HH:MM, in quotation marks.") }
        return minutes
    }
}

extension NodePolicy {
    /// Refuses names of `refuse_tables` that the catalog does not have: whoever misspells one would refuse nothing.
    func check(against catalog: Catalog) throws(Diagnostic) {
        for refused in refusedTables {
            guard let table = catalog.tables.first(where: { $0.name == refused.table }) else {
                throw Self.unknown(refused, catalog.tables.map(\.name), refused.table)
            }
            if let column = refused.column, !table.columns.contains(where: { $0.name == column }) {
                throw Self.unknown(refused, table.columns.map(\.name), column)
            }
        }
    }

    private static func unknown(_ refused: RefusedTable, _ names: [String], _ wanted: String) -> Diagnostic {
        Diagnostic(
            .configurationInvalid, "The catalog has no '\(refused.text)', which the policy's refuse_tables names.",
            hint: names.nearest(to: wanted).map { "Did you mean '\($0)'?" })
    }
}
