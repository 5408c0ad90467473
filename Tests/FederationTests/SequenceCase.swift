import CordonAggregates
import CordonAttacker
import CordonCatalog
import CordonDisclosure
import CordonQuery
import CordonReport
import CordonSQLite
import CordonTestSupport
import CordonTrust
import CordonValues
import Foundation
import RandomQuestions
import Testing

@testable import CordonCoordinator
@testable import CordonNode

/// One text file of `Sequences/` (see the README there): several questions to the same hospitals, one after the other.
struct SequenceCase: CustomTestStringConvertible {
    struct Step {
        let sql: String
        let released: String
        var hospitals: [String]
        /// Hospitals whose answers come too late.
        var late: Set<String> = []
        /// Under way together with the question before it.
        var isConcurrent = false
        /// Hospitals that answer this one before the one before it.
        var unaware: Set<String> = []
        /// The number of the snapshot that hospitals have by then, from 1.
        var day = 1
        var study = "one"
        var researcher = "ada"
        /// Whom the study's permit names.
        var researchers: [String] { study == "both" ? ["ada", "bob"] : [researcher] }
    }

    let file: String
    let title: String
    let catalog: Catalog
    /// Of each day the rows of each hospital, by table.
    let days: [[[String: [[Value]]]]]
    /// What the permits say of disclosure, by name: `zeros`, `member`, `site`, `cells`, `rounding`, `combinations`, `out-of-bounds` and `mode`.
    let permit: [String: String]
    let steps: [Step]

    var testDescription: String { title }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Sequences").path
    static let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".sequence") }.sorted()
    static let all: [SequenceCase] = files.compactMap { name in
        do {
            return try SequenceCase(file: "\(folder)/\(name)")
        } catch {
            print("\(name): \(error)")
            return nil
        }
    }

    init(file: String) throws {
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init)
        func fact(_ name: String) throws -> String {
            guard let line = lines.first(where: { $0.hasPrefix("\(name): ") }) else { throw FederationCase.Malformed(line: "\(name) is missing") }
            return String(line.dropFirst(name.count + 2))
        }
        self.file = file
        title = try fact("title")
        catalog = try Catalog.shipped(try fact("catalog"))
        let data = lines.prefix { !$0.hasPrefix("question") }.split(separator: "next day").map(Array.init)
        days = try data.map { [catalog] in try FederationCase.rows($0, catalog) }
        permit = try Self.permit(lines.first { $0.hasPrefix("permit: ") })
        let names = (data.first ?? []).filter { $0.hasPrefix("hospital ") }.map { String($0.dropFirst(9)) }
        steps = try lines.indices.filter { lines[$0].hasPrefix("question") }.map { start in
            let rest = lines[(start + 1)...].prefix { !$0.hasPrefix("question") }
            guard let answer = rest.firstIndex(of: "released") else { throw FederationCase.Malformed(line: lines[start]) }
            var step = Step(sql: rest[..<answer].joined(separator: "\n"), released: rest[(answer + 1)...].joined(separator: "\n"), hospitals: names)
            for word in lines[start].split(separator: " ").dropFirst() {
                let halves = word.split(separator: "=").map(String.init)
                switch (halves.first, halves.last) {
                case ("at", let value?): step.hospitals = value.split(separator: ",").map(String.init)
                case ("late", let value?): step.late = Set(value.split(separator: ",").map(String.init))
                case ("with", "it"): step.isConcurrent = true
                case ("unaware", let value?): step.unaware = Set(value.split(separator: ",").map(String.init))
                case ("day", let value?): step.day = Int(value) ?? 1
                case ("study", let value?): step.study = value
                case ("by", let value?): step.researcher = value
                default: throw FederationCase.Malformed(line: lines[start])
                }
            }
            return step
        }
    }
}

extension SequenceCase {
    private static func permit(_ line: String?) throws -> [String: String] {
        var permit: [String: String] = [:]
        for word in (line ?? "").split(separator: " ").dropFirst() {
            let halves = word.split(separator: "=").map(String.init)
            guard halves.count == 2, ["zeros", "member", "site", "cells", "rounding", "combinations", "out-of-bounds", "mode"].contains(halves[0]) else { throw FederationCase.Malformed(line: line ?? "") }
            permit[halves[0]] = halves[1]
        }
        return permit
    }

    /// Writes the file anew with other answers. The difference is read before it is kept.
    func rewrite(_ answers: [String]) throws {
        var left = answers[...]
        var lines: [String] = []
        var isAnswer = false
        for line in try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init) {
            if line.hasPrefix("question") { isAnswer = false }
            if !isAnswer { lines.append(line) }
            if line == "released", let answer = left.popFirst() {
                lines.append(answer)
                isAnswer = true
            }
        }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: file))
    }
}

