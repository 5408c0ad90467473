import ArgumentParser
import CordonCatalog
import CordonQuery
import CordonTrust
import CordonValues
import Foundation

struct SignPermitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-permit",
        abstract: "Sign a permit for a study.",
        discussion: """
            DRAFT is YAML:

              id: permit-1
              network: heart
              study: coronary
              title: Coronary disease by age and sex
              legal_basis: decision 2026-17 of the data access committee
              researchers: [researcher-card.json]     # as `cordon login` wrote it
              tables: {patient: ["*"]}                # or names of columns
              threshold: 11                           # never below the charter's
              mode: merged                            # or site-floor: hospitals run disclosure control before anything leaves
              valid_from: 2026-01-01
              valid_until: 2026-12-31
              disclosure:                             # may be left out, and each of its members too
                zeros: protect                        # cells that describe nobody are hidden like those that describe a few
                site_results: [cleveland]             # may be asked alone, where the hospitals allow it too
                rounding: 5                           # numbers are shown as multiples of 5 or 10, figures to three digits
                combinations: 2                       # answers are compared in pairs alone; where left out 3, of three answers none is almost the two others together; all: of any number
                out_of_bounds: clip                   # values outside the catalog's bounds read as the bound; refuse: sums, means and spreads with one are hidden; where left out they count as they are
                cells: 200                            # sets of patients to be shown; else half the patients divided by the threshold
              hospitals: [budapest, cleveland]        # may be left out: every member
              minimum_roster: 2                       # may be left out: a question asks at least so many of them
              questions_per_day: 20                   # may be left out: of each researcher, in any 24 hours
              row_filters:                            # may be left out: rows that questions see of a table, wherever they read it
                - {table: patient, condition: age >= 18}
                - {table: lab, condition: "patient_id IN (SELECT patient_id FROM patient WHERE age >= 18)"}
              dates: month                            # day, month or year: how finely dates of patients are read; day where left out

            File names are relative to DRAFT. A researcher who belongs to a member hospital is written {card: FILE, member: HOSPITAL}. With \
            oidc: {issuer: URL, subject: TEXT} beside the card, access tokens of that OpenID provider for that subject read what the researcher \
            asked; have both from the researcher by a way that is not the coordinator. \
            Compare the fingerprints that are printed with the researchers. \
            With --catalog row filters are checked before anything is signed: a permit whose filters do not fit the network's catalog allows \
            no question at all.
            """)

    @Argument(help: "The draft, a YAML file.") var draft: String
    @Option(help: "The authority's key file.") var key: String
    @OptionGroup var passphrase: PassphraseOption
    @Option(help: "Where to write the signed permit.") var out: String
    @Option(help: "The network's catalog, a shipped one's name or a file, to check row filters against.") var catalog: String?

    func run() async throws {
        try await Outcome.reporting {
            let permit = try PermitDraft(file: draft).permit()
            if let catalog { try Planner.check(permit.rows, catalog: try Catalog.shipped(catalog, orFile: catalog)) }
            let signed = try Signed.sign(permit, by: passphrase.signingKey(key))
            try Files.write(signed.bytes, to: out)
            for line in PermitSummary(permit: permit, isChecked: catalog != nil).lines { print(line) }
            print("signed: \(out)")
        }
    }
}

/// The YAML from which a permit is made.
struct PermitDraft {
    private let root: YAMLNode
    private let folder: URL

    init(file: String) throws(Diagnostic) {
        root = try YAMLNode(try Files.read(file, "draft"), place: file, code: .configurationInvalid)
        folder = URL(filePath: file).deletingLastPathComponent()
        try root.allow([
            "id", "network", "study", "title", "legal_basis", "researchers", "tables", "threshold", "mode", "valid_from",
            "valid_until", "disclosure", "hospitals", "minimum_roster", "questions_per_day", "row_filters", "dates",
        ])
    }

