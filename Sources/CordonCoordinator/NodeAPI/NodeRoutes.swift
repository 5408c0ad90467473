import CordonAudit
import CordonTrust
import CordonValues
import CordonWire
import Foundation

/// The requests of nodes.
struct NodeRoutes: Sendable {
    let desk: QuestionDesk
    let polls: NodeDesk
    let card: Signed<CoordinatorCard>

    func enroll(_ request: APIRequest) async throws(Diagnostic) -> APIReply {
        let enrolment = try EnrolmentRequest(request.parts.body)
        let member = enrolment.card.document
        let record = MemberCardRecord(
            node: member.id, keyID: member.key.id.text, bytes: enrolment.card.bytes, received: desk.now().milliseconds)
        let audit = desk.audit
        let event = AuditEvent(.nodeEnrolled, [AuditField("node", member.id), AuditField("key", member.key.id.text)])
        try await desk.store.enrol(
            record, digest: EnrolmentToken(text: enrolment.token).digest, now: desk.now().milliseconds
        ) { try audit.append(event) }
        desk.logger.notice("node enrolled", metadata: ["node": "\(member.id)"])
        return .json(.object([.init("coordinator", try StrictJSON.read(card.bytes))]))
    }

    func charter(_ request: APIRequest) async throws(Diagnostic) -> APIReply {
        guard let charter = try await desk.registry.network().charter else {
            throw Diagnostic(.notFound, "There is no charter yet.", hint: "The data authority signs it when all nodes have enrolled.")
        }
        return APIReply(contentType: "application/jose+json", body: charter.bytes)
    }

    func poll(_ request: APIRequest) async throws(Diagnostic) -> APIReply {
        let reply = try await polls.poll(request.requireMember(), PollRequest(decoding: request.parts.body), skew: request.skew)
        return APIReply(contentType: "application/x-protobuf", body: try reply.encoded())
    }

    func accepted(_ request: APIRequest) async throws(Diagnostic) -> APIReply {
        try await apply(.accepted(request.requireMember().id), request)
    }

    /// `{"code", "message", "hint"}`. Only the code is kept, and of a refusal by the hospital's own policy the message too: any other
    /// could carry more than it should.
    func refusal(_ request: APIRequest) async throws(Diagnostic) -> APIReply {
        let json = try StrictJSON.read(request.parts.body, limit: 65_536)
        guard case .string(let text)? = json["code"], let code = DiagnosticCode(rawValue: text) else {
            throw Diagnostic(.invalidRequest, "A refusal has a registered code.")
        }
        var message: String?
        if code.isOfHospitalPolicy, case .string(let text)? = json["message"], NameGrammar.isLine(text) { message = text }
        return try await apply(.declined(request.requireMember().id, code, message: message), request)
    }

    private func apply(_ event: QuestionEvent, _ request: APIRequest) async throws(Diagnostic) -> APIReply {
        let transition = try await desk.advance(request.requireQuestion(), event)
        if let code = transition.rejection { throw .refusedAnswer(code) }
        return .empty
    }
}

extension DiagnosticCode {
    /// Among a node's refusals: its own policy refuses. `protocol/errors.md` lists the same codes.
    fileprivate var isOfHospitalPolicy: Bool {
        self == .policyRefused || self == .borderForbidden || self == .outsideHours || self == .tooManyRequests
    }
}

extension Diagnostic {
    /// Why a node's message about a question changes nothing.
    static func refusedAnswer(_ code: DiagnosticCode) -> Diagnostic {
        switch code {
        case .alreadyAnswered: Diagnostic(code, "This node has answered the question already, otherwise.")
        case .notOnRoster: Diagnostic(code, "This node was not asked.")
        case .cancelled: Diagnostic(code, "The question was cancelled.")
        case .expired: Diagnostic(code, "The question has expired.")
        default: Diagnostic(code, "The question takes no more answers.")
        }
    }
}
