import CordonTrust
import CordonValues
import Foundation

/// Verifies one log: the chain of its records, its own signed head, and the heads of it that others hold.
///
/// The chain finds what was done without the member's key. What the member itself wrote anew, signed again and whole, only others' heads
/// find. `protocol/audit.md`, "Verification", says what each finding means.
public struct AuditVerification: Sendable {
    private let source: AuditSource
    private let key: VerifyingKey?
    private let heads: [HeldHead]

    /// - Parameters:
    ///   - key: the key with which the member signs now, where it is known by another way than the log itself.
    ///   - heads: heads that others hold, of whichever member; see ``heads(in:)``.
    public init(_ source: AuditSource, key: VerifyingKey? = nil, heads: [HeldHead] = []) {
        self.source = source
        self.key = key
        self.heads = heads
    }

    /// Reads the log once. Throws only what keeps it from being read.
    public func run() throws(Diagnostic) -> AuditReport {
        let owner = try beginning()
        let member = owner?.member
        let believed = key ?? owner.flatMap { $0.text("key") }.flatMap { try? VerifyingKey(text: $0) }
        var rejected: [AuditFinding] = []
        let ending = try ending()
        let headBytes = ending.head
        let others = heads.filter { $0.member == member }
        let signers = try believed.map { key throws(Diagnostic) in
            try keys(beside: key, signing: others.map(\.bytes) + (headBytes.map { [$0] } ?? []))
        } ?? []
        let claims = claims(others, of: member, signers, &rejected)
        // The keys that a log names of itself count for what others hold, never for its own end: whoever wrote it anew could name any.
        let signing = key.map { [$0] } ?? Array(signers.suffix(1))
        let own = headBytes.flatMap { try? Signed<AuditHead>.verify(Data($0), by: signing).document }
        var walk = AuditWalk(wanted: Set(claims.map(\.number) + (own.map { [$0.number] } ?? [])))
        _ = try source.read { (line, isEnded, start) throws(Diagnostic) in walk.take(line, isEnded: isEnded, fileStart: start) }
        walk.end(link: own.flatMap { AuditDigest(text: $0.hash) })
        var report = walk.report
        report.source = source.name
        report.key = report.key ?? believed
        judge(headBytes, own, walk, &report)
        compare(claims, own, walk, &report)
        report.findings += rejected
        if ending.damaged > 0 {
            report.findings.append(AuditFinding(.headInvalid, at: 0, "A head of another member beside its records does not verify."))
        }
        return report
    }

    /// The first record, where the log has its beginning.
    private func beginning() throws(Diagnostic) -> AuditRecord? {
        var first: AuditRecord?
        _ = try source.read { (line, isEnded, _) throws(Diagnostic) in
            if isEnded { first = AuditRecord(line) }
            return false
        }
        return first
    }

    private func ending() throws(Diagnostic) -> AuditSource.Ending {
        switch source {
        // What stands beside the records is read whether or not the records are.
        case .folder: try source.read { (_, _, _) throws(Diagnostic) in false }
        case .file: try source.read { (_, _, _) throws(Diagnostic) in true }
        }
    }

    /// `key`, and those that the log has had, the newest last. They are looked for only where one of the heads is not signed by `key`.
    private func keys(beside key: VerifyingKey, signing heads: [[UInt8]]) throws(Diagnostic) -> [VerifyingKey] {
        guard heads.contains(where: { !Self.isSigned($0, by: key) }) else { return [key] }
        let kinds = [AuditKind.logStarted, .keyChanged].map(\.rawValue)
        var keys = [key]
        _ = try source.read { (line, isEnded, _) throws(Diagnostic) in
            guard isEnded, let frame = AuditFrame(line) else { return false }
            guard kinds.contains(where: { AuditFrame.equal(line, frame.kind, $0) }) else { return true }
            if let text = AuditRecord(line)?.text("key"), let found = try? VerifyingKey(text: text) { keys.append(found) }
            return true
        }
        return keys
    }

    private static func isSigned(_ head: [UInt8], by key: VerifyingKey) -> Bool {
        (try? Signed<AuditHead>.verify(Data(head), by: [key])) != nil
    }

    private func claims(
        _ heads: [HeldHead], of member: String?, _ keys: [VerifyingKey], _ rejected: inout [AuditFinding]
    ) -> [AuditWalk.Claim] {
        guard let member, !keys.isEmpty else { return [] }
        var claims: [AuditWalk.Claim] = []
        for head in heads {
            do throws(Diagnostic) {
                let document = try Signed<AuditHead>.verify(Data(head.bytes), by: keys).document
                guard document.member == member else { continue }
                claims.append(AuditWalk.Claim(number: document.number, hash: document.hash, time: document.time, holder: head.source))
            } catch where error.code == .keyUnknown {
                let finding = AuditFinding(.otherKey, at: 1, "\(head.source) holds a head of '\(member)' that another key signed.")
                if !rejected.contains(finding) { rejected.append(finding) }
            } catch {
                // Not signed by the member: it proves nothing about this log.
            }
        }
        return claims.sorted { $0.number < $1.number }
    }

