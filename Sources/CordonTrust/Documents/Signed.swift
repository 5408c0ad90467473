import CordonValues
import Foundation

/// A document whose signature has been verified over the bytes that were received, and then read from exactly those bytes. Only
/// `verify`, `verifySelfSigned` and `sign` make one.
public struct Signed<Document: TrustDocument>: Sendable {
    /// The flattened JWS as it travels and is stored.
    public let bytes: Data
    public let document: Document
    public let signer: KeyIdentifier
    /// Hexadecimal SHA-256 of the payload bytes: the document's name everywhere. The envelope around the payload can be written in
    /// several ways; the payload cannot.
    public let hash: String

    private init(bytes: Data, document: Document, signer: KeyIdentifier, content: Data) {
        self.bytes = bytes
        self.document = document
        self.signer = signer
        hash = Hexadecimal.sha256(content)
    }

    public static func sign(_ document: Document, by key: SigningKey) throws(Diagnostic) -> Signed {
        let content = document.json.written
        let bytes = try UnverifiedJWS.sign(content, type: Document.type, by: key)
        return Signed(bytes: bytes, document: document, signer: key.verifyingKey.id, content: content)
    }

    /// Verifies by whichever of `keys` the document names. Codes: `document-invalid` (malformed, wrong `alg` or `typ`, refused
    /// content), `key-unknown` (signed by none of them), `signature-invalid`.
    public static func verify(_ bytes: Data, by keys: [VerifyingKey]) throws(Diagnostic) -> Signed {
        let unverified = try UnverifiedJWS(bytes, type: Document.type)
        guard let key = keys.first(where: { $0.id == unverified.keyID }) else {
            throw Diagnostic(
                .keyUnknown, "A `\(Document.type)` document is signed by the key \(unverified.keyID), which is not known here.")
        }
        return try verified(unverified, bytes, key)
    }

    private static func verified(_ unverified: UnverifiedJWS, _ bytes: Data, _ key: VerifyingKey) throws(Diagnostic) -> Signed {
        guard unverified.keyID == key.id, unverified.isSigned(by: key) else {
            throw Diagnostic(.signatureInvalid, "The signature of a `\(Document.type)` document is not valid.")
        }
        let document = try Document(json: StrictJSON.read(unverified.content))
        return Signed(bytes: bytes, document: document, signer: key.id, content: unverified.content)
    }
}

extension Signed where Document: SelfSignedDocument {
    /// Verifies a card by the key inside it. This proves that its sender holds the key, and nothing about who the sender is.
    public static func verifySelfSigned(_ bytes: Data) throws(Diagnostic) -> Signed {
        let unverified = try UnverifiedJWS(bytes, type: Document.type)
        let claimed = try Document(json: StrictJSON.read(unverified.content))
        return try verified(unverified, bytes, claimed.key)
    }
}

extension Signed: Equatable where Document: Equatable {}

extension Signed: Hashable where Document: Hashable {}
