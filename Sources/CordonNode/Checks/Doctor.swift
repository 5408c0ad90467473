import CordonAudit
import CordonCatalog
import CordonTransport
import CordonTrust
import CordonValues
import CordonWarehouseSQLite
import Foundation

/// Checks a node from its configuration to the coordinator, in the order in which one thing rests on another, and says what to do.
/// It reads; its polls say what the node's own would, so nothing changes anywhere.
public struct Doctor: Sendable {
    let state: StateFolder
    /// Skip the check that takes as long as a poll is held.
    let isQuick: Bool

    public init(_ state: StateFolder, isQuick: Bool) {
        self.state = state
        self.isQuick = isQuick
    }

    /// Runs every check that can run, and hands each result to `found` as it comes.
    public func run(_ found: (CheckResult) -> Void) async -> [CheckResult] {
        var results: [CheckResult] = []
        func note(_ result: CheckResult) {
            results.append(result)
            found(result)
        }
        guard let configuration = attempt("configuration", note, { () throws(Diagnostic) in try NodeConfiguration(state) }) else {
            return results
        }
        note(.ok("configuration", "node '\(configuration.identity.id)', minimum mode \(configuration.policy.minimumMode.rawValue)"))
        let key = key(note)
        let catalog = data(configuration, note)
        note(diskSpace())
        if let record = attempt("record", note, { () throws(Diagnostic) in try record() }) { note(record) }
        for result in AuditChecks(state: state, key: key?.verifyingKey).run() { note(result) }
        guard let enrolment = attempt("enrolment", note, { () throws(Diagnostic) in try Enrolment(state) }) else { return results }
        note(.ok("enrolment", "coordinator '\(enrolment.coordinator.document.id)' at \(enrolment.url)"))
        let charter = charter(enrolment, configuration, key, catalog, note)
        for result in permits(enrolment) { note(result) }
        let revoked = revocations(enrolment, configuration, key)
        note(revoked)
        guard revoked.verdict != .fail else {
            note(.skipped("connection", "nothing is asked while a key is revoked"))
            return results
        }
        for result in await network(configuration, enrolment) { note(result) }
        if results.contains(where: { $0.verdict == .fail && Self.networkChecks.contains($0.check) }) {
            note(.skipped("signatures", "no connection"))
        } else if let key {
            await conversation(configuration, enrolment, key, charter, note)
        }
        return results
    }

    private func attempt<Value>(
        _ check: String, _ note: (CheckResult) -> Void, _ body: () throws(Diagnostic) -> Value
    ) -> Value? {
        do {
            return try body()
        } catch {
            note(.fail(check, error))
            return nil
        }
    }

    private func key(_ note: (CheckResult) -> Void) -> SigningKey? {
        guard let key = attempt("key", note, { () throws(Diagnostic) in try SigningKey.read(file: state.signingKey) }) else { return nil }
        note(.ok("key", "\(key.verifyingKey.id), readable by its owner only"))
        return key
    }

    private func data(_ configuration: NodeConfiguration, _ note: (CheckResult) -> Void) -> Catalog? {
        guard let catalog = attempt("catalog", note, { () throws(Diagnostic) in try configuration.catalog(in: state) }) else { return nil }
        note(.ok("catalog", "\(catalog.name) \(catalog.version)"))
        if attempt("policy", note, { () throws(Diagnostic) in try configuration.policy.check(against: catalog) }) != nil {
            note(.ok("policy", "\(configuration.policy.standing.rawValue) by default; 'cordon-node policy check' explains it"))
        }
        let mapping = attempt("mapping", note) { () throws(Diagnostic) in try configuration.mapping(in: state, catalog: catalog) }
        if let mapping { note(.ok("mapping", "\(mapping.tables.count) tables")) }
        for result in SnapshotChecks(state: state, catalog: catalog, mapping: mapping).run() { note(result) }
        return catalog
    }

