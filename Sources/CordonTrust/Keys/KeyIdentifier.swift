import Crypto
import CordonValues
import Foundation

/// The name of an Ed25519 key: its JWK thumbprint (RFC 7638 with SHA-256), base64url of 32 bytes.
public struct KeyIdentifier: Sendable, Hashable {
    public let text: String

    public init(text: String) throws(Diagnostic) {
        guard let bytes = Base64URL.decode(text), bytes.count == 32 else {
            throw Diagnostic(.documentInvalid, "A key id is not the base64url text of 32 bytes.")
        }
        self.text = text
    }

    init(thumbprintOf key: VerifyingKey) {
        // RFC 7638, section 3.2, and RFC 8037, section 2: the required members in lexicographic order without white space.
        let members = #"{"crv":"Ed25519","kty":"OKP","x":"\#(key.text)"}"#
        text = Base64URL.encode(Data(SHA256.hash(data: Data(members.utf8))))
    }
}

extension KeyIdentifier: CustomStringConvertible {
    public var description: String { text }
}
