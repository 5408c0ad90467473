import CordonTrust
import CordonValues
import Foundation
import NIOCore

@testable import CordonTransport

/// Sends requests as they are, signed or not, and shows the error's code: what ``SignedClient`` would never send.
struct RawClient {
    private let connections: Connections

    init(_ running: RunningCoordinator) throws { connections = Connections(try running.settings) }

    func reply(_ request: RequestParts) async throws -> ReplyParts {
        try await connections.collect(try await connections.open(request, deadline: .now() + .seconds(300)))
    }

    /// Nil for a reply that is no error.
    func code(_ request: RequestParts) async throws -> String? {
        let reply = try await reply(request)
        guard reply.status >= 400, case .string(let code)? = try StrictJSON.read(reply.body)["error"]?["code"] else { return nil }
        return code
    }
}
