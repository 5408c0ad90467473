import CordonTrust
import CordonValues
import Foundation

/// Finds out who sent a request: verifies its signature by the key that its route believes, and uses up its nonce.
struct Authentication: Sendable {
    let coordinator: String
    let store: CoordinatorStore
    let registry: Registry

    func authenticate(
        _ parts: RequestParts, for route: Route, question: String?, now: Date
    ) async throws(Diagnostic) -> APIRequest {
        if route.audience == .everybody { return APIRequest(parts: parts, question: question, caller: .anonymous, skew: 0) }
        let claimed = try RequestVerifier.claimedKey(of: parts)
        guard let (key, caller) = try await believed(claimed, route.audience, parts) else {
            throw Diagnostic(
                .keyUnknown, "The request is signed by the key \(claimed), which is not known here.",
                hint: "A node enrols first; a researcher needs a permit that names this key.")
        }
        let request = try RequestVerifier.verify(parts, coordinator: coordinator, now: now) { (_) throws(Diagnostic) in key }
        guard request.tag == (route.audience == .researcher ? .researcher : .node) else {
            throw Diagnostic(.signatureInvalid, "The signature was made for another kind of request.")
        }
        // A newcomer's token is good for one card; strangers cannot fill the disk with nonces.
        if route.audience != .newcomer {
            try await store.claim(
                nonce: request.nonce, of: request.keyID.text, until: request.rememberUntil.milliseconds, now: now.milliseconds)
        }
        let skew = Int(request.created.timeIntervalSince1970 - now.timeIntervalSince1970.rounded(.down))
        return APIRequest(parts: parts, question: question, caller: caller, skew: skew)
    }

    /// True when the key could be this route's: asked before a large body is read.
    func mayBeKnown(_ parts: RequestParts, for route: Route) async throws(Diagnostic) -> Bool {
        try await believed(RequestVerifier.claimedKey(of: parts), route.audience, parts) != nil
    }

    private func believed(
        _ id: KeyIdentifier, _ audience: Route.Audience, _ parts: RequestParts
    ) async throws(Diagnostic) -> (VerifyingKey, Caller)? {
        switch audience {
        case .everybody: return nil
        case .newcomer:
            let card = try EnrolmentRequest(parts.body).card
            return (card.document.key, .newcomer)
        case .node:
            if let member = try await registry.network().member(id) { return (member.key, .node(id: member.id, member: member)) }
            guard let stored = try await store.memberCard(keyID: id.text) else { return nil }
            let card = try Signed<MemberCard>.verifySelfSigned(stored.bytes)
            return (card.document.key, .node(id: card.document.id, member: nil))
        case .researcher: return try await registry.network().researcherKey(id).map { ($0, .researcher($0)) }
        }
    }
}

extension Date {
    /// As the store writes times.
    var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded(.down)) }

    init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }
}
