import CordonCatalog
import CordonQuery
import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import CordonNode

/// A policy of these lines, beside the one that every policy has.
private func policy(_ lines: String..., mode: ReleaseMode = .merged) throws -> NodePolicy {
    let text = (["node: {id: a, name: A, jurisdiction: FR}", "data: {catalog: demo-care}", "policy:", "  minimum_mode: \(mode.rawValue)"]
        + lines.map { "  \($0)" }).joined(separator: "\n")
    return try NodeConfiguration(yaml: Data(text.utf8), place: "config.yaml").policy
}

/// A question in the study `hearts`, at noon UTC on Wednesday 3 June 2026.
private func facts(
    coordinator: String = "FR", researcher: String = "FR", roster: [String] = ["a", "b"], threshold: Int = 11,
    reads: [TableReads] = [TableReads(table: "patient", columns: ["age"])], at moment: String = "2026-06-03T12:00:00Z",
    usage: RecentUsage = RecentUsage(), isApproved: Bool = false, mode: ReleaseMode = .merged, combinations: Combinations? = nil
) throws -> PolicyFacts {
    let start = try #require(Timestamp(text: "2026-01-01T00:00:00Z"))
    let permit = try Permit(
        id: "permit-1", network: "n", study: "hearts", title: "Hearts", legalBasis: "consent",
        researchers: [PermitResearcher(name: "Kim", jurisdiction: researcher, key: SigningKey().verifyingKey)],
        tables: [PermitTable(table: "patient", columns: ["*"])], threshold: threshold, mode: mode,
        disclosure: PermitDisclosure(protectsZeros: false, siteResults: [], combinations: combinations), validFrom: start,
        validUntil: start.adding(86_400 * 365))
    return PolicyFacts(
        node: "a", permit: permit, roster: roster, coordinator: coordinator, researcher: researcher, reads: reads,
        moment: try #require(Timestamp(text: moment)), usage: usage, isApproved: isApproved)
}

extension PolicyDecision {
    fileprivate var word: String {
        switch verdict {
        case .admit: "admit"
        case .hold: "hold"
        case .refuse(let why): why.code.rawValue
        }
    }
}

@Suite struct `A hospital's policy` {
    @Test func `of nothing but a mode answers everything`() throws {
        #expect(try policy().decide(facts()) == PolicyDecision(verdict: .admit, line: "default: auto"))
    }

    @Test func `refuses permits of a weaker mode than its own`() throws {
        #expect(try policy(mode: .siteFloor).decide(facts(isApproved: true)).word == "policy-refused")
        #expect(try policy(mode: .siteFloor).decide(facts(mode: .siteFloor)).word == "admit")
        #expect(try policy().decide(facts(mode: .siteFloor)).word == "admit")
        #expect(try policy(mode: .secure).decide(facts(mode: .siteFloor)).word == "policy-refused")
    }

    @Test func `decides by study, and by default for the others`() throws {
        #expect(try policy("studies: {hearts: hold}").decide(facts()) == PolicyDecision(verdict: .hold, line: "studies.hearts: hold"))
        #expect(try policy("studies: {lungs: hold}").decide(facts()).word == "admit")
        #expect(try policy("default: refuse", "studies: {hearts: auto}").decide(facts()).line == "studies.hearts: auto")
        #expect(try policy("default: refuse").decide(facts()).word == "policy-refused")
        #expect(try policy("default: hold").decide(facts(isApproved: true)).word == "admit")
        #expect(try policy("default: refuse").decide(facts(isApproved: true)).word == "policy-refused")
    }

    @Test func `refuses what it refuses even where a person has approved`() throws {
        let cases: [(NodePolicy, PolicyFacts, String, String)] = [
            (try policy("minimum_threshold: 20"), try facts(threshold: 19, isApproved: true), "policy-refused", "minimum_threshold: 20"),
            (try policy("minimum_roster: 3"), try facts(isApproved: true), "policy-refused", "minimum_roster: 3"),
            (try policy(), try facts(isApproved: true, combinations: .all), "policy-refused", "atoms: refuse"),
            (try policy("refuse_tables: [patient]"), try facts(isApproved: true), "policy-refused", "refuse_tables: patient"),
            (try policy("refuse_tables: [patient.age]"), try facts(isApproved: true), "policy-refused", "refuse_tables: patient.age"),
            (try policy("cells_may_go_to: [FR]"), try facts(researcher: "BE", isApproved: true), "border-forbidden", "cells_may_go_to: [FR]"),
            (try policy("cells_may_go_to: [FR]"), try facts(coordinator: "BE", isApproved: true), "border-forbidden", "cells_may_go_to: [FR]"),
        ]
        for (policy, facts, word, line) in cases {
            let decision = policy.decide(facts)
            #expect(decision.word == word)
            #expect(decision.line == line)
        }
        #expect(try policy("minimum_threshold: 20").decide(facts(threshold: 20)).word == "admit")
        #expect(try policy("atoms: allow").decide(facts(combinations: .all)).word == "admit")
        #expect(try policy().decide(facts(mode: .siteFloor, combinations: .all)).word == "admit")
        #expect(try policy("minimum_roster: 2").decide(facts()).word == "admit")
        #expect(try policy("refuse_tables: [patient.sex, lab]").decide(facts()).word == "admit")
    }

    @Test func `lets cells go to a country's regions, and to no country that is only spelt alike`() throws {
        #expect(try policy("cells_may_go_to: [US, FR]").decide(facts(researcher: "US-CA")).word == "admit")
        #expect(try policy("cells_may_go_to: [US-CA, FR]").decide(facts(researcher: "US")).word == "border-forbidden")
        #expect(try policy("cells_may_go_to: [FR]").decide(facts(researcher: "FRX")).word == "border-forbidden")
    }

    @Test func `counts a researcher's day`() throws {
        let policy = try policy("questions_per_day: 2", "computing_seconds_per_day: 10")
        #expect(try policy.decide(facts(usage: RecentUsage(questions: 1, computingMilliseconds: 9999))).word == "admit")
        #expect(try policy.decide(facts(usage: RecentUsage(questions: 2))).line == "questions_per_day: 2")
        #expect(try policy.decide(facts(usage: RecentUsage(questions: 1, computingMilliseconds: 10_000))).word == "too-many-requests")
        #expect(try policy.decide(facts(usage: RecentUsage(questions: 2), isApproved: true)).word == "admit")
    }

    @Test func `has hours, which are those of its time zone`() throws {
        let hours = #"hours: {time_zone: Europe/Paris, weekdays: [mon, tue, wed], from: "08:00", until: "18:00"}"#
        // Paris is two hours ahead of UTC in June, one in January.
        for (moment, word) in [
            ("2026-06-03T06:00:00Z", "admit"), ("2026-06-03T05:59:59Z", "outside-hours"), ("2026-06-03T15:59:59Z", "admit"),
            ("2026-06-03T16:00:00Z", "outside-hours"), ("2026-06-04T12:00:00Z", "outside-hours"), ("2026-01-07T06:30:00Z", "outside-hours"),
        ] {
            #expect(try policy(hours).decide(facts(at: moment)).word == word, "\(moment)")
        }
        // Thursday: the next is Monday at eight.
        guard case .refuse(let why) = try policy(hours).decide(facts(at: "2026-06-04T12:00:00Z")).verdict else {
            throw Diagnostic(.notFound, "admitted")
        }
        #expect(why.message.contains("2026-06-08T06:00:00Z"))
        #expect(try policy(hours).decide(facts(at: "2026-06-04T12:00:00Z", isApproved: true)).word == "admit")
        #expect(try policy(hours, "default: hold").decide(facts(at: "2026-06-04T12:00:00Z")).word == "hold")
    }

    @Test(arguments: [
        "default: maybe", "studies: {hearts: maybe}", "studies: {Hearts: auto}", "studies: [hearts]", "refuse_tables: [a.b.c]",
        "refuse_tables: ['']", "cells_may_go_to: []", "cells_may_go_to: [FR, FR]", "cells_may_go_to: ['F R']", "cells_may_go_to: FR",
        "hours: {time_zone: Mars/Olympus, from: '08:00', until: '18:00'}", "hours: {time_zone: UTC, from: '18:00', until: '08:00'}",
        "hours: {time_zone: UTC, from: '8:00', until: '18:00'}", "hours: {time_zone: UTC, from: '08:00', until: '24:01'}",
        "hours: {time_zone: UTC, weekdays: [monday], from: '08:00', until: '18:00'}", "hours: {time_zone: UTC, from: '08:00'}",
        "minimum_roster: 0", "questions_per_day: 0", "computing_seconds_per_day: many", "hold_hours: 0", "defaults: auto",
    ])
    func `that is written wrongly is refused with its place`(line: String) {
        do {
            _ = try policy(line)
            Issue.record("\(line) was read.")
        } catch {
            #expect((error as? Diagnostic)?.code == .configurationInvalid)
            #expect((error as? Diagnostic)?.message.contains("config.yaml") == true)
        }
    }

    @Test func `that refuses a table which is not there is refused itself`() throws {
        let catalog = try Catalog.shipped("demo-care")
        try policy("refuse_tables: [lab, patient.smoker]").check(against: catalog)
        for (name, hint) in [("labs", "lab"), ("patient.smokr", "smoker")] {
            do throws(Diagnostic) {
                try (try? policy("refuse_tables: [\(name)]"))?.check(against: catalog)
                Issue.record("\(name) was taken.")
            } catch {
                #expect(error.code == .configurationInvalid)
                #expect(error.hint?.contains("'\(hint)'") == true)
            }
        }
    }
}
