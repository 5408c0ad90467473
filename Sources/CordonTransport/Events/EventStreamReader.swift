import Foundation

/// One server-sent event (WHATWG HTML, section 9.2) as Cordon's coordinator writes it.
public struct ServerEvent: Sendable, Hashable {
    public var id = ""
    public var name = ""
    public var data = ""
    /// Cordon's own field: the coordinator's signature of this event, base64.
    public var signature = ""
}

/// Cuts a byte stream into events. Lines and events are bounded: more than that is no stream of a coordinator.
struct EventStreamReader {
    static let limit = 256 * 1024

    private var line: [UInt8] = []
    private var event = ServerEvent()
    private var size = 0

    /// Nil when a bound is broken.
    mutating func read(_ bytes: some Sequence<UInt8>) -> [ServerEvent]? {
        var events: [ServerEvent] = []
        for byte in bytes {
            guard byte == 0x0A else {
                line.append(byte)
                size += 1
                guard size <= Self.limit else { return nil }
                continue
            }
            if line.last == 0x0D { line.removeLast() }
            if line.isEmpty {
                if event != ServerEvent() { events.append(event) }
                event = ServerEvent()
                size = 0
            } else {
                take(String(decoding: line, as: UTF8.self))
            }
            line.removeAll(keepingCapacity: true)
        }
        return events
    }

    private mutating func take(_ line: String) {
        // A comment keeps the connection alive and says nothing.
        guard !line.hasPrefix(":") else { return size = 0 }
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let field = parts.first else { return }
        var value = parts.count > 1 ? parts[1] : ""
        if value.first == " " { value.removeFirst() }
        switch field {
        case "id": event.id = String(value)
        case "event": event.name = String(value)
        case "data": event.data += event.data.isEmpty ? String(value) : "\n\(value)"
        case "signature": event.signature = String(value)
        default: break
        }
    }
}