    func permit() throws(Diagnostic) -> Permit {
        let researchers = try root.member("researchers").elements().map { node throws(Diagnostic) in try researcher(node) }
        let tables = try root.member("tables").entries().map { (name, columns) throws(Diagnostic) in
            try PermitTable(table: name, columns: try columns.strings())
        }
        return try Permit(
            id: try root.member("id").string(), network: try root.member("network").string(),
            study: try root.member("study").string(), title: try root.member("title").string(),
            legalBasis: try root.member("legal_basis").string(), researchers: researchers, tables: tables,
            threshold: try root.member("threshold").integer(), mode: try root.member("mode").mode(),
            disclosure: try root.optional("disclosure").map { node throws(Diagnostic) in try disclosure(node) } ?? .usual,
            limits: try limits(), rows: try rows(), validFrom: try root.member("valid_from").startOfDay(),
            validUntil: try root.member("valid_until").endOfDay())
    }

    private func limits() throws(Diagnostic) -> PermitLimits {
        try PermitLimits(
            hospitals: root.optional("hospitals")?.strings().sorted(), minimumRoster: root.optional("minimum_roster")?.integer(),
            questionsPerDay: root.optional("questions_per_day")?.integer())
    }

    private func rows() throws(Diagnostic) -> PermittedRows {
        let filters = try root.optional("row_filters")?.elements().map { node throws(Diagnostic) in
            try node.allow(["table", "condition"])
            return RowFilter(table: try node.member("table").string(), condition: try node.member("condition").string())
        }
        let dates = try root.optional("dates").map { node throws(Diagnostic) in
            guard let dates = DateResolution(rawValue: try node.string()) else { throw node.error("dates is day, month or year.") }
            return dates
        }
        return PermittedRows(filters: filters ?? [], dates: dates ?? .day)
    }

    private func disclosure(_ node: YAMLNode) throws(Diagnostic) -> PermitDisclosure {
        try node.allow(["zeros", "site_results", "cells", "rounding", "combinations", "out_of_bounds"])
        var protectsZeros = false
        if let zeros = try node.optional("zeros") {
            guard ["publish", "protect"].contains(try zeros.string()) else { throw zeros.error("zeros is publish or protect.") }
            protectsZeros = try zeros.string() == "protect"
        }
        return try PermitDisclosure(
            protectsZeros: protectsZeros, siteResults: try node.optional("site_results")?.strings().sorted() ?? [],
            cells: try node.optional("cells")?.integer(), rounding: try node.optional("rounding")?.integer(),
            combinations: try node.optional("combinations").map { (chosen) throws(Diagnostic) in
                guard let combinations = Combinations(name: try chosen.string()) else { throw chosen.error("combinations is 2, 3 or all.") }
                return combinations
            },
            outOfBounds: try node.optional("out_of_bounds").map { (chosen) throws(Diagnostic) in
                guard let outOfBounds = OutOfBounds(rawValue: try chosen.string()) else { throw chosen.error("out_of_bounds is clip or refuse.") }
                return outOfBounds
            })
    }

    /// A card's file, or `{card: FILE, member: HOSPITAL, oidc: {issuer: URL, subject: TEXT}}`.
    private func researcher(_ node: YAMLNode) throws(Diagnostic) -> PermitResearcher {
        let says = (try? node.entries()) != nil
        if says { try node.allow(["card", "member", "oidc"]) }
        let file = try says ? node.member("card").string() : node.string()
        let bytes = try Files.read(folder.appending(path: file).path, "researcher's card")
        let card = try Signed<ResearcherCard>.verifySelfSigned(bytes).document
        return try PermitResearcher(
            name: card.name, jurisdiction: card.jurisdiction, key: card.key,
            member: says ? try node.optional("member")?.string() : nil, oidc: says ? try node.optional("oidc").map(identity) : nil)
    }

    private func identity(_ node: YAMLNode) throws(Diagnostic) -> OIDCIdentity {
        try node.allow(["issuer", "subject"])
        return try OIDCIdentity(issuer: node.member("issuer").string(), subject: node.member("subject").string())
    }
}
