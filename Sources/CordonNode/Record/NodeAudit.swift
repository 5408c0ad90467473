import CordonAudit
import CordonCatalog
import CordonTrust
import CordonValues
import Foundation

extension StateFolder {
    /// The node's audit log: what was asked, decided and done here, chained and signed.
    public var audit: AuditFolder { AuditFolder(path: file("audit")) }

    /// Opens the audit log, and begins it where there is none.
    func auditLog(_ identity: NodeIdentity, clock: @escaping @Sendable () -> Date = { Date() }) throws(Diagnostic) -> AuditLog {
        try KeyRotation(self).recover()
        return try AuditLog(
            audit, member: identity.id, key: SigningKey.read(file: signingKey), network: network, software: "cordon-node \(NodeAgent.version)",
            clock: clock)
    }

    /// The network of the charter that this node holds; nil while it holds none.
    private var network: String? {
        guard let enrolment = try? Enrolment(self) else { return nil }
        return try? CharterShelf(self, authority: enrolment.authority).current?.document.network
    }
}

// What a node's records say: protocol/audit.md, "Kinds".

extension AuditEvent {
    static func received(_ verified: VerifiedQuestion) -> AuditEvent {
        let question = verified.question.document
        return AuditEvent(.questionReceived, [
            AuditField("question", verified.id), AuditField("study", question.study), AuditField("researcher", verified.question.signer.text),
            AuditField("permit", verified.permit.hash), AuditField("sql", question.sql),
        ])
    }

    static func refused(_ question: String, _ code: DiagnosticCode) -> AuditEvent {
        AuditEvent(.questionRefused, [AuditField("question", question), AuditField("code", code.rawValue)])
    }

    /// What a transition of a job is to the audit log; nil for one that decides nothing.
    ///
    /// Why a computation failed may depend on data. It stays in the record of questions, which does not leave the hospital.
    init?(_ job: Job, before: Job.State, by event: Job.Event, sealed: SealedAnswer?) {
        guard job.state != before else { return nil }
        let question = AuditField("question", job.question)
        switch job.state {
        case .received, .computing: return nil
        case .held:
            let reason =
                if case .held(let line) = event { line } else { DiagnosticCode.previewOutdated.rawValue }
            self.init(.questionHeld, [question, AuditField("reason", reason)])
        case .admitted: self.init(.questionAdmitted, [question])
        case .sealed:
            let digest = sealed.map { [AuditField("envelope", Hexadecimal.sha256($0.envelope)), AuditField("snapshot", $0.snapshot)] }
            self.init(.questionAnswered, [question] + (digest ?? []))
        case .delivered: self.init(.questionDelivered, [question])
        case .refused:
            self = .refused(job.question, job.refusal?.code ?? .internalFailure)
        case .failed: self.init(before == .sealed ? .questionNotTaken : .questionFailed, [question])
        case .cancelled: self.init(.questionCancelled, [question])
        case .expired: self.init(.questionExpired, [question])
        }
    }

    static func installed(_ charter: Signed<Charter>) -> AuditEvent {
        AuditEvent(.charterInstalled, [
            AuditField("hash", charter.hash), AuditField("version", charter.document.version), AuditField("network", charter.document.network),
        ])
    }

    static func installed(_ list: Signed<Revocations>) -> AuditEvent {
        AuditEvent(.revocationsInstalled, [
            AuditField("hash", list.hash), AuditField("version", list.document.version), AuditField("network", list.document.network),
        ])
    }

    static func enrolled(_ enrolment: Enrolment) -> AuditEvent {
        let card = enrolment.coordinator.document
        return AuditEvent(.enrolled, [
            AuditField("coordinator", card.id), AuditField("key", card.key.id.text), AuditField("authority", enrolment.authority.id.text),
        ])
    }

    static func loaded(_ number: some BinaryInteger, _ cutoff: CalendarDate, _ catalog: Catalog, objections: Bool) -> AuditEvent {
        AuditEvent(.snapshotLoaded, [
            AuditField("number", Int(clamping: number)), AuditField("cutoff", cutoff.description), AuditField("catalog", catalog.hash),
            AuditField("objections", objections ? "applied" : "none"),
        ])
    }

    static func policyChanged(_ configuration: NodeConfiguration) -> AuditEvent {
        AuditEvent(.policyChanged, [AuditField("hash", configuration.hash)])
    }

    static func started(_ policy: NodePolicy, _ charter: Signed<Charter>?) -> AuditEvent {
        AuditEvent(.serviceStarted, [
            AuditField("software", "cordon-node \(NodeAgent.version)"), AuditField("minimum_mode", policy.minimumMode.rawValue),
            AuditField("minimum_threshold", policy.minimumThreshold),
            AuditField("site_results", policy.allowsSiteResults ? "allow" : "refuse"),
            AuditField("atoms", policy.allowsAtoms ? "allow" : "refuse"), AuditField("charter", charter?.hash ?? "none"),
        ])
    }
}