    private func judge(_ headBytes: [UInt8]?, _ own: AuditHead?, _ walk: AuditWalk, _ report: inout AuditReport) {
        guard !report.isBroken else { return }
        if walk.torn > 0 {
            report.findings.append(
                AuditFinding(.torn, at: report.last + 1, "\(walk.torn) bytes behind the last record are no line."))
        }
        guard headBytes != nil else {
            report.findings.append(AuditFinding(.headMissing, at: 0, "There is no signed head, so nobody vouches for its end."))
            return
        }
        guard report.key != nil else {
            report.findings.append(AuditFinding(.headMissing, at: 0, "Its key is not known here, so its head says nothing."))
            return
        }
        guard let own, own.member == report.member else {
            report.findings.append(AuditFinding(.headInvalid, at: 0, "Its head is not signed by the log's key, or is of another member."))
            return
        }
        if own.number > report.last {
            report.findings.append(AuditFinding(.missing, at: report.last + 1, "The signed head names record \(own.number)."))
        } else if let digest = walk.found[own.number], digest.text != own.hash {
            report.findings.append(AuditFinding(.altered, at: own.number, "It is not the record that the signed head names."))
        } else if own.number < report.last {
            report.findings.append(
                AuditFinding(.unsigned, at: own.number + 1, "No head vouches for the last \(report.last - own.number) records."))
        }
    }

    /// An export may be older than a head that somebody holds: who made it later, after its head was signed, is no liar. A log in its place
    /// is never older than its heads.
    private func isOlder(_ own: AuditHead?, than claim: AuditWalk.Claim) -> Bool {
        guard case .file = source, let own else { return false }
        return own.time < claim.time
    }

    private func compare(_ claims: [AuditWalk.Claim], _ own: AuditHead?, _ walk: AuditWalk, _ report: inout AuditReport) {
        guard !report.isBroken else { return }
        var agreed = 0
        for claim in claims {
            if claim.number > report.last {
                guard !isOlder(own, than: claim) else {
                    report.findings.append(
                        AuditFinding(.older, at: report.last + 1, "\(claim.holder) holds a later head, of record \(claim.number). Export it again."))
                    return
                }
                report.findings.append(
                    AuditFinding(.shortened, at: report.last + 1, "\(claim.holder) holds a signed head of record \(claim.number)."))
                return
            }
            guard let digest = walk.found[claim.number] else { continue }
            guard digest.text == claim.hash else {
                let message = "\(claim.holder) holds a signed head of another record \(claim.number): it, or one behind record \(agreed), "
                    + "was written anew."
                report.findings.append(AuditFinding(.rewritten, at: agreed + 1, message))
                return
            }
            agreed = claim.number
            report.agreeing += 1
        }
    }
}

extension AuditVerification {
    /// All heads of other members that a log holds, in its records and beside them; what its owner has forgotten is left out.
    public static func heads(in source: AuditSource) throws(Diagnostic) -> [HeldHead] {
        var heads: [HeldHead] = []
        let ending = try source.read { (line, isEnded, _) throws(Diagnostic) in
            guard isEnded, let frame = AuditFrame(line) else { return false }
            guard AuditKind.headKinds.contains(where: { AuditFrame.equal(line, frame.kind, $0.rawValue) }), let record = AuditRecord(line),
                let of = record.text("of")
            else { return true }
            if record.kind == AuditKind.headForgotten.rawValue { heads.removeAll { $0.member == of } }
            for name in ["head", "held"] {
                if let text = record.text(name) { heads.append(HeldHead(member: of, bytes: Array(text.utf8), source: source.name)) }
            }
            return true
        }
        return heads + ending.held
    }

    /// The head that stands beside a log: whoever has kept the export holds it.
    public static func ownHead(in source: AuditSource) throws(Diagnostic) -> HeldHead {
        let verification = AuditVerification(source)
        guard let member = try verification.beginning()?.member, let head = try verification.ending().head else {
            throw Diagnostic(.notFound, "'\(source.name)' holds no audit log with a signed head.", hint: "Name a file that 'audit export' or 'audit fetch' wrote.")
        }
        return HeldHead(member: member, bytes: head, source: source.name)
    }
}

extension AuditKind {
    fileprivate static let headKinds: [AuditKind] = [.headHeld, .headConflict, .headForgotten]
}
