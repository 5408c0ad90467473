import CordonValues
import Foundation

/// Signs a coordinator's replies, each bound to the signature of its request, so that nobody on the way can forge or swap one.
public struct ReplySigner: Sendable {
    public let key: SigningKey
    /// The coordinator's own id.
    public let coordinator: String

    public init(key: SigningKey, coordinator: String) {
        self.key = key
        self.coordinator = coordinator
    }

    /// The headers to add to `reply`. A request without exactly one Signature field gets a reply that is bound to none; whoever
    /// signs requests refuses such a reply.
    public func sign(_ reply: ReplyParts, to request: RequestParts, now: Date) throws(Diagnostic) -> [(String, String)] {
        let digest = ContentDigest.field(for: reply.body)
        let base = SignatureBase.reply(
            reply, contentDigest: digest, requestSignature: Self.bindable(request), coordinator: coordinator)
        let parameters = SignatureParameters(
            components: base.components, created: Timestamp(now).secondsSince1970, expires: nil, nonce: nil,
            keyID: key.verifyingKey.id, tag: .reply)
        let signature = try key.signature(for: base.bytes(parameters))
        return [
            ("Cordon-Coordinator", coordinator), ("Content-Digest", digest),
            ("Signature-Input", try SignatureFields.inputField(parameters)),
            ("Signature", SignatureFields.signatureField(signature)),
        ]
    }

    /// What a hostile request carries must not keep its refusal from being signed.
    private static func bindable(_ request: RequestParts) -> String? {
        guard let value = SignedField.single(SignedField.signature, in: request.headers), value.utf8.count <= 256,
            value.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else { return nil }
        return value
    }
}
