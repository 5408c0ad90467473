import CordonValues
import Foundation

/// The three members of a flattened JWS (RFC 7515, section 7.2.2), taken apart and not yet verified.
struct UnverifiedJWS {
    let protected: String
    let payload: String
    let signature: Data
    let keyID: KeyIdentifier
    let content: Data

    /// Refuses further members, a header with anything but `alg` = `EdDSA`, this `typ` and a `kid`, and base64url that is not
    /// canonical: `document-invalid`.
    init(_ bytes: Data, type: String) throws(Diagnostic) {
        let outer = try DocumentReader(
            StrictJSON.read(bytes), "signed document", members: ["protected", "payload", "signature"])
        protected = try outer.string("protected")
        payload = try outer.string("payload")
        guard let headerBytes = Base64URL.decode(protected), let content = Base64URL.decode(payload),
            let signature = Base64URL.decode(try outer.string("signature")), signature.count == 64
        else {
            throw Diagnostic(.documentInvalid, "A part of a signed document is not canonical base64url text.")
        }
        self.signature = signature
        self.content = content
        let header = try DocumentReader(StrictJSON.read(headerBytes), "signature header", members: ["alg", "typ", "kid"])
        guard try header.string("alg").utf8.elementsEqual("EdDSA".utf8) else {
            throw Diagnostic(.documentInvalid, "A document is signed with another algorithm than EdDSA.")
        }
        guard try header.string("typ").utf8.elementsEqual(type.utf8) else {
            throw Diagnostic(.documentInvalid, "A signed document is of another type than `\(type)`.")
        }
        keyID = try KeyIdentifier(text: header.string("kid"))
    }

    /// What the signature covers (RFC 7515, section 5.1).
    static func signingInput(protected: String, payload: String) -> Data { Data("\(protected).\(payload)".utf8) }

    func isSigned(by key: VerifyingKey) -> Bool {
        key.isValid(signature, for: Self.signingInput(protected: protected, payload: payload))
    }

    static func sign(_ content: Data, type: String, by key: SigningKey) throws(Diagnostic) -> Data {
        let header = StrictJSON.object([
            .init("alg", .string("EdDSA")), .init("typ", .string(type)), .init("kid", .string(key.verifyingKey.id.text)),
        ])
        let protected = Base64URL.encode(header.written)
        let payload = Base64URL.encode(content)
        let signature = try key.signature(for: signingInput(protected: protected, payload: payload))
        return StrictJSON.object([
            .init("protected", .string(protected)), .init("payload", .string(payload)),
            .init("signature", .string(Base64URL.encode(signature))),
        ]).written
    }
}
