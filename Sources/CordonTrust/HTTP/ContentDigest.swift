import Crypto
import CordonValues
import Foundation

/// The field `Content-Digest` of RFC 9530 with `sha-256` and no other algorithm.
enum ContentDigest {
    static func field(for body: Data) -> String { "sha-256=:\(Data(SHA256.hash(data: body)).base64EncodedString()):" }

    /// Refuses a field that is not this body's: `signature-invalid`. There is one spelling, so comparing texts is enough.
    static func check(_ field: String, of body: Data) throws(Diagnostic) {
        guard field.utf8.elementsEqual(Self.field(for: body).utf8) else {
            throw Diagnostic(.signatureInvalid, "The body of a message does not match its Content-Digest.")
        }
    }
}
