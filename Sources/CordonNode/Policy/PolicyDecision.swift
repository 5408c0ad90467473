import CordonQuery
import CordonTrust
import CordonValues

/// What a policy looks at in a question. Nothing here is data.
struct PolicyFacts: Sendable {
    let node: String
    let permit: Permit
    let roster: [String]
    /// Jurisdictions of the charter's coordinator and of who asks.
    let coordinator: String
    let researcher: String
    let reads: [TableReads]
    let moment: Timestamp
    /// Of the same researcher in the same study in the 24 hours before.
    let usage: RecentUsage
    /// A person of the hospital has looked at it and approved it.
    let isApproved: Bool
}

struct RecentUsage: Sendable, Hashable {
    var questions = 0
    var computingMilliseconds = 0
}

/// What a policy makes of a question, and by which of its lines.
struct PolicyDecision: Sendable, Hashable {
    enum Verdict: Sendable, Hashable {
        case admit
        case hold
        case refuse(Diagnostic)
    }

    let verdict: Verdict
    /// The member of the policy that decided, with its value.
    let line: String
}

extension NodePolicy {
    /// Whatever refuses comes before what holds. A person's approval stands above `hold`, the hours and the daily limits, which are
    /// there for questions that nobody looks at; above nothing else.
    func decide(_ facts: PolicyFacts) -> PolicyDecision {
        if let refusal = demands(facts) ?? border(facts) ?? tables(facts) { return refusal }
        let study = facts.permit.study
        let standing = standing(of: study)
        let line = studies[study] == nil ? "default: \(standing.rawValue)" : "studies.\(study): \(standing.rawValue)"
        switch standing {
        case .refuse: return refuse(line, "This hospital does not take part in the study '\(study)'.")
        case .auto, .hold: break
        }
        if facts.isApproved { return PolicyDecision(verdict: .admit, line: "approve") }
        if let refusal = daily(facts) { return refusal }
        // A person decides when there is one, by day or by night.
        guard standing == .auto else { return PolicyDecision(verdict: .hold, line: line) }
        return outsideHours(facts) ?? PolicyDecision(verdict: .admit, line: line)
    }

    private func refuse(
        _ line: String, _ message: String, hint: String? = nil, code: DiagnosticCode = .policyRefused
    ) -> PolicyDecision {
        PolicyDecision(verdict: .refuse(Diagnostic(code, message, hint: hint)), line: line)
    }

    private func demands(_ facts: PolicyFacts) -> PolicyDecision? {
        let permit = facts.permit
        if permit.mode.strength < minimumMode.strength {
            return refuse(
                "minimum_mode: \(minimumMode.rawValue)",
                "The permit '\(permit.id)' allows the mode '\(permit.mode.rawValue)'; this hospital demands '\(minimumMode.rawValue)'.")
        }
        if permit.threshold < minimumThreshold {
            return refuse(
                "minimum_threshold: \(minimumThreshold)",
                "The permit '\(permit.id)' has the threshold \(permit.threshold); this hospital demands at least \(minimumThreshold).",
                hint: "Ask the data authority for a permit with a higher threshold.")
        }
        if !allowsAtoms, permit.mode == .merged, permit.disclosure.combined == .all {
            return refuse(
                "atoms: refuse",
                "The permit '\(permit.id)' has all answers combined, so that the coordinator sees which sets of answers patients are in; this hospital does not allow it.",
                hint: "Its administrator decides, in the node's configuration (`atoms`).")
        }
        if !allowsSiteResults, permit.disclosure.allowsAlone(facts.roster) {
            return refuse(
                "site_results: refuse", "The permit '\(permit.id)' shows results of hospitals alone; this hospital does not allow it.",
                hint: "Its administrator decides, in the node's configuration (`site_results`).")
        }
        if facts.roster.count < minimumRoster {
            return refuse(
                "minimum_roster: \(minimumRoster)",
                "The question asks \(facts.roster.count) hospitals; this hospital answers together with others only, \(minimumRoster) at least in all.",
                hint: "Ask more hospitals.")
        }
        return nil
    }

    private func border(_ facts: PolicyFacts) -> PolicyDecision? {
        guard let cellsMayGoTo,
            let refusal = cellsMayGoTo.refusal(by: facts.node, coordinator: facts.coordinator, researcher: facts.researcher)
        else { return nil }
        return PolicyDecision(verdict: .refuse(refusal), line: "cells_may_go_to: [\(cellsMayGoTo.text)]")
    }

    private func tables(_ facts: PolicyFacts) -> PolicyDecision? {
        for refused in refusedTables {
            for read in facts.reads where read.table == refused.table && (refused.column == nil || read.columns.contains(where: refused.covers)) {
                return refuse(
                    "refuse_tables: \(refused.text)", "This hospital does not let '\(refused.text)' be read.", hint: "Ask without it, or without this hospital.")
            }
        }
        return nil
    }

    private func daily(_ facts: PolicyFacts) -> PolicyDecision? {
        let hint = "Ask again when less of your questions lies in the past 24 hours."
        if let questionsPerDay, facts.usage.questions >= questionsPerDay {
            return refuse(
                "questions_per_day: \(questionsPerDay)", "This hospital takes \(questionsPerDay) questions of one researcher in a study in 24 hours.",
                hint: hint, code: .tooManyRequests)
        }
        if let computingSecondsPerDay, facts.usage.computingMilliseconds >= computingSecondsPerDay * 1000 {
            return refuse(
                "computing_seconds_per_day: \(computingSecondsPerDay)",
                "This hospital computes \(computingSecondsPerDay) s for one researcher in a study in 24 hours.", hint: hint, code: .tooManyRequests)
        }
        return nil
    }

    private func outsideHours(_ facts: PolicyFacts) -> PolicyDecision? {
        guard let hours, !hours.contains(facts.moment) else { return nil }
        let next = hours.opening(after: facts.moment).map { ", again from \($0)" } ?? ""
        return refuse(
            "hours: \(hours.text)", "This hospital answers at certain hours only\(next).", hint: "Ask again then.", code: .outsideHours)
    }
}

extension ReleaseMode {
    /// Grows with what stays in the hospital (DESIGN section 6).
    fileprivate var strength: Int {
        switch self {
        case .merged: 0
        case .siteFloor: 1
        case .secure: 2
        }
    }
}
