import CordonAudit
import CordonTrust
import CordonValues
import Foundation

extension CoordinatorConfiguration {
    /// The coordinator's audit log: what was asked, decided and done here, chained and signed.
    public var audit: AuditFolder { AuditFolder(path: "\(state)/audit") }

    /// Opens the audit log, and begins it where there is none.
    func auditLog(clock: @escaping @Sendable () -> Date = { Date() }) throws(Diagnostic) -> AuditLog {
        try AuditLog(
            audit, member: id, key: SigningKey.read(file: signingKeyFile), software: "cordon-coordinator \(CordonVersion.text)", clock: clock)
    }
}

// What a coordinator's records say: protocol/audit.md, "Kinds".

extension AuditEvent {
    /// What an event that changed a question is to the audit log; nothing where it decides nothing.
    static func records(of event: QuestionEvent, _ record: QuestionRecord) -> [AuditEvent] {
        let question = AuditField("question", record.id)
        func from(_ node: String) -> [AuditField] { [question, AuditField("node", node)] }
        let happened: AuditEvent? =
            switch event {
            case .delivered, .accepted, .pauseReported, .holdReported, .deadlinePassed, .releaseFailed, .releaseWaits, .resumed: nil
            case .answered(let node, let digest): AuditEvent(.answerReceived, from(node) + [AuditField("envelope", digest)])
            case .declined(let node, let code, _): AuditEvent(.hospitalDeclined, from(node) + [AuditField("code", code.rawValue)])
            case .answerRejected(let node, let code): AuditEvent(.answerRefused, from(node) + [AuditField("code", code.rawValue)])
            case .cancelRequested: AuditEvent(.questionCancelled, [question])
            case .revoked: AuditEvent(.questionCancelled, [question, AuditField("code", DiagnosticCode.revoked.rawValue)])
            case .released: released(record, isEarlier: false)
            }
        return (happened.map { [$0] } ?? []) + (ending(record).map { [$0] } ?? [])
    }

    /// The end of a question that was neither released nor cancelled.
    private static func ending(_ record: QuestionRecord) -> AuditEvent? {
        let question = AuditField("question", record.id)
        switch record.state {
        case .queued, .running, .releasing, .released, .cancelled: return nil
        case .expired: return AuditEvent(.questionExpired, [question])
        case .refused, .failed:
            return AuditEvent(.questionFailed, [question, AuditField("code", record.machine.failure?.rawValue ?? "none")])
        }
    }

    private static func released(_ record: QuestionRecord, isEarlier: Bool) -> AuditEvent {
        AuditEvent(.questionReleased, [
            AuditField("question", record.id), AuditField("result", Hexadecimal.sha256(record.resultJSON ?? Data())),
            AuditField("hospitals", record.machine.answered), AuditField("earlier", isEarlier ? "yes" : "no"),
        ])
    }

    /// A question that is admitted: to be dispatched, or answered by an earlier release.
    static func admitted(_ record: QuestionRecord, permit: String) -> [AuditEvent] {
        let received = AuditEvent(.questionReceived, [
            AuditField("question", record.id), AuditField("study", record.study), AuditField("researcher", record.keyID),
            AuditField("permit", permit), AuditField("sql", record.sql),
        ])
        let isEarlier = record.dispatch == nil
        return [received, isEarlier ? released(record, isEarlier: true) : AuditEvent(.questionAdmitted, [AuditField("question", record.id)])]
    }

    static func refused(_ signed: Signed<Question>, _ code: DiagnosticCode) -> AuditEvent {
        AuditEvent(.questionRefused, [
            AuditField("question", signed.hash), AuditField("code", code.rawValue), AuditField("study", signed.document.study),
            AuditField("researcher", signed.signer.text), AuditField("sql", signed.document.sql),
        ])
    }

    static func started(_ charter: Signed<Charter>?) -> AuditEvent {
        AuditEvent(.serviceStarted, [
            AuditField("software", "cordon-coordinator \(CordonVersion.text)"), AuditField("charter", charter?.hash ?? "none"),
        ])
    }

    static func installed(_ charter: Signed<Charter>) -> AuditEvent {
        AuditEvent(.charterInstalled, [
            AuditField("hash", charter.hash), AuditField("version", charter.document.version), AuditField("network", charter.document.network),
        ])
    }

    static func installed(_ permit: Signed<Permit>) -> AuditEvent {
        AuditEvent(.permitInstalled, [
            AuditField("hash", permit.hash), AuditField("id", permit.document.id), AuditField("study", permit.document.study),
        ])
    }

    static func installed(_ list: Signed<Revocations>) -> AuditEvent {
        AuditEvent(.revocationsInstalled, [
            AuditField("hash", list.hash), AuditField("version", list.document.version), AuditField("network", list.document.network),
        ])
    }
}
