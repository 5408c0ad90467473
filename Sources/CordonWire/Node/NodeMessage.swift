import CordonTrust
import CordonValues
import Foundation
import SwiftProtobuf

/// Protobuf messages of the node API: bounded, and with digests as 32 bytes. Members that this version does not know are ignored,
/// so that nodes and coordinators can be updated one after the other.
enum NodeMessage {
    static let invalid = Diagnostic(.invalidRequest, "A message between node and coordinator is malformed.")

    static func bytes(_ message: some SwiftProtobuf.Message) throws(Diagnostic) -> Data {
        do {
            return try message.serializedBytes()
        } catch {
            throw Diagnostic(.internalFailure, "A message between node and coordinator cannot be written.")
        }
    }

    static func read<Message: SwiftProtobuf.Message>(_ bytes: Data, limit: Int) throws(Diagnostic) -> Message {
        guard bytes.count <= limit, let message = try? Message(serializedBytes: bytes) else { throw invalid }
        return message
    }

    static func digests(_ texts: [String]) throws(Diagnostic) -> [Data] {
        var digests: [Data] = []
        for text in texts {
            guard Hexadecimal.isDigest(text), let bytes = Hexadecimal.decode(text) else { throw invalid }
            digests.append(bytes)
        }
        return digests
    }

    static func digests(_ values: [Data]) throws(Diagnostic) -> [String] {
        guard values.allSatisfy({ $0.count == 32 }) else { throw invalid }
        return values.map { Hexadecimal.encode($0) }
    }
}
