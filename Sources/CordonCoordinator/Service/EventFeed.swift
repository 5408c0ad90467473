import CordonTrust
import Foundation

/// One event of a progress stream: the revision of a question and its status as JSON.
struct ProgressEvent: Sendable {
    let number: Int
    let data: Data
    /// Nothing follows.
    let isLast: Bool
}

/// A source of progress events; nil says that nothing has happened for a while.
struct EventFeed: Sendable {
    /// The first event with a number above the given one, or nil after a pause that calls for a sign of life.
    let next: @Sendable (Int) async throws -> ProgressEvent?
    let isClosed: @Sendable () async -> Bool

    static let name = "status"

    /// An event as it stands in the stream, signed for the request that opened it.
    static func text(_ event: ProgressEvent, requestSignature: String, key: SigningKey) throws -> String {
        let data = String(decoding: event.data, as: UTF8.self)
        let message = EventSignature.message(
            requestSignature: requestSignature, number: event.number, name: name, data: data)
        let signature = try key.signature(for: message).base64EncodedString()
        return "id: \(event.number)\nevent: \(name)\ndata: \(data)\nsignature: \(signature)\n\n"
    }
}
