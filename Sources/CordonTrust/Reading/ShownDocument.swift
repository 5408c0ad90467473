import CordonValues
import Foundation

/// A document as it is shown to people, whether or not its signature is right. Nothing may be decided by it: what is believed is a
/// ``Signed``.
public struct ShownDocument<Document: ReadableDocument>: Sendable {
    public enum Signature: String, Sendable, Hashable {
        case valid
        case invalid
        /// Signed with another key than the one that it was compared with.
        case otherKey = "other-key"
        /// There was no key to compare with.
        case unchecked
    }

    public let document: Document
    /// The key that the document says it is signed with.
    public let signer: KeyIdentifier
    public let hash: String
    public let signature: Signature

    /// Refuses, with `document-invalid`, what is no document of this type. `key` is the one that should have signed it.
    public init(_ bytes: Data, by key: VerifyingKey?) throws(Diagnostic) {
        let unverified = try UnverifiedJWS(bytes, type: Document.type)
        document = try Document(json: StrictJSON.read(unverified.content))
        signer = unverified.keyID
        hash = Hexadecimal.sha256(unverified.content)
        guard let key else {
            signature = .unchecked
            return
        }
        signature = key.id != unverified.keyID ? .otherKey : unverified.isSigned(by: key) ? .valid : .invalid
    }

    public func stage(now: Timestamp) -> ValidityStage { ValidityStage(from: document.begins, until: document.ends, now: now) }

    /// 0 when the signature is right and the document valid now, 1 when a person should look, 2 when it is not the authority's.
    public func exitCode(now: Timestamp) -> Int32 {
        switch signature {
        case .invalid, .otherKey: 2
        case .unchecked: 1
        case .valid: stage(now: now).isValid ? 0 : 1
        }
    }

    public func lines(now: Timestamp) -> [String] {
        document.lines + ["", "signature     \(verdict)", "validity      \(stage(now: now).text(until: document.ends))", "hash          \(hash)"]
    }

    private var verdict: String {
        switch signature {
        case .valid: "right, by \(signer)"
        case .invalid: "WRONG: it does not fit the key \(signer)"
        case .otherKey: "NOT THE AUTHORITY'S: by \(signer)"
        case .unchecked: "not checked, there is no key to compare with; it says it is by \(signer)"
        }
    }

    public func json(now: Timestamp) -> StrictJSON {
        .object([
            .init("type", .string(Document.type)), .init("hash", .string(hash)), .init("signer", .string(signer.text)),
            .init("signature", .string(signature.rawValue)), .init("validity", .string(stage(now: now).rawValue)),
            .init(
                "fingerprints",
                .array(document.namedKeys.map { .object([.init("holder", .string($0.holder)), .init("fingerprint", .string($0.key.id.text))]) })),
            .init("document", document.json),
        ])
    }
}
