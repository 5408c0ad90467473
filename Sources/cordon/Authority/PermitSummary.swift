import CordonTrust
import CordonValues

/// What a permit says, for whoever has just signed it.
struct PermitSummary {
    let permit: Permit
    /// Row filters were checked against a catalog.
    let isChecked: Bool

    var lines: [String] {
        ["permit \(permit.id): study \(permit.study), \(permit.title)"] + permit.researchers.flatMap(Self.lines)
            + permit.tables.map { "  table \($0.table): \($0.columns.joined(separator: ", "))" } + disclosure + permit.limits.lines.map { "  \($0)" }
            + rows + ["  T = \(permit.threshold), mode \(permit.mode.rawValue), \(permit.validFrom) to \(permit.validUntil)"]
    }

    private static func lines(of researcher: PermitResearcher) -> [String] {
        ["  researcher \(researcher.name) (\(researcher.jurisdiction))  \(researcher.key.id)"]
            + (researcher.oidc.map { ["    reads with tokens of \($0.issuer) for the subject \($0.subject)"] } ?? [])
    }

    private var disclosure: [String] {
        let disclosure = permit.disclosure
        return (disclosure.protectsZeros ? ["  zeros are protected"] : [])
            + disclosure.siteResults.map { "  results of \($0) alone, where it allows them" }
            + (disclosure.rounding.map { ["  numbers are rounded to multiples of \($0)"] } ?? []) + combinations + outOfBounds
            + (disclosure.cells.map { ["  \($0) sets of patients may be shown"] } ?? [])
    }

    private var combinations: [String] {
        switch permit.disclosure.combined {
        case .pairs: ["  answers are compared in pairs alone: three together can give a few patients away"]
        case .all where permit.mode == .merged:
            ["  all answers are combined: hospitals that allow it tell the coordinator in which sets of answers patients are"]
        case .triples, .all: []
        }
    }

    private var outOfBounds: [String] {
        switch permit.disclosure.outOfBounds {
        case .clip: ["  values outside the catalog's bounds read as the bound: in a study with other releases nothing is released under this permit"]
        case .refuse: ["  sums, means and spreads with a value outside the catalog's bounds are not shown"]
        case nil: []
        }
    }

    private var rows: [String] {
        let (filters, dates) = (permit.rows.filters, permit.rows.dates)
        return filters.map { "  of \($0.table) only rows where \($0.condition)" }
            + (isChecked || filters.isEmpty ? [] : ["  row filters are not checked: give the network's catalog with --catalog"])
            + (dates == .day ? [] : ["  dates by the \(dates.rawValue)"])
    }
}
