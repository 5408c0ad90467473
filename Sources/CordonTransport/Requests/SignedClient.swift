import AsyncHTTPClient
import CordonTrust
import CordonValues
import Foundation
import NIOCore
import NIOHTTP1

/// Sends signed requests to one coordinator and reads nothing of a reply before its signature, bound to the request, is verified. With an
/// access token in the place of signatures, replies are signed but bound to no request: callers compare ids.
///
/// Safe to share between tasks; connections are kept and reused. When the last reference goes, they are closed.
public final class SignedClient: Sendable {
    public let settings: ClientSettings
    private let credential: ClientCredential
    /// The coordinator's key, from the charter or its card.
    public let coordinatorKey: VerifyingKey
    private let connections: Connections

    public convenience init(_ settings: ClientSettings, signer: RequestSigner, coordinatorKey: VerifyingKey) {
        self.init(settings, credential: .signature(signer), coordinatorKey: coordinatorKey)
    }

    public init(_ settings: ClientSettings, credential: ClientCredential, coordinatorKey: VerifyingKey) {
        self.settings = settings
        self.credential = credential
        self.coordinatorKey = coordinatorKey
        connections = Connections(settings)
    }

    /// Sends one request and gives a verified 2xx reply. Any other verified reply is thrown as the diagnostic that the coordinator
    /// wrote. `timeoutSeconds` covers everything, the reply's body included.
    public func send(
        _ method: String, _ path: String, query: String = "", contentType: String? = nil, body: Data = Data(),
        timeoutSeconds: Int? = nil
    ) async throws(Diagnostic) -> VerifiedReply {
        let reply = try await exchange(
            method, path, query: query, contentType: contentType, body: body, timeoutSeconds: timeoutSeconds)
        if let refusal = reply.refusal { throw refusal }
        return reply
    }

    /// Sends one request and gives the verified reply, whatever its status: what throws here was not said by the coordinator.
    public func exchange(
        _ method: String, _ path: String, query: String = "", contentType: String? = nil, body: Data = Data(),
        timeoutSeconds: Int? = nil
    ) async throws(Diagnostic) -> VerifiedReply {
        let parts = try signed(method, path, query, contentType, body)
        let deadline = NIODeadline.now() + .seconds(Int64(timeoutSeconds ?? settings.replySeconds))
        let response = try await connections.open(parts, deadline: deadline)
        return try verified(try await connections.collect(response), parts)
    }

    /// Follows server-sent events. Each carries the coordinator's signature, bound to this request and numbered upwards; the
    /// stream ends with the coordinator's end of it, and throws a ``Diagnostic`` when it falls silent or is not genuine.
    public func events(_ path: String, query: String = "") async throws(Diagnostic) -> AsyncThrowingStream<ServerEvent, any Error> {
        let parts = try signed("GET", path, query, nil, Data())
        let response = try await connections.open(parts, deadline: .distantFuture)
        guard response.status == .ok else {
            if let refusal = try verified(try await connections.collect(response), parts).refusal { throw refusal }
            throw Diagnostic(.signatureInvalid, "The event stream did not start as one.")
        }
        _ = try verified(ReplyParts(status: 200, headers: response.headers.map { ($0.name, $0.value) }), parts)
        let check = EventVerifier(key: coordinatorKey, request: parts)
        let address = settings.address
        return AsyncThrowingStream { continuation in
            // The connections live as long as the stream, also when nobody holds the client any more.
            let reading = Task { [connections] in
                do {
                    try await Self.follow(response, check) { continuation.yield($0) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: TransportFailure.diagnostic(error, address))
                }
                withExtendedLifetime(connections) {}
            }
            continuation.onTermination = { _ in reading.cancel() }
        }
    }

    private static func follow(
        _ response: HTTPClientResponse, _ check: EventVerifier, _ yield: (ServerEvent) -> Void
    ) async throws {
        var reader = EventStreamReader()
        var check = check
        for try await chunk in response.body {
            guard let events = reader.read(chunk.readableBytesView) else {
                throw Diagnostic(.tooLong, "The coordinator's event stream breaks its bounds.")
            }
            for event in events {
                try check.verify(event)
                yield(event)
            }
        }
    }
}

extension SignedClient {
    private func signed(
        _ method: String, _ path: String, _ query: String, _ contentType: String?, _ body: Data
    ) throws(Diagnostic) -> RequestParts {
        var parts = RequestParts(method: method, path: path, query: query, body: body)
        parts.headers = try credential.headers(for: parts, now: Date())
        if let contentType { parts.headers.append(("Content-Type", contentType)) }
        return parts
    }

    private func verified(_ reply: ReplyParts, _ parts: RequestParts) throws(Diagnostic) -> VerifiedReply {
        guard reply.headers.contains(where: { $0.0.lowercased() == "signature" }) else {
            throw Diagnostic(
                .unreachable, "Somebody other than the coordinator answered at \(settings.address.url) (status \(reply.status)).",
                hint: "A proxy or load balancer stands between, or the address is another server's. Check the URL and the proxy.")
        }
        return try ReplyVerifier.verify(reply, to: parts, coordinator: credential.coordinator, key: coordinatorKey, now: Date())
    }
}

extension SignedClient {
    /// Fetches a coordinator's card before anything is known of it but its address and how its TLS certificate is to be trusted.
    ///
    /// The card is verified by the key inside it, the reply by the same key, and a pinned certificate must be the one the card names.
    /// It is as trustworthy as the TLS trust; a node or researcher still compares the key with the charter that the authority signs.
    public static func learnCoordinator(_ settings: ClientSettings) async throws(Diagnostic) -> Signed<CoordinatorCard> {
        let parts = RequestParts(method: "GET", path: "/v1/coordinator")
        let connections = Connections(settings)
        let deadline = NIODeadline.now() + .seconds(Int64(settings.replySeconds))
        let reply = try await connections.collect(try await connections.open(parts, deadline: deadline))
        guard reply.status == 200 else {
            throw Diagnostic(
                .unreachable, "\(settings.address.url) answers (status \(reply.status)), but not as a coordinator does.",
                hint: "Check the address.")
        }
        let card = try Signed<CoordinatorCard>.verifySelfSigned(reply.body)
        _ = try ReplyVerifier.verify(reply, to: parts, coordinator: card.document.id, key: card.document.key, now: Date())
        if let pinned = settings.trust.pinned, let named = card.document.tlsCertificate, named != pinned {
            throw Diagnostic(.signatureInvalid, "The coordinator's card names another TLS certificate than the pinned one.")
        }
        return card
    }
}
