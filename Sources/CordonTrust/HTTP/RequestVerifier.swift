import CordonValues
import Foundation

/// A request whose signature has been verified. Only ``RequestVerifier`` makes one; the caller still has to refuse a nonce that it
/// has seen before.
public struct VerifiedRequest: Sendable, Hashable {
    public let keyID: KeyIdentifier
    public let nonce: String
    public let created: Date
    public let tag: SignatureTag
    /// Until then the nonce must be remembered; later the signature is too old to be accepted again.
    public let rememberUntil: Date

    fileprivate init(keyID: KeyIdentifier, nonce: String, created: Int64, tag: SignatureTag, skew: Seconds) {
        self.keyID = keyID
        self.nonce = nonce
        self.created = Date(timeIntervalSince1970: TimeInterval(created))
        self.tag = tag
        rememberUntil = self.created.addingTimeInterval(TimeInterval(skew) + 1)
    }
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
        try ContentDigest.check(digest, of: request.body)
        guard named.utf8.elementsEqual(coordinator.utf8) else {
            throw Diagnostic(.wrongCoordinator, "A request is meant for another coordinator than `\(coordinator)`.")
        }
        try SignatureAge.check(parameters, now: now, skew: skew)
        return VerifiedRequest(
            keyID: parameters.keyID, nonce: nonce, created: parameters.created, tag: parameters.tag, skew: skew)
    }
}