    private func diskSpace() -> CheckResult {
        let newest = state.snapshotFolder.files.last?.path
        let size = newest.flatMap { try? FileManager.default.attributesOfItem(atPath: $0)[.size] as? Int } ?? 0
        guard let free = try? FileManager.default.attributesOfFileSystem(forPath: state.path)[.systemFreeSize] as? Int else {
            return .warn("disk", "The free space of '\(state.path)' is not known.", "Check the disk.")
        }
        guard free >= 32 << 20 else {
            return .fail("disk", Diagnostic(
                .storageFailed, "\(free >> 20) MiB are free: questions cannot be recorded, so none is answered.",
                hint: "Free some space. The agent takes up its work by itself."))
        }
        let needed = max(2 * size, 200 << 20)
        guard free >= needed else {
            return .warn(
                "disk", "\(free >> 20) MiB are free; the next load may need \(needed >> 20) MiB.",
                "Free some space, or keep fewer snapshots (data.keep_snapshots).")
        }
        return .ok("disk", "\(free >> 20) MiB free")
    }

    private func record() throws(Diagnostic) -> CheckResult {
        guard let since = try QuestionRecord(path: state.record).pausedSince() else { return .ok("record", "the record of questions is whole") }
        return .warn("record", "The node is paused since \(since): it answers nothing.", "Run: cordon-node resume")
    }

    private func charter(
        _ enrolment: Enrolment, _ configuration: NodeConfiguration, _ key: SigningKey?, _ catalog: Catalog?,
        _ note: (CheckResult) -> Void
    ) -> Charter? {
        guard let shelf = attempt("charter", note, { () throws(Diagnostic) in try CharterShelf(state, authority: enrolment.authority) })
        else { return nil }
        guard let charter = shelf.current?.document else {
            note(.warn(
                "charter", "This node holds no charter yet.",
                "The data authority signs one that names this hospital; 'serve' fetches it by itself."))
            return nil
        }
        note(Self.judge(charter, configuration, key, catalog, now: Timestamp(Date())))
        return charter
    }

    /// Whether the keys with which node and coordinator talk are revoked.
    private func revocations(_ enrolment: Enrolment, _ configuration: NodeConfiguration, _ key: SigningKey?) -> CheckResult {
        do throws(Diagnostic) {
            guard let list = try RevocationShelf(state, authority: enrolment.authority).current?.document else {
                return .ok("revocations", "none are known")
            }
            let card = enrolment.coordinator.document
            try list.check(key: card.key.id, of: "the coordinator `\(card.id)`")
            if let key { try list.check(key: key.verifyingKey.id, of: "this node") }
            return .ok("revocations", "version \(list.version): \(list.permits.count) permits, \(list.keys.count) keys, none of node or coordinator")
        } catch {
            return .fail("revocations", error)
        }
    }

    static func judge(
        _ charter: Charter, _ configuration: NodeConfiguration, _ key: SigningKey?, _ catalog: Catalog?, now: Timestamp
    ) -> CheckResult {
        do throws(Diagnostic) { try charter.check(now: now) } catch { return .fail("charter", error) }
        guard let member = charter.member(configuration.identity.id) else {
            return .warn(
                "charter", "The charter of '\(charter.network)' does not name '\(configuration.identity.id)'.",
                "Give the data authority member-card.json and wait for the next version of the charter.")
        }
        guard key.map({ member.keys(at: now).contains($0.verifyingKey) }) ?? true else {
            return .fail("charter", Diagnostic(
                .keyUnknown, "The charter names '\(member.id)' with another key than this node's.",
                hint: "Give the data authority the new member-card.json."))
        }
        guard catalog == nil || charter.catalog.hash == catalog?.hash else {
            return .fail("charter", Diagnostic(
                .layoutMismatch, "The charter names the catalog \(charter.catalog.name) \(charter.catalog.version); this node's differs.",
                hint: "Install the network's catalog file (data.catalog), adapt the mapping and load again."))
        }
        if let ending = announce("charter", "The charter", charter.validUntil, "Remind the data authority.", now: now).first { return ending }
        return .ok("charter", "network '\(charter.network)', version \(charter.version), this node is a member")
    }
}
