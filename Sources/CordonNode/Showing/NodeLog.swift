import CordonTrust
import CordonValues
import Foundation

/// What the hospital's administrator sees of the node's questions.
public struct NodeLog {
    private let record: QuestionRecord

    public init(_ state: StateFolder) throws(Diagnostic) {
        _ = try NodeConfiguration(state)
        record = try QuestionRecord(path: state.record)
    }

    /// The newest questions first, one line each; below them what was refused before it was taken in.
    public func list(limit: Int) throws(Diagnostic) -> [String] {
        let (entries, declined) = (try record.entries(limit: limit), try record.declined(limit: limit))
        guard !entries.isEmpty || !declined.isEmpty else { return ["No question has arrived yet."] }
        var lines = ["question      received              state      study             researcher"]
        lines += entries.map { entry in
            String(entry.question.prefix(12)).padded(14) + (entry.received?.text ?? "?").padded(22) + entry.state.padded(11)
                + entry.study.padded(18) + entry.researcher
        }
        if !declined.isEmpty { lines += ["", "Refused unread: not signed or permitted as it must be, or too many at once.", ""] }
        return lines + declined.map(line)
    }

    private func line(_ delivery: DeclinedDelivery) -> String {
        let times = delivery.times == 1 ? "once" : "\(delivery.times) times, first \(delivery.first?.text ?? "?")"
        return String(delivery.question.prefix(12)).padded(14) + (delivery.last?.text ?? "?").padded(22) + "\(times): \(delivery.refusal)"
    }

    /// Everything about the question whose hash starts with `prefix`: who, what, verdict, times, bytes sent, and the table as it left.
    public func show(_ prefix: String) throws(Diagnostic) -> [String] {
        let prefix = prefix.lowercased()
        let found = prefix.isEmpty ? [] : try record.entries(startingWith: prefix)
        guard let entry = found.first else {
            let declined = try record.declined(limit: QuestionRecord.mostDeclined).filter { $0.question.hasPrefix(prefix) }
            guard !prefix.isEmpty, !declined.isEmpty else {
                throw Diagnostic(.notFound, "No question's hash starts with '\(prefix)'.", hint: "'cordon-node log' lists the questions.")
            }
            return declined.map(line)
        }
        guard found.count == 1 else {
            throw Diagnostic(.notFound, "Several questions' hashes start with '\(prefix)'.", hint: "Write more of it.")
        }
        var lines = facts(entry)
        lines += ["", "steps"]
        lines += try record.steps(entry.question).map { "  \($0.at?.text ?? "?")  \($0.event) → \($0.state)" }
        lines += ["", "table that passed the gate"]
        if let kept = try record.keptTable(entry.question) {
            for table in try kept.tables() { lines += TableText.lines(table).map { "  \($0)" } }
        } else {
            lines.append("  none: nothing about patients has left")
        }
        return lines
    }

    private func facts(_ entry: LogEntry) -> [String] {
        var lines = [
            "question    \(entry.question)", "state       \(entry.state)", "received    \(entry.received?.text ?? "?")",
            "researcher  \(entry.researcher)", "key         \(entry.signer)", "study       \(entry.study)",
        ]
        if let refusal = entry.refusal { lines.append("refused     \(refusal)") }
        if let snapshot = entry.snapshot { lines.append("snapshot    \(snapshot)") }
        if let bytes = entry.sealedBytes { lines.append("sealed      \(bytes) bytes") }
        return lines + ["", "SQL"] + entry.sql.split(whereSeparator: \.isNewline).map { "  \($0)" }
    }
}
