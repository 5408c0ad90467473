import CordonCatalog
import CordonTrust
import CordonValues
import Foundation

/// Explains a node's policy, and what it would have made of the questions in the record. Nothing is changed.
public struct PolicyCheck {
    private let configuration: NodeConfiguration
    private let record: QuestionRecord
    private let examiner: QuestionExaminer?
    private let charter: Data?

    /// Refuses a policy that cannot hold: `configuration-invalid`, with the place.
    public init(_ state: StateFolder) throws(Diagnostic) {
        let configuration = try NodeConfiguration(state)
        let enrolled = FileManager.default.fileExists(atPath: state.enrolment) ? try Enrolment(state).authority : nil
        let charter = try enrolled.flatMap { (key) throws(Diagnostic) in try CharterShelf(state, authority: key).current?.bytes }
        try self.init(state, configuration, configuration.catalog(in: state), authority: enrolled, charter: charter)
    }

    init(
        _ state: StateFolder, _ configuration: NodeConfiguration, _ catalog: Catalog, authority: VerifyingKey?, charter: Data?
    ) throws(Diagnostic) {
        try configuration.policy.check(against: catalog)
        self.configuration = configuration
        record = try QuestionRecord(path: state.record)
        examiner = authority.map {
            QuestionExaminer(node: configuration.identity.id, authority: $0, policy: configuration.policy, catalog: catalog)
        }
        self.charter = charter
    }

    /// The policy, then its verdicts on at most `limit` questions, the newest first.
    public func lines(limit: Int) throws(Diagnostic) -> [String] {
        let policy = PolicyText(policy: configuration.policy, jurisdiction: configuration.identity.jurisdiction).lines
        guard let examiner else { return policy + ["", "This node is not enrolled; there are no questions to compare with."] }
        let entries = try record.entries(limit: limit)
        guard !entries.isEmpty else { return policy + ["", "No question has arrived yet."] }
        var lines = policy + ["", "What this policy makes of the questions that arrived, by the charter that is in force:", ""]
        var tally: [String: Int] = [:]
        for entry in entries {
            let (word, why) = try verdict(on: entry, examiner)
            tally[word, default: 0] += 1
            lines.append(
                String(entry.question.prefix(12)).padded(14) + (entry.received?.text ?? "?").padded(22) + entry.state.padded(11)
                    + entry.study.padded(18) + word.padded(12) + why)
        }
        let sum = tally.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        return lines + ["", "\(entries.count) questions: \(sum)"]
    }

    private func verdict(on entry: LogEntry, _ examiner: QuestionExaminer) throws(Diagnostic) -> (word: String, why: String) {
        guard let moment = entry.received, let delivery = try record.delivery(entry.question) else { return ("unknown", "") }
        let usage = try record.usage(study: entry.study, signer: entry.signer, except: entry.question, at: moment)
        let decision: PolicyDecision
        do throws(Diagnostic) {
            // Whatever was revoked since: the policy is what is tried.
            let verified = try examiner.verify(delivery, charter: charter, revocations: nil, now: moment.date)
            decision = try examiner.decide(verified, usage: usage, now: moment)
        } catch {
            return ("refused", "before the policy: \(error.code.rawValue)")
        }
        return switch decision.verdict {
        case .admit: ("answered", decision.line)
        case .hold: ("held", decision.line)
        case .refuse(let why): ("refused", "\(decision.line) (\(why.code.rawValue))")
        }
    }
}
