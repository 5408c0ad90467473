import CordonValues
import Foundation

/// A reply whose signature has been verified to come from the coordinator and to answer one request. Only ``ReplyVerifier`` makes
/// one.
public struct VerifiedReply: Sendable {
    public let status: Int
    public let body: Data
    /// The coordinator's clock when it signed.
    public let created: Date

    fileprivate init(_ reply: ReplyParts, created: Int64) {
        status = reply.status
        body = reply.body
        self.created = Date(timeIntervalSince1970: TimeInterval(created))
    }
}

/// Verifies signed replies as nodes and researchers receive them.
public enum ReplyVerifier {
    /// `request` is the request as it was sent, its signature headers included. Codes as for requests.
    public static func verify(
        _ reply: ReplyParts, to request: RequestParts, coordinator: String, key: VerifyingKey, now: Date,
        skew: Seconds = defaultClockSkew
    ) throws(Diagnostic) -> VerifiedReply {
        let requestSignature = SignedField.single(SignedField.signature, in: request.headers)
        let covered = requestSignature == nil ? CoveredComponent.unboundReply : CoveredComponent.reply
        let fields = try SignatureFields(reply.headers, coveringOneOf: [covered])
        let parameters = fields.parameters
        guard let digest = SignedField.single(SignedField.contentDigest, in: reply.headers),
            let named = SignedField.single(SignedField.coordinator, in: reply.headers), parameters.tag == .reply
        else { throw SignatureParameters.malformed }
        guard parameters.keyID == key.id else {
            throw Diagnostic(.keyUnknown, "A reply is signed by the key \(parameters.keyID), which is not the coordinator's.")
        }
        let base = SignatureBase.reply(
            reply, contentDigest: digest, requestSignature: requestSignature, coordinator: named)
        guard try key.isValid(fields.signature, for: base.bytes(parameters)) else {
            throw Diagnostic(.signatureInvalid, "The signature of a reply is not valid.")
        }
        try ContentDigest.check(digest, of: reply.body)
        guard named.utf8.elementsEqual(coordinator.utf8) else {
            throw Diagnostic(.wrongCoordinator, "A reply comes from another coordinator than `\(coordinator)`.")
        }
        try SignatureAge.check(parameters, now: now, skew: skew)
        return VerifiedReply(reply, created: parameters.created)
    }
}
