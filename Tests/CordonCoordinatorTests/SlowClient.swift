import AsyncHTTPClient
import CordonTrust
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL

@testable import CordonCoordinator

/// Sends a request's head at once, and its body when and as far as the test says. The coordinator's certificate is not looked at.
final class SlowClient: Sendable {
    struct Reply {
        let status: Int
        let code: String?
        let retryAfter: String?
    }

    private let client: HTTPClient
    private let url: String

    init(_ running: RunningCoordinator) {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateVerification = .none
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.httpVersion = .http1Only
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        url = "https://127.0.0.1:\(running.port)"
    }

    deinit { client.shutdown { _ in } }

    /// Announces a body of `length` bytes and sends what `chunks` gives.
    func send(_ parts: RequestParts, length: Int, _ chunks: AsyncStream<ByteBuffer>) async throws -> Reply {
        var request = HTTPClientRequest(url: url + parts.path)
        request.method = HTTPMethod(rawValue: parts.method)
        for (name, value) in parts.headers { request.headers.add(name: name, value: value) }
        request.body = .stream(chunks, length: .known(Int64(length)))
        let response = try await client.execute(request, deadline: .now() + .seconds(300))
        let body = Data((try await response.body.collect(upTo: 1 << 20)).readableBytesView)
        var code: String?
        if case .string(let text)? = try StrictJSON.read(body)["error"]?["code"] { code = text }
        return Reply(status: Int(response.status.code), code: code, retryAfter: response.headers.first(name: "Retry-After"))
    }

    /// A body of which nothing comes.
    func send(_ parts: RequestParts, promising length: Int) async throws -> Reply {
        let (chunks, end) = AsyncStream<ByteBuffer>.makeStream()
        defer { end.finish() }
        return try await send(parts, length: length, chunks)
    }
}
