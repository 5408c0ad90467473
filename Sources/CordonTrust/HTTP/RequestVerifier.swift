import CordonValues
import Foundation

/// A request whose signature has been verified. Only ``RequestVerifier`` makes one; the caller still has to refuse a nonce that it
/// has seen before.
public struct VerifiedRequest: Sendable, Hashable {
    public let keyID: KeyIdentifier
    public let nonce: String
    public let created: Date
    public let tag: SignatureTag
    /// Until then the nonce must be remembered; later the request is not accepted again.
    public let rememberUntil: Date

    fileprivate init(_ head: VerifiedHead) {
        keyID = head.keyID
        nonce = head.nonce
        created = head.created
        tag = head.tag
        rememberUntil = head.rememberUntil
    }
}

/// A request of which all but the body has been verified: who sends it, and which body it must have. For receivers who want to know
/// that before they take a long body in.
public struct VerifiedHead: Sendable {
    public let keyID: KeyIdentifier
    public let nonce: String
    public let created: Date
    public let tag: SignatureTag
    fileprivate let rememberUntil: Date
    fileprivate let digest: String

    /// The request, when its body is here: `signature-invalid` for another body than the signed one, `clock-skew` when it took
    /// longer than the nonce is remembered.
    public func request(body: Data, now: Date) throws(Diagnostic) -> VerifiedRequest {
        try ContentDigest.check(digest, of: body)
        guard now < rememberUntil else { throw .slowBody }
        return VerifiedRequest(self)
    }
}

extension Diagnostic {
    public static let slowBody = Diagnostic(
        .clockSkew, "The body of a request took too long to arrive.", hint: "Send it again over a faster connection.")
}

/// Verifies signed requests as the coordinator receives them.
public enum RequestVerifier {
    /// The key that a request claims to be signed by, before anything is verified: for callers that must look keys up first.
    public static func claimedKey(of request: RequestParts) throws(Diagnostic) -> KeyIdentifier {
        try SignatureFields(request.headers, coveringOneOf: [CoveredComponent.request]).parameters.keyID
    }

    /// Codes: `signature-invalid` (fields missing, malformed or over other parts; digest or signature wrong), `key-unknown`,
    /// `wrong-coordinator`, `expired`, `clock-skew`.
    public static func verify(
        _ request: RequestParts, coordinator: String, now: Date, skew: Seconds = defaultClockSkew,
        key: (KeyIdentifier) throws(Diagnostic) -> VerifyingKey?
    ) throws(Diagnostic) -> VerifiedRequest {
        try verify(headOf: request, coordinator: coordinator, now: now, skew: skew, key: key).request(body: request.body, now: now)
    }

    /// The same for all but the body, which may arrive within `bodySeconds` after the signature has become too old.
    public static func verify(
        headOf request: RequestParts, coordinator: String, now: Date, skew: Seconds = defaultClockSkew, bodySeconds: Seconds = 0,
        key: (KeyIdentifier) throws(Diagnostic) -> VerifyingKey?
    ) throws(Diagnostic) -> VerifiedHead {
        let fields = try SignatureFields(request.headers, coveringOneOf: [CoveredComponent.request])
        let parameters = fields.parameters
        guard let digest = SignedField.single(SignedField.contentDigest, in: request.headers),
            let named = SignedField.single(SignedField.coordinator, in: request.headers), let nonce = parameters.nonce,
            parameters.tag != .reply
        else { throw SignatureParameters.malformed }
        guard let verifyingKey = try key(parameters.keyID), verifyingKey.id == parameters.keyID else {
            throw Diagnostic(.keyUnknown, "A request is signed by the key \(parameters.keyID), which is not known here.")
        }
        let base = try SignatureBase.request(request, contentDigest: digest, coordinator: named).bytes(parameters)
        guard verifyingKey.isValid(fields.signature, for: base) else {
            throw Diagnostic(.signatureInvalid, "The signature of a request is not valid.")
        }
        guard named.utf8.elementsEqual(coordinator.utf8) else {
            throw Diagnostic(.wrongCoordinator, "A request is meant for another coordinator than `\(coordinator)`.")
        }
        try SignatureAge.check(parameters, now: now, skew: skew)
        let created = Date(timeIntervalSince1970: TimeInterval(parameters.created))
        return VerifiedHead(
            keyID: parameters.keyID, nonce: nonce, created: created, tag: parameters.tag,
            rememberUntil: created.addingTimeInterval(TimeInterval(skew) + TimeInterval(bodySeconds) + 1), digest: digest)
    }
}