/// Hospitals with their records of what they have answered, and a coordinator's memory of what it has released.
final class StudyNetwork {
    private let catalog: Catalog
    /// Of each day.
    private let files: [[String: HospitalFiles]]
    private let folders: [String: TemporaryFolder]
    private let records: [String: CordonNode.QuestionRecord]
    private let authority = SigningKey()
    private let researchers = ["ada": SigningKey(), "bob": SigningKey()]
    private var released: [String: (boundaries: [ReleasedBoundary], hospitals: Set<String>)] = [:]
    private var latest: String?
    /// Sets of patients shown, by study and who was in it.
    private var shown: [(study: String, researchers: Set<String>, sets: Int)] = []
    /// Questions of which nothing was shown because of earlier ones.
    private(set) var blocked = 0
    private let permit: [String: String]
    private let base: DisclosureRules

    /// Hospitals are named a, b and so on; their data end a day later with each snapshot.
    convenience init(catalog: Catalog, days: [[[String: [[Value]]]]], permit: [String: String] = [:]) throws {
        let files = try days.enumerated().map { day, hospitals in
            let cutoff = CalendarDate(iso: "2001-01-0\(day + 1)") ?? .first
            return try Dictionary(
                uniqueKeysWithValues: hospitals.enumerated().map {
                    (String(UnicodeScalar(UInt8(97 + $0))), try HospitalFiles(catalog: catalog, tables: $1, cutoff: cutoff))
                })
        }
        try self.init(catalog: catalog, files: files, permit: permit)
    }

    init(
        catalog: Catalog, files: [[String: HospitalFiles]], permit: [String: String] = [:], rules: DisclosureRules = Federation.guarded
    ) throws {
        self.catalog = catalog
        self.files = files
        self.permit = permit
        base = rules
        folders = try (files.first ?? [:]).mapValues { _ in try TemporaryFolder() }
        records = try folders.mapValues { folder in
            let record = try CordonNode.QuestionRecord(path: folder.path + "/record.sqlite")
            // What a crash would lose is no part of these tests.
            try record.db.execute("PRAGMA synchronous=OFF")
            return record
        }
    }

    /// The release as CSV. `compares` false leaves out what hospitals say of earlier answers.
    func ask(_ step: SequenceCase.Step, compares: Bool = true) throws -> String {
        let query = try Planner.plan(step.sql, catalog: catalog, rows: rows, mode: mode)
        let question = String(repeating: "0", count: 58) + String(format: "%06d", released.count + 1)
        var tables: [String: [PartialTable]] = [:]
        for hospital in step.hospitals { tables[hospital] = try partials(query, at: hospital, question, step, compares: compares) }
        for hospital in step.late { tables[hospital] = nil }
        let before = AnsweredBefore(question: question, partials: tables, others: released.reduce(into: [:]) { others, known in
            others[known.key] = known.value.boundaries.map {
                EarlierAnswer(.released($0), hospitals: known.value.hospitals, isConcurrent: step.isConcurrent && known.key == latest)
            }
        }, threshold: base.threshold)
        let rules = rules(step)
        var boundaries: [ReleasedBoundary] = []
        var budget = budget(step)
        for (part, layout) in query.layouts.enumerated() {
            var merged = MergedTable(layout: layout)
            for (_, partials) in tables.sorted(by: { $0.key < $1.key }) { try merged.merge(partials[part]) }
            let plan = query.parts[part]
            let decided = boundaries.map { EarlierAnswer(.released($0), hospitals: Set(tables.keys), isConcurrent: false) }
            boundaries.append(
                try Disclosure(rules: rules, suppression: Suppression.decide(_:until:)).release(
                    merged, boundary: plan.boundary, definitions: CellDefinitions(plan), after: before.history(of: part, merged, plan, after: decided),
                    others: before.withoutMembers(rules.memberHospitals, of: part, plan, after: decided), sites: before.sites(part),
                    allowance: budget.left))
            budget.spend(boundaries[part].newSets)
        }
        shown.append((step.study, Set(step.researchers), boundaries.reduce(0) { $0 + $1.newSets }))
        // As the ledger keeps them.
        released[question] = (try boundaries.map { try ReleasedBoundary(stored: $0.stored()) }, Set(tables.keys))
        latest = question
        if boundaries.contains(where: \.isBlocked) { blocked += 1 }
        return try Federation.csv(boundaries, query)
    }

