import CordonAudit
import CordonTrust
import CordonValues
import Foundation

/// The requests about the network: its documents, its nodes, its health.
struct NetworkRoutes: Sendable {
    let desk: QuestionDesk
    let card: Signed<CoordinatorCard>

    func coordinator() -> APIReply { APIReply(contentType: "application/jose+json", body: card.bytes) }

    func charter() async throws(Diagnostic) -> APIReply {
        APIReply(contentType: "application/jose+json", body: try await desk.registry.network().requireCharter().bytes)
    }

    func catalog() async throws(Diagnostic) -> APIReply {
        let network = try await desk.registry.network()
        _ = try network.requireCatalog()
        return APIReply(contentType: "application/yaml", body: network.catalogBytes ?? Data())
    }

    func permits(_ request: APIRequest) async throws(Diagnostic) -> APIReply {
        let network = try await desk.registry.network()
        var (permits, budgets): ([StrictJSON], [StrictJSON]) = ([], [])
        for permit in network.permits(of: try request.requireResearcher().id) {
            permits.append(try StrictJSON.read(permit.bytes))
            guard let members = network.charter?.document.members.map(\.id) else { continue }
            let cells = try await desk.budget(permit.document, network, hospitals: permit.document.limits.hospitals ?? members).cells
            budgets.append(
                .object([.init("permit", .string(permit.document.id)), .init("used", .integer(cells.used)), .init("limit", .integer(cells.limit))]))
        }
        return .json(.object([.init("permits", .array(permits)), .init("budgets", .array(budgets))]))
    }

    func nodes() async throws(Diagnostic) -> APIReply { .json(.object([.init("nodes", .array(try await nodeList()))])) }

    /// States and versions only: anybody may read it.
    func health() async throws(Diagnostic) -> APIReply {
        let network = try await desk.registry.network()
        let charter = network.charter?.document
        let waiting = try await desk.store.unfinishedCount()
        return .json(
            .object([
                .init("coordinator", .string(desk.configuration.id)), .init("version", .string(CordonVersion.text)),
                .init("time", .string(Timestamp(desk.now()).text)),
                .init(
                    "charter",
                    charter.map { charter in
                        .object([
                            .init("network", .string(charter.network)), .init("version", .integer(charter.version)),
                            .init("valid_until", .string(charter.validUntil.text)),
                        ])
                    } ?? .null),
                .init("next_permit_end", network.nextPermitEnd(after: Timestamp(desk.now())).map { .string($0.text) } ?? .null),
                .init("tls_valid_until", desk.configuration.certificateEnds.map { .string($0.text) } ?? .null),
                .init("revocations_version", .integer(network.revocations?.document.version ?? 0)),
                .init("coordinator_revoked", .boolean(network.revocations?.document.key(desk.key.verifyingKey.id) != nil)),
                .init("queue", .integer(waiting)), .init("nodes", .array(try await nodeList())),
            ]))
    }

    private func nodeList() async throws(Diagnostic) -> [StrictJSON] {
        guard let charter = try await desk.registry.network().charter?.document else { return [] }
        let statuses = try await desk.store.nodeStatuses()
        let latest = desk.now().milliseconds - Int64(desk.configuration.limits.offlineAfter) * 1000
        return charter.members.map { member in
            let status = statuses.first { $0.node == member.id }
            let audit = StrictJSON.Member("audit_log", .string(auditLog(of: member.id)))
            return .object(Self.member(member) + [audit] + (status.map { Self.status($0, latest) } ?? [.init("state", .string("never-seen"))]))
        }
    }

    /// Whether the node's audit log still is the one whose head is held here.
    private func auditLog(of node: String) -> String {
        let shelf = HeadShelf(desk.configuration.audit)
        return shelf.trouble(node)?.trouble.rawValue ?? (shelf.held(node) == nil ? "unknown" : "agrees")
    }

    private static func member(_ member: CharterMember) -> [StrictJSON.Member] {
        [
            .init("id", .string(member.id)), .init("name", .string(member.name)),
            .init("jurisdiction", .string(member.jurisdiction)),
        ]
    }

    private static func status(_ status: NodeStatus, _ latest: Int64) -> [StrictJSON.Member] {
        let state = status.lastSeen < latest ? "offline" : status.paused ? "paused" : "online"
        return [
            .init("state", .string(state)), .init("last_seen", QuestionStatus.time(status.lastSeen)),
            .init("version", .string(status.version)), .init("charter_version", .integer(status.charterVersion)),
            .init("revocations_version", .integer(status.revocationsVersion)), .init("clock_skew_seconds", .integer(status.skew)),
            .init("paused", .boolean(status.paused)), .init("cells_may_go_to", status.border.map { .strings($0.codes) } ?? .null),
            .init("snapshot", snapshot(status)),
        ]
    }

    private static func snapshot(_ status: NodeStatus) -> StrictJSON {
        guard let id = status.snapshotID else { return .null }
        return .object([
            .init("id", .string(id)), .init("number", status.snapshotNumber.map { .integer($0) } ?? .null),
            .init("cutoff", status.cutoff.map { .string($0) } ?? .null),
            .init("loaded", status.loaded.map { QuestionStatus.time($0 * 1000) } ?? .null),
            .init("rows_magnitude", status.rowsMagnitude.map { .integer($0) } ?? .null),
            .init("vocabulary_version", status.vocabularyVersion.map { .string($0) } ?? .null),
            .init("objections", status.objections.map { .boolean($0) } ?? .null),
        ])
    }
}
