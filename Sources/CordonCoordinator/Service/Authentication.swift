import CordonTrust
import CordonValues
import Foundation

/// Finds out who sent a request: verifies its signature by the key that its route believes, and uses up its nonce. Of a node or
/// researcher everything but the body is verified before the body is read.
struct Authentication: Sendable {
    /// How long a body may take to arrive, in seconds: the longest envelope over a slow line.
    static let bodySeconds: Seconds = 900

    let coordinator: String
    let store: CoordinatorStore
    let registry: Registry
    let tokens: TokenVerifier
    let logins: TokenLogins

    /// A request whose head is genuine, fresh and new here.
    struct Head: Sendable {
        fileprivate let verified: VerifiedHead
        let caller: Caller
    }

    func head(_ parts: RequestParts, for route: Route, now: Date) async throws(Diagnostic) -> Head {
        let claimed = try RequestVerifier.claimedKey(of: parts)
        try await registry.network().revocations?.document.check(key: claimed, of: "the sender of the request")
        guard let (key, caller) = try await believed(claimed, route.audience, Timestamp(now)) else {
            throw Diagnostic(
                .keyUnknown, "The request is signed by the key \(claimed), which is not known here.",
                hint: "A node enrols first; a researcher needs a permit, an auditor a charter that names this key.")
        }
        let head = try RequestVerifier.verify(headOf: parts, coordinator: coordinator, now: now, bodySeconds: Self.bodySeconds) {
            (_) throws(Diagnostic) in key
        }
        try Self.check(head.tag, route)
        guard try await !store.isClaimed(nonce: head.nonce, of: head.keyID.text) else { throw .replayed }
        return Head(verified: head, caller: caller)
    }

    /// The request with its body. Its nonce is used up here and not before, so that a head with another body spoils nothing.
    func request(_ head: Head, _ parts: RequestParts, question: String?, now: Date) async throws(Diagnostic) -> APIRequest {
        let request = try head.verified.request(body: parts.body, now: now)
        try await store.claim(
            nonce: request.nonce, of: request.keyID.text, until: request.rememberUntil.milliseconds, now: now.milliseconds)
        let skew = Int(request.created.timeIntervalSince1970 - now.timeIntervalSince1970.rounded(.down))
        return APIRequest(parts: parts, question: question, caller: head.caller, skew: skew)
    }

    /// Who shows an access token on this route, as the permits say. Nothing but reading one's own questions takes one.
    func reader(_ bearer: BearerToken, on route: Route) async throws(Diagnostic) -> Caller {
        guard route.takesToken, tokens.takesTokens else { throw .signatureRequired }
        let (issuer, subject) = try await tokens.verify(bearer)
        let reader = try Reader(issuer: issuer, subject: subject, try await registry.network())
        try logins.record(bearer, issuer: issuer, keys: Set(reader.grants.map(\.keyID)).sorted())
        return .reader(reader)
    }

    /// A request signed by the key of the member card in its body. Its nonce is not kept: the token is good for one card, and
    /// strangers cannot fill the disk with nonces.
    func newcomer(_ parts: RequestParts, for route: Route, now: Date) async throws(Diagnostic) -> APIRequest {
        let key = try EnrolmentRequest(parts.body).card.document.key
        try await registry.network().revocations?.document.check(key: key.id, of: "the sender of the request")
        let request = try RequestVerifier.verify(parts, coordinator: coordinator, now: now) { (_) throws(Diagnostic) in key }
        try Self.check(request.tag, route)
        return APIRequest(parts: parts, question: nil, caller: .newcomer, skew: 0)
    }

    private static func check(_ tag: SignatureTag, _ route: Route) throws(Diagnostic) {
        guard tag == route.audience.tag else {
            throw Diagnostic(.signatureInvalid, "The signature was made for another kind of request.")
        }
    }

    private func believed(_ id: KeyIdentifier, _ audience: Route.Audience, _ now: Timestamp) async throws(Diagnostic) -> (VerifyingKey, Caller)? {
        switch audience {
        case .everybody, .newcomer: return nil
        case .node:
            if let (member, key) = try await registry.network().member(id, at: now) { return (key, .node(id: member.id, member: member)) }
            guard let stored = try await store.memberCard(keyID: id.text) else { return nil }
            let card = try Signed<MemberCard>.verifySelfSigned(stored.bytes)
            return (card.document.key, .node(id: card.document.id, member: nil))
        case .researcher:
            let network = try await registry.network()
            try network.charter?.document.check(researcher: id)
            return network.researcherKey(id).map { ($0, .researcher($0)) }
        case .auditor:
            let network = try await registry.network()
            if let auditor = network.auditor(id) { return (auditor.key, .auditor(auditor)) }
            guard network.researcherKey(id) == nil, network.member(id, at: now) == nil else { throw Diagnostic.auditorsOnly }
            return nil
        }
    }
}

extension Date {
    /// As the store writes times.
    var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded(.down)) }

    init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }
}