    /// Of the study and those with one of its researchers.
    private func budget(_ step: SequenceCase.Step) -> CellBudget {
        let used = shown.filter { $0.study == step.study || !$0.researchers.isDisjoint(with: step.researchers) }.reduce(0) { $0 + $1.sets }
        return CellBudget(limit: permit["cells"].flatMap(Int.init) ?? .max, used: used)
    }

    private var mode: ReleaseMode { permit["mode"].flatMap(ReleaseMode.init) ?? .merged }

    private var rows: PermittedRows { PermittedRows(filters: [], dates: .day, outOfBounds: permit["out-of-bounds"].flatMap(OutOfBounds.init)) }

    private var combinations: Combinations? { permit["combinations"].flatMap(Combinations.init(name:)) }

    private func rules(_ step: SequenceCase.Step) -> DisclosureRules {
        var rules = base
        rules.mode = mode
        rules.zeros = permit["zeros"].flatMap(ZeroPolicy.init) ?? .publish
        rules.memberHospitals = Set(permit["member"].map { [$0] } ?? [])
        // `5@one`: in that study.
        let rounding = (permit["rounding"] ?? "").split(separator: "@").map(String.init)
        if rounding.count < 2 || rounding[1] == step.study { rules.rounding = rounding.first.flatMap(Int64.init) }
        rules.combinations = combinations ?? .triples
        rules.outOfBounds = rows.outOfBounds
        let sites = Set((permit["site"] ?? "").split(separator: ",").map(String.init))
        rules.siteResults = sites.isSuperset(of: step.hospitals) ? Set(step.hospitals) : []
        return rules
    }

    private func partials(
        _ query: FederatedQuery, at hospital: String, _ question: String, _ step: SequenceCase.Step, compares: Bool
    ) throws -> [PartialTable] {
        let file = try #require(files[step.day - 1][hospital])
        guard compares else { return try file.partials(query, threshold: base.threshold) }
        let record = try #require(records[hospital])
        let later = step.unaware.contains(hospital) ? latest : nil
        if let later {
            try record.db.execute("PRAGMA foreign_keys=OFF")
            try record.db.execute("UPDATE answered_set SET question = 'later ' || question WHERE question = ?1", [.text(later)])
        }
        defer { if let later { try? record.db.execute("UPDATE answered_set SET question = ?1 WHERE question = 'later ' || ?1", [.text(later)]) } }
        let permit = try Signed.sign(permit(step.study, step.researchers), by: authority)
        try record.db.execute(
            """
            INSERT INTO question (hash, state, told, question, permit, dispatch, received, study, signer)
            VALUES (?1, 'computing', 0, x'', ?2, x'', ?3, ?4, ?5)
            """, [.text(question), .bytes(permit.bytes), .integer(released.count), .text(step.study), .text(step.researcher)])
        let comparison = AnswerComparison(
            record: record, question: question, study: step.study, researchers: Set(permit.document.researchers.map(\.key.id)),
            authority: authority.verifyingKey, threshold: 11, combinations: permit.document.disclosure.combined
        ) { [catalog] (source) throws(Diagnostic) in try file.values(of: source, under: permit.document.rows, catalog: catalog) }
        let tables = try comparison.compared(file.membershipAnswers(query), boundaries: query.parts.map(\.boundary))
        let decision = try SiteDecision(tables, of: query, question: question, at: hospital, permit.document, threshold: base.threshold, record)
        try record.remember(decision.releases, of: question)
        let received = try file.received(decision.leaving, query, under: permit.document)
        if permit.document.disclosure.combined == .all, mode == .merged {
            for (part, table) in received.enumerated() { try query.parts[part].boundary.checkAtoms(of: table, question: question, part: part) }
        }
        return received
    }

    private func permit(_ study: String, _ names: [String]) throws -> Permit {
        let zeros = permit["zeros"] == "protect"
        return try Permit(
            id: study, network: "tests", study: study, title: study, legalBasis: "none: invented patients",
            researchers: names.map { try PermitResearcher(name: $0, jurisdiction: "CH", key: #require(researchers[$0]).verifyingKey) },
            tables: try catalog.tables.map { try PermitTable(table: $0.name, columns: ["*"]) }, threshold: 11, mode: mode,
            disclosure: PermitDisclosure(protectsZeros: zeros, siteResults: [], combinations: combinations, outOfBounds: rows.outOfBounds),
            validFrom: Timestamp(Date(timeIntervalSince1970: 0)), validUntil: Timestamp(Date(timeIntervalSince1970: 4_000_000_000)))
    }
}
