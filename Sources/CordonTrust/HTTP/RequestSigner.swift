import CordonValues
import Foundation

/// Signs the requests of one node or researcher to one coordinator (RFC 9421 with Ed25519).
public struct RequestSigner: Sendable {
    public let key: SigningKey
    public let tag: SignatureTag
    /// The id of the coordinator that the requests are meant for.
    public let coordinator: String

    public init(key: SigningKey, tag: SignatureTag, coordinator: String) {
        self.key = key
        self.tag = tag
        self.coordinator = coordinator
    }

    /// The headers to add to `request`: Cordon-Coordinator, Content-Digest, Signature-Input, Signature. With `lifetime` the
    /// signature names the moment after which it is not accepted.
    public func sign(_ request: RequestParts, now: Date, lifetime: Seconds? = nil) throws(Diagnostic) -> [(String, String)] {
        guard NameGrammar.isIdentifier(coordinator) else {
            throw Diagnostic(.invalidRequest, "The coordinator's id is not 1 to 63 characters of a-z, 0-9 and -.")
        }
        let digest = ContentDigest.field(for: request.body)
        let created = Timestamp(now)
        let parameters = SignatureParameters(
            components: CoveredComponent.request, created: created.secondsSince1970,
            expires: lifetime.map { created.adding(max(0, $0)).secondsSince1970 }, nonce: Nonce.fresh(), keyID: key.verifyingKey.id,
            tag: tag)
        let base = SignatureBase.request(request, contentDigest: digest, coordinator: coordinator)
        let signature = try key.signature(for: base.bytes(parameters))
        return [
            ("Cordon-Coordinator", coordinator), ("Content-Digest", digest),
            ("Signature-Input", try SignatureFields.inputField(parameters)),
            ("Signature", SignatureFields.signatureField(signature)),
        ]
    }
}
