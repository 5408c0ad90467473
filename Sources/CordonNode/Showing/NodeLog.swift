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

    /// The newest questions first, one line each.
    public func list(limit: Int) throws(Diagnostic) -> [String] {
        let entries = try record.entries(limit: limit)
        guard !entries.isEmpty else { return ["No question has arrived yet."] }
        return ["question      received              state      study             researcher"]
            + entries.map { entry in
                String(entry.question.prefix(12)).padded(14) + (entry.received?.text ?? "?").padded(22) + entry.state.padded(11)
                    + (entry.study ?? "-").padded(18) + (entry.researcher ?? "(not verified)")
            }
    }

    /// Everything about the question whose hash starts with `prefix`: who, what, verdict, times, bytes sent, and the table as it left.
    public func show(_ prefix: String) throws(Diagnostic) -> [String] {
        let found = try record.entries(startingWith: prefix.lowercased())
        guard let entry = found.first, !prefix.isEmpty else {
            throw Diagnostic(.notFound, "No question's hash starts with '\(prefix)'.", hint: "'cordon-node log' lists the questions.")
        }
        guard found.count == 1 else {
            throw Diagnostic(.notFound, "Several questions' hashes start with '\(prefix)'.", hint: "Write more of it.")
        }
        var lines = facts(entry)
        lines += ["", "steps"]
        lines += try record.steps(entry.question).map { "  \($0.at?.text ?? "?")  \($0.event) → \($0.state)" }
        lines += ["", "table that passed the gate"]
        if let kept = try record.keptTable(entry.question) {
            lines += TableText.lines(try kept.table()).map { "  \($0)" }
        } else {
            lines.append("  none: nothing about patients has left")
        }
        return lines
    }

    private func facts(_ entry: LogEntry) -> [String] {
        var lines = [
            "question    \(entry.question)", "state       \(entry.state)", "received    \(entry.received?.text ?? "?")",
            "researcher  \(entry.researcher ?? "not verified")", "key         \(entry.signer ?? "not verified")",
            "study       \(entry.study ?? "not verified")",
        ]
        if let refusal = entry.refusal { lines.append("refused     \(refusal)") }
        if let snapshot = entry.snapshot { lines.append("snapshot    \(snapshot)") }
        if let bytes = entry.sealedBytes { lines.append("sealed      \(bytes) bytes") }
        if let sql = entry.sql { lines += ["", "SQL"] + sql.split(whereSeparator: \.isNewline).map { "  \($0)" } }
        return lines
    }
}

/// The pause switch. It is a row of the record, which a running agent watches.
public struct PauseSwitch {
    private let record: QuestionRecord

    public init(_ state: StateFolder) throws(Diagnostic) {
        _ = try NodeConfiguration(state)
        record = try QuestionRecord(path: state.record)
    }

    /// False when the node is paused already.
    public func pause(now: Date) throws(Diagnostic) -> Bool {
        guard try record.pausedSince() == nil else { return false }
        try record.pause(at: Timestamp(now))
        return true
    }

    /// False when the node is not paused.
    public func resume() throws(Diagnostic) -> Bool {
        guard try record.pausedSince() != nil else { return false }
        try record.resume()
        return true
    }
}
