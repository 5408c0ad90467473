import AsyncHTTPClient
import CordonReport
import CordonTestSupport
import CordonTrust
import CordonValues
import Foundation
import NIOCore
import Testing

@testable import CordonCoordinator

/// Debian's glewlwyd, in C and with nothing of this project in it, issues the tokens.
@Suite(.timeLimit(.minutes(10))) struct `A provider that is somebody else's program` {
    private struct Introduction: Decodable {
        let issuer, audience, client, secret, scope, token: String
    }

    private struct Grant: Decodable {
        let access_token: String
    }

    /// Runs while `work` does.
    private func withProvider(_ work: (Introduction) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Provider/with-provider").path
        let (process, input, output) = (Process(), Pipe(), Pipe())
        process.executableURL = URL(filePath: script)
        process.arguments = [folder.path]
        (process.standardInput, process.standardOutput) = (input, output)
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { _ in end.finish() }
        try process.run()
        let line = await Self.line(output.fileHandleForReading)
        let result: Result<Void, any Error>
        do { result = .success(try await work(JSONDecoder().decode(Introduction.self, from: line))) } catch { result = .failure(error) }
        try input.fileHandleForWriting.close()
        for await _ in ended {}
        try result.get()
    }

    /// What comes first; nothing where the program ends without a word.
    private static func line(_ handle: FileHandle) async -> Data {
        await withCheckedContinuation { continuation in
            handle.readabilityHandler = { handle in
                let data = handle.availableData
                handle.readabilityHandler = nil
                continuation.resume(returning: data)
            }
        }
    }

    private func token(_ provider: Introduction, audience: String) async throws -> String {
        var request = HTTPClientRequest(url: provider.token)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.setBasicAuth(username: provider.client, password: provider.secret)
        request.body = .bytes(ByteBuffer(string: "grant_type=client_credentials&scope=\(provider.scope)&resource=\(audience)"))
        let reply = try await HTTPClient.shared.execute(request, timeout: .seconds(300))
        return try JSONDecoder().decode(Grant.self, from: Data(try await reply.body.collect(upTo: 1 << 20).readableBytesView)).access_token
    }

    @Test func `gives a token that reads a real result over TLS, and one for another audience that does not`() async throws {
        try await withProvider { provider in
            let signer = try TokenSigner("EdDSA", id: "unused")
            let scene = try await TokenScene(TokenProvider([signer]), issuer: provider.issuer, audience: provider.audience)
            let question = try await scene.released()
            let token = try await token(provider, audience: provider.audience)
            let reply = try await scene.client(token).send("GET", "/v1/questions/\(question.hash)/result")
            #expect(try ResultDocument(json: reply.body).questionHash == question.hash)
            let parts = token.split(separator: ".")
            #expect(try await scene.raw.code(scene.request("/v1/questions", "\(parts[0]).\(parts[1]).\(parts[2].reversed())")) == "access-token-invalid")
            let other = try await self.token(provider, audience: "https://elsewhere.example/")
            #expect(try await scene.raw.code(scene.request("/v1/questions", other)) == "access-token-invalid")
            await scene.stop()
        }
    }
}
