import CordonTrust
import CordonValues
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

@testable import CordonCoordinator

/// An OpenID provider on a free port of this machine: a real server with a discovery document and a key set, which a test can spoil.
final class TokenProvider: Sendable {
    struct Page: Sendable {
        var status = 200
        var body: String
        var headers: [String: String] = [:]
    }

    static let discoveryPath = "/.well-known/openid-configuration"

    private struct Site {
        var pages: [String: Page] = [:]
        var requests: [String] = []
    }

    private struct Server: HTTPResponder {
        typealias Context = BasicRequestContext

        let provider: TokenProvider

        func respond(to request: Request, context: Context) async throws -> Response {
            let path = request.uri.path
            let page = provider.site.withLock { site in
                site.requests.append(path)
                return site.pages[path] ?? Page(status: 404, body: "")
            }
            var fields = HTTPFields()
            for (name, value) in page.headers { if let name = HTTPField.Name(name) { fields[name] = value } }
            return Response(status: .init(code: page.status), headers: fields, body: .init(byteBuffer: ByteBuffer(string: page.body)))
        }
    }

    private let site = Mutex(Site())
    private let running = Mutex<Task<Void, any Error>?>(nil)
    private let listening = ListeningPort()

    /// Serves the public keys of these signers.
    init(_ signers: [TokenSigner]) async throws {
        let listening = listening
        let application = Application(
            responder: Server(provider: self), configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in await listening.open(channel.localAddress?.port) },
            logger: Logger(label: "provider") { _ in SwiftLogNoOpLogHandler() })
        running.withLock { $0 = Task { try await application.run() } }
        guard let port = await listening.port() else { throw Diagnostic(.internalFailure, "The provider did not start.") }
        self.port.withLock { $0 = port }
        serve(Self.discoveryPath, #"{"issuer":"\#(issuer)","jwks_uri":"\#(issuer)/keys","token_endpoint":"\#(issuer)/token"}"#)
        try publish(signers)
    }

    private let port = Mutex(0)

    var issuer: String { "http://127.0.0.1:\(port.withLock { $0 })" }

    func publish(_ signers: [TokenSigner]) throws { publish(keys: try signers.map { try $0.jwk() }) }

    func publish(keys: [String]) { serve("/keys", #"{"keys":[\#(keys.joined(separator: ","))]}"#) }

    func serve(_ path: String, _ body: String, status: Int = 200, headers: [String: String] = [:]) {
        site.withLock { $0.pages[path] = Page(status: status, body: body, headers: headers) }
    }

    /// How often a path was asked for.
    func count(_ path: String) -> Int { site.withLock { site in site.requests.count { $0 == path } } }

    func stop() async {
        let task = running.withLock { $0 }
        task?.cancel()
        _ = await task?.result
    }
}
