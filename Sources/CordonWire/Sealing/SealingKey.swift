import Crypto
import CordonTrust
import CordonValues
import Foundation

/// The private X-Wing key (draft-connolly-cfrg-xwing-kem) of one question. The coordinator makes it with the dispatch, keeps it
/// durably until the merge, and erases it then.
public struct SealingKey: Sendable {
    let key: XWingMLKEM768X25519.PrivateKey

    public init() throws(Diagnostic) {
        do {
            key = try XWingMLKEM768X25519.PrivateKey()
        } catch {
            throw Diagnostic(.internalFailure, "A sealing key cannot be made.")
        }
    }

    /// The key with this 32-byte seed.
    public init(raw: Data) throws(Diagnostic) {
        guard raw.count == 32, let key = try? XWingMLKEM768X25519.PrivateKey(seedRepresentation: raw, publicKey: nil) else {
            throw Diagnostic(.internalFailure, "A stored sealing key is not an X-Wing seed of 32 bytes.")
        }
        self.key = key
    }

    /// The seed: for the coordinator's durable store, nowhere else.
    public var raw: Data { key.seedRepresentation }

    /// The 1216 bytes that the dispatch carries.
    public var publicKey: Data { key.publicKey.rawRepresentation }
}
