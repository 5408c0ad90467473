import AsyncHTTPClient
import CordonTrust
import CordonValues
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL

/// The HTTP client underneath, made at the first request: a pinned certificate has to be fetched before it can be trusted.
actor Connections {
    private let settings: ClientSettings
    private var making: Task<OpenClient, any Error>?

    init(_ settings: ClientSettings) { self.settings = settings }

    func open(_ parts: RequestParts, deadline: NIODeadline) async throws(Diagnostic) -> HTTPClientResponse {
        var request = HTTPClientRequest(
            url: settings.address.url + parts.path + (parts.query.isEmpty ? "" : "?\(parts.query)"))
        request.method = HTTPMethod(rawValue: parts.method)
        for (name, value) in parts.headers { request.headers.add(name: name, value: value) }
        if !parts.body.isEmpty { request.body = .bytes(ByteBuffer(bytes: parts.body)) }
        do {
            return try await ready().client.execute(request, deadline: deadline)
        } catch {
            throw TransportFailure.diagnostic(error, settings.address)
        }
    }

    func collect(_ response: HTTPClientResponse) async throws(Diagnostic) -> ReplyParts {
        do {
            let body = try await response.body.collect(upTo: settings.replyLimit)
            return ReplyParts(
                status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) },
                body: Data(body.readableBytesView))
        } catch {
            throw TransportFailure.diagnostic(error, settings.address)
        }
    }

    private func ready() async throws -> OpenClient {
        if let making { return try await making.value }
        let settings = settings
        let task = Task { try await OpenClient(settings) }
        making = task
        do {
            return try await task.value
        } catch {
            // The next request tries anew: the coordinator may only have been down.
            making = nil
            throw error
        }
    }
}

extension ProxyServer {
    var client: HTTPClient.Configuration.Proxy {
        .server(host: host, port: port, authorization: credentials.map { .basic(credentials: Data($0.utf8).base64EncodedString()) })
    }
}

/// An `HTTPClient` that closes its connections when nobody holds it any more.
private final class OpenClient: Sendable {
    let client: HTTPClient

    init(_ settings: ClientSettings) async throws {
        let proxy = try settings.proxy.resolve(for: settings.address)
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        configuration.decompression = .disabled
        configuration.timeout = .init(
            connect: .seconds(Int64(settings.connectSeconds)), read: .seconds(Int64(settings.silenceSeconds)))
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.proxy = proxy.map(\.client)
        if settings.trust.pinned == nil {
            configuration.tlsConfiguration = try settings.trust.publicConfiguration()
        } else {
            let probe = ConnectionProbe(
                address: settings.address, trust: settings.trust, proxy: proxy, timeoutSeconds: settings.connectSeconds)
            configuration.tlsConfiguration = TLSTrust.pinnedConfiguration(try await probe.pinnedCertificate())
        }
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit { client.shutdown { _ in } }
}
