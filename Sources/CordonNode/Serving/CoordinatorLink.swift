import CordonTransport
import CordonTrust
import CordonValues
import CordonWarehouse
import CordonWire
import Foundation

/// The node's side of the node API: signed requests out, signed replies in, nothing else.
struct CoordinatorLink: AnswerRoute {
    static let agentVersion = NodeAgent.version
    /// How long the coordinator may hold a poll.
    static let holdSeconds = 25

    private let client: SignedClient

    init(client: SignedClient) { self.client = client }

    func poll(_ request: PollRequest) async throws(Diagnostic) -> PollReply {
        let reply = try await client.send(
            "POST", "/node/v1/poll", contentType: "application/x-protobuf", body: request.encoded(),
            timeoutSeconds: request.waitSeconds + 15)
        return try PollReply(decoding: reply.body)
    }

    /// Nil while the network has no charter.
    func charter() async throws(Diagnostic) -> Data? {
        do {
            return try await client.send("GET", "/node/v1/charter").body
        } catch where error.code == .notFound {
            return nil
        }
    }

    func announce(_ question: String) async throws(Diagnostic) {
        _ = try await client.send("POST", "/node/v1/questions/\(question)/accepted")
    }

    func sendAnswer(_ question: String, _ envelope: Data) async throws(Diagnostic) -> Verdict {
        // A large envelope over a slow line takes a while; retries send the same bytes.
        try await tell(question, "partial", "application/x-cordon-envelope", envelope, timeoutSeconds: 60 + envelope.count / 100_000)
    }

    func sendRefusal(_ question: String, _ refusal: Diagnostic) async throws(Diagnostic) -> Verdict {
        let json = StrictJSON.object([
            .init("code", .string(refusal.code.rawValue)), .init("message", .string(refusal.message)),
            .init("hint", refusal.hint.map { .string($0) } ?? .null),
        ])
        return try await tell(question, "refusal", "application/json", json.written)
    }

    /// Only what a verified reply says can be final: whatever fails on the way may succeed later.
    private func tell(
        _ question: String, _ what: String, _ contentType: String, _ body: Data, timeoutSeconds: Int? = nil
    ) async throws(Diagnostic) -> Verdict {
        let reply = try await client.exchange(
            "POST", "/node/v1/questions/\(question)/\(what)", contentType: contentType, body: body, timeoutSeconds: timeoutSeconds)
        guard let refusal = reply.refusal else { return .taken }
        guard refusal.code.isFinalForSender else { throw refusal }
        return .refused(refusal.code)
    }
}

extension WarehouseShelf {
    /// What the coordinator may know of the newest snapshot; nil where there is none. Without a charter nobody has said how many patients are few.
    func summary(_ charter: Charter?) -> SnapshotSummary? {
        (try? newest().snapshot).flatMap { SnapshotSummary($0, patients: $0.patients(catalog), threshold: charter.map { $0.floors.threshold * $0.floors.overlapFactor } ?? .max) }
    }
}

extension SnapshotSummary {
    /// What of a snapshot the coordinator may know. `patients` there are, of whom it hears nothing below `threshold`.
    fileprivate init?(_ snapshot: SnapshotDescription, patients: Int64, threshold: Int) {
        guard let loaded = Timestamp(secondsSince1970: snapshot.loaded) else { return nil }
        self.init(
            id: snapshot.id, number: Int(clamping: snapshot.number), cutoff: snapshot.cutoff, loaded: loaded,
            rowsMagnitude: String(snapshot.totalRows).count, replicated: snapshot.replicated,
            vocabularyVersion: snapshot.vocabularyVersion, objections: snapshot.objections != nil,
            patientsMagnitude: patients >= max(1, threshold) ? Int64.bitWidth - patients.leadingZeroBitCount : 0)
    }
}

extension Enrolment {
    /// How the coordinator is reached. Extra authorities come from the enrolment and from the configuration.
    func client(_ key: SigningKey, _ network: NetworkSettings, _ state: StateFolder, charter: Charter?) throws(Diagnostic)
        -> SignedClient
    {
        let card = coordinator.document
        if let charter, charter.coordinator.key != card.key || charter.coordinator.id != card.id {
            throw Diagnostic(
                .wrongCoordinator, "The charter names another coordinator than the one this node is enrolled with.",
                hint: "Enrol with '\(charter.coordinator.id)' at \(charter.coordinator.url).")
        }
        return SignedClient(
            try settings(network, state), signer: RequestSigner(key: key, tag: .node, coordinator: card.id),
            coordinatorKey: card.key)
    }

    func settings(_ network: NetworkSettings, _ state: StateFolder) throws(Diagnostic) -> ClientSettings {
        ClientSettings(
            address: try ServiceAddress(url: url), trust: network.trust(state, pinned: tlsFingerprint, authorities: authorities),
            proxy: try network.proxyChoice)
    }
}

extension NetworkSettings {
    var proxyChoice: ProxyChoice {
        get throws(Diagnostic) {
            guard let proxy else { return .environment }
            return proxy == "none" ? .none : .server(try ProxyServer(url: proxy))
        }
    }

    func trust(_ state: StateFolder, pinned: String?, authorities: [String]) -> TLSTrust {
        let folder = caDirectory.map { [state.resolve($0)] } ?? []
        return TLSTrust(authorities: authorities.map { state.resolve($0) } + folder, pinned: pinned)
    }
}
