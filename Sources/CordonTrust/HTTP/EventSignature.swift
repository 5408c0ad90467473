import Foundation

/// Server-sent events are signed one by one, since no digest covers a stream that has not ended.
public enum EventSignature {
    /// The bytes that the coordinator signs with Ed25519, and a client verifies: the Signature field of the request that opened the
    /// stream, the event's number, its name and its data. So an event can neither be forged nor moved to another stream, and a
    /// client that asks for rising numbers is told none twice.
    public static func message(requestSignature: String, number: Int, name: String, data: String) -> Data {
        Data("cordon-event-v1\n\(requestSignature)\n\(number)\n\(name)\n\(data)".utf8)
    }
}
