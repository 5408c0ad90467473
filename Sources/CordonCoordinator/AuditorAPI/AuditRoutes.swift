import CordonAudit
import CordonTrust
import CordonValues
import Foundation

/// The requests of auditors: the coordinator's audit log, and nothing else. `protocol/audit.md`, "Reading over the network".
struct AuditRoutes: Sendable {
    let log: AuditLog
    /// A budget of its own: who may not read the log cannot use up that of questions.
    let refusals: RefusalRecords

    func heads(_ request: APIRequest) throws(Diagnostic) -> APIReply {
        _ = try request.requireAuditor()
        let shelf = HeadShelf(log.folder)
        var held: [StrictJSON] = []
        for entry in shelf.members.compactMap(shelf.entry) { held.append(try StrictJSON.read(entry)) }
        return .json(.object([.init("head", try StrictJSON.read(log.head().bytes)), .init("held", .array(held))]))
    }

    /// What is given is recorded before it is.
    func records(_ request: APIRequest) throws(Diagnostic) -> APIReply {
        let auditor = try request.requireAuditor()
        let from = try request.number("from", 1...Int.max) ?? 1
        let page = try AuditPage(of: log.folder, from: from, to: request.number("to", 1...Int.max) ?? .max)
        guard let first = page.first, let last = page.last else {
            throw Diagnostic(.notFound, "The audit log has no such records.", hint: "GET /v1/audit/heads names its last one.")
        }
        try log.append(
            AuditEvent(.auditRead, [AuditField("auditor", auditor.key.id.text), AuditField("from", first), AuditField("to", last)]))
        return APIReply(contentType: "application/jsonl", body: page.bytes)
    }

    /// Records that somebody asked for the log who was refused.
    func record(_ refusal: Diagnostic, _ parts: RequestParts) throws(Diagnostic) {
        // What cannot be recorded is refused for that reason.
        guard refusal.code != .storageFailed, refusal.code != .auditBroken else { return }
        let claimed = (try? RequestVerifier.claimedKey(of: parts))?.text ?? "none"
        try refusals.append(AuditEvent(.auditRefused, [AuditField("key", claimed), AuditField("code", refusal.code.rawValue)]))
    }
}
