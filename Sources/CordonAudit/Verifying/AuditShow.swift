import CordonValues

/// Which records of a log people want to see.
public struct AuditSelection: Sendable, Hashable {
    /// The first number.
    public var from = 1
    /// The newest so many.
    public var limit = 50
    /// The beginning of a question's hash.
    public var question: String?
    public var kind: String?

    public init() {}

    /// In the order of the log.
    public func records(in source: AuditSource) throws(Diagnostic) -> [AuditRecord] {
        var records: [AuditRecord] = []
        _ = try source.read { (line, isEnded, _) throws(Diagnostic) in
            guard isEnded, let frame = AuditFrame(line) else { return false }
            guard frame.number >= from, kind.map({ AuditFrame.equal(line, frame.kind, $0) }) ?? true, let record = AuditRecord(line),
                question.map({ record.text("question")?.hasPrefix($0) ?? false }) ?? true
            else { return true }
            records.append(record)
            if records.count >= 2 * max(limit, 1) { records.removeFirst(records.count - max(limit, 1)) }
            return true
        }
        return Array(records.suffix(max(limit, 1)))
    }
}

extension AuditRecord {
    /// For a terminal: number, time, kind, then every field on a line of its own where it is long.
    public var lines: [String] {
        let head = "\(number)  \(time)  \(kind)"
        let short = fields.filter { $0.shown.count <= 70 }.map { "\($0.name)=\($0.shown)" }.joined(separator: "  ")
        let long = fields.filter { $0.shown.count > 70 }.map { "    \($0.name): \($0.shown)" }
        return ["\(head)  \(short)"] + long
    }
}

extension AuditField {
    fileprivate var shown: String {
        switch value {
        case .text(let text): text.onOneLine
        case .number(let number): String(number)
        case .list(let list): list.joined(separator: ",").onOneLine
        }
    }
}
