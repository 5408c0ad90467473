import CordonTrust
import CordonValues
import CordonWire

/// Every route of both APIs. `protocol/openapi.yaml` describes the same set.
enum Route: CaseIterable {
    // Nodes.
    case enroll, nodeCharter, poll, accepted, partial, refusal
    // Researchers.
    case submit, list, status, result, events, cancel, charter, catalog, permits, nodes
    // Auditors.
    case auditHeads, auditRecords
    // Everybody.
    case health, coordinator

    enum Audience {
        /// Anybody; a signature is not looked at.
        case everybody
        /// A node that has a token and is not known yet.
        case newcomer
        case node
        case researcher
        case auditor

        /// What its signatures are made for; nil where none is looked at.
        var tag: SignatureTag? {
            switch self {
            case .everybody: nil
            case .newcomer, .node: .node
            case .researcher: .researcher
            case .auditor: .auditor
            }
        }
    }

    var method: String { descriptor.method }
    /// With `{id}` for a question's hash.
    var path: String { descriptor.path }
    var audience: Audience { descriptor.audience }

    /// The longest body that is read, in bytes. A longer sealed answer has the configuration's limit and needs a place among the
    /// ``LargeBodies``.
    var bodyLimit: Int {
        switch self {
        // A stranger's: a token and a card.
        case .enroll: 8 << 10
        case .poll: WireLimits.pollRequest
        // SQL of 64 KiB, escaped, in base64.
        case .submit, .partial: 512 << 10
        case .refusal: 64 << 10
        case .nodeCharter, .accepted, .list, .status, .result, .events, .cancel, .charter, .catalog, .permits, .nodes,
            .auditHeads, .auditRecords, .health, .coordinator:
            4 << 10
        }
    }

    /// An access token may stand in for a signature: it reads one's own questions.
    var takesToken: Bool {
        switch self {
        case .list, .status, .result, .events: true
        case .enroll, .nodeCharter, .poll, .accepted, .partial, .refusal, .submit, .cancel, .charter, .catalog, .permits, .nodes, .auditHeads,
            .auditRecords, .health, .coordinator:
            false
        }
    }

    private var descriptor: (method: String, path: String, audience: Audience) {
        switch self {
        case .enroll: ("POST", "/node/v1/enroll", .newcomer)
        case .nodeCharter: ("GET", "/node/v1/charter", .node)
        case .poll: ("POST", "/node/v1/poll", .node)
        case .accepted: ("POST", "/node/v1/questions/{id}/accepted", .node)
        case .partial: ("POST", "/node/v1/questions/{id}/partial", .node)
        case .refusal: ("POST", "/node/v1/questions/{id}/refusal", .node)
        case .submit: ("POST", "/v1/questions", .researcher)
        case .list: ("GET", "/v1/questions", .researcher)
        case .status: ("GET", "/v1/questions/{id}", .researcher)
        case .result: ("GET", "/v1/questions/{id}/result", .researcher)
        case .events: ("GET", "/v1/questions/{id}/events", .researcher)
        case .cancel: ("POST", "/v1/questions/{id}/cancel", .researcher)
        case .charter: ("GET", "/v1/charter", .researcher)
        case .catalog: ("GET", "/v1/catalog", .researcher)
        case .permits: ("GET", "/v1/permits", .researcher)
        case .nodes: ("GET", "/v1/nodes", .researcher)
        case .auditHeads: ("GET", "/v1/audit/heads", .auditor)
        case .auditRecords: ("GET", "/v1/audit/records", .auditor)
        case .health: ("GET", "/v1/health", .everybody)
        case .coordinator: ("GET", "/v1/coordinator", .everybody)
        }
    }

    enum Match {
        case found(Route, question: String?)
        case wrongMethod([String])
        case unknown
    }

    static func match(_ method: String, _ path: String) -> Match {
        var methods: [String] = []
        for route in allCases {
            guard let question = route.fits(path) else { continue }
            if route.method == method { return .found(route, question: question.isEmpty ? nil : question) }
            methods.append(route.method)
        }
        return methods.isEmpty ? .unknown : .wrongMethod(methods)
    }

    /// The question's hash in the path, empty where the route has none; nil when the path is another route's.
    private func fits(_ path: String) -> String? {
        let mine = self.path.split(separator: "/", omittingEmptySubsequences: false)
        let theirs = path.split(separator: "/", omittingEmptySubsequences: false)
        guard mine.count == theirs.count else { return nil }
        var question = ""
        for (part, text) in zip(mine, theirs) {
            if part == "{id}" {
                guard Hexadecimal.isDigest(String(text)) else { return nil }
                question = String(text)
            } else if part != text {
                return nil
            }
        }
        return question
    }
}
