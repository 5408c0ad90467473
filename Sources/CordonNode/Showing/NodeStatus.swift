import CordonAudit
import CordonCatalog
import CordonTrust
import CordonValues
import CordonWarehouse
import CordonWarehouseSQLite
import Foundation

/// What a node is and does, from its state folder alone: no connection is opened.
public struct NodeStatus: Sendable {
    public let identity: NodeIdentity
    public let coordinator: String?
    public let charter: Charter?
    public let revocations: Revocations?
    /// Why nothing is asked of the coordinator; nil while its key is not revoked.
    public let revoked: Diagnostic?
    public let snapshot: SnapshotDescription?
    public let pausedSince: Timestamp?
    /// An agent runs on this folder.
    public let isServing: Bool
    public let questions: [(state: String, count: Int)]
    /// Questions that wait for a person.
    public let held: Int
    /// Members whose audit logs are not what they were, with what is wrong.
    public let auditTroubles: [String]

    public init(_ state: StateFolder) throws(Diagnostic) {
        let configuration = try NodeConfiguration(state)
        identity = configuration.identity
        let enrolment = FileManager.default.fileExists(atPath: state.enrolment) ? try Enrolment(state) : nil
        coordinator = enrolment.map { "\($0.coordinator.document.id) at \($0.url)" }
        charter =
            if let enrolment { try CharterShelf(state, authority: enrolment.authority).current?.document } else { nil }
        revocations = if let enrolment { try RevocationShelf(state, authority: enrolment.authority).current?.document } else { nil }
        revoked = enrolment.flatMap { [revocations] in Self.revoked($0.coordinator.document, revocations) }
        let catalog = try configuration.catalog(in: state)
        snapshot = state.snapshotFolder.files.isEmpty ? nil : try WarehouseShelf(state, catalog: catalog).newest().snapshot
        let record = try QuestionRecord(path: state.record)
        pausedSince = try record.pausedSince()
        questions = try record.countByState()
        held = try record.heldQuestions().count
        let shelf = HeadShelf(state.audit)
        auditTroubles = shelf.members.compactMap { member in shelf.trouble(member).map { "\(member): \($0.trouble.rawValue)" } }
        isServing = (try? FolderLock(state, name: "serve", what: "", patience: 1)) == nil
    }

    private static func revoked(_ card: CoordinatorCard, _ list: Revocations?) -> Diagnostic? {
        do throws(Diagnostic) {
            try list?.check(key: card.key.id, of: "the coordinator `\(card.id)`")
            return nil
        } catch {
            return error
        }
    }

    /// 0 when the node can answer, 1 when something is left to do.
    public var exitCode: Int32 {
        coordinator != nil && charter?.member(identity.id) != nil && snapshot != nil && pausedSince == nil && isServing && revoked == nil ? 0 : 1
    }

    public var lines: [String] {
        var lines = ["node         \(identity.id) (\(identity.name), \(identity.jurisdiction))"]
        lines.append("coordinator  \(coordinator ?? "not enrolled: cordon-node enroll")")
        if let charter {
            let membership = charter.member(identity.id) == nil ? "this node is NOT a member" : "this node is a member"
            lines.append("charter      \(charter.network) version \(charter.version) until \(charter.validUntil); \(membership)")
        } else {
            lines.append("charter      none yet")
        }
        if let revocations {
            lines.append("revocations  version \(revocations.version): \(revocations.permits.count) permits, \(revocations.keys.count) keys")
        }
        if let revoked { lines.append("revoked      \(revoked.message): nothing is asked of it") }
        if let snapshot {
            let loaded = Timestamp(secondsSince1970: snapshot.loaded)?.text ?? "?"
            lines.append("snapshot     number \(snapshot.number), cut-off \(snapshot.cutoff), loaded \(loaded)")
            if let version = snapshot.vocabularyVersion { lines.append("vocabulary   \(version)") }
        } else {
            lines.append("snapshot     none: cordon-node load FOLDER")
        }
        lines.append("agent        \(isServing ? "serving" : "not running: cordon-node serve")")
        if let pausedSince { lines.append("paused       since \(pausedSince): cordon-node resume") }
        let counts = questions.map { "\($0.count) \($0.state)" }.joined(separator: ", ")
        lines.append("questions    \(counts.isEmpty ? "none yet" : counts)")
        if held > 0 { lines.append("held         \(held) of them wait for a person: cordon-node requests") }
        for trouble in auditTroubles { lines.append("audit        the log of \(trouble): cordon-node doctor") }
        return lines
    }

    public var json: StrictJSON {
        .object([
            .init("node", .string(identity.id)), .init("coordinator", coordinator.map { .string($0) } ?? .null),
            .init("charter_version", charter.map { .integer($0.version) } ?? .null),
            .init("revocations_version", revocations.map { .integer($0.version) } ?? .null),
            .init("coordinator_revoked", .boolean(revoked != nil)),
            .init("member", .boolean(charter?.member(identity.id) != nil)),
            .init("snapshot", snapshot.map { .object([
                .init("id", .string($0.id)), .init("number", .integer($0.number)), .init("cutoff", .string($0.cutoff.description)),
                .init("vocabulary_version", $0.vocabularyVersion.map { .string($0) } ?? .null),
            ]) } ?? .null),
            .init("serving", .boolean(isServing)), .init("paused_since", pausedSince.map { .string($0.text) } ?? .null),
            .init("questions", .object(questions.map { .init($0.state, .integer($0.count)) })), .init("held", .integer(held)),
            .init("audit_troubles", .strings(auditTroubles)),
        ])
    }
}
