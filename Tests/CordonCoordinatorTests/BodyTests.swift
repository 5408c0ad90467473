import CordonTrust
import CordonValues
import Foundation
import NIOCore
import Testing

@testable import CordonCoordinator

/// What happens before, while and after a request's body arrives.
@Suite(.timeLimit(.minutes(10))) struct BodyTests {
    static let long = 8 << 20

    private func head(
        _ network: TestNetwork, _ node: String, _ question: String, body: Data = Data(), key: SigningKey? = nil, now: Date = Date()
    ) throws -> RequestParts {
        var parts = RequestParts(method: "POST", path: "/node/v1/questions/\(question)/partial", body: body)
        let signer = RequestSigner(key: try key ?? #require(network.nodeKeys[node]), tag: .node, coordinator: "hub")
        parts.headers = try signer.sign(parts, now: now)
        return parts
    }

    @Test func `no byte of a long body is waited for before its sender and question are known to be right`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question(roster: ["alpha", "beta"])
        _ = try await running.ask(question)
        let client = SlowClient(running)
        let unknown = String(repeating: "0", count: 64)

        var forged = try head(network, "alpha", question.hash)
        forged.headers = try head(network, "alpha", unknown).headers
        #expect(try await client.send(forged, promising: Self.long).code == "signature-invalid")
        var unsigned = forged
        unsigned.headers = []
        #expect(try await client.send(unsigned, promising: Self.long).code == "signature-invalid")
        let stranger = try head(network, "alpha", question.hash, key: network.stranger)
        #expect(try await client.send(stranger, promising: Self.long).code == "key-unknown")
        let old = try head(network, "alpha", question.hash, now: Date().addingTimeInterval(-3600))
        #expect(try await client.send(old, promising: Self.long).code == "clock-skew")
        #expect(try await client.send(head(network, "gamma", question.hash), promising: Self.long).code == "not-on-roster")
        #expect(try await client.send(head(network, "alpha", unknown), promising: Self.long).code == "not-found")
        _ = try await running.researcher().send("POST", "/v1/questions/\(question.hash)/cancel")
        #expect(try await client.send(head(network, "alpha", question.hash), promising: Self.long).code == "cancelled")
        await running.stop()
    }

    @Test func `a stranger's enrolment is read no further than a card is long`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        var parts = RequestParts(method: "POST", path: "/node/v1/enroll")
        parts.headers = try RequestSigner(key: network.stranger, tag: .node, coordinator: "hub").sign(parts, now: Date())
        let (chunks, end) = AsyncStream<ByteBuffer>.makeStream()
        end.yield(ByteBuffer(repeating: 0x20, count: 9 << 10))
        #expect(try await SlowClient(running).send(parts, length: Self.long, chunks).code == "frame-too-large")
        end.finish()
        await running.stop()
    }

    @Test func `a body that was not signed is refused and does not use up the nonce of the one that was`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question(roster: ["alpha", "beta"])
        _ = try await running.ask(question)
        let alpha = try running.node("alpha")
        let delivery = try #require(try await alpha.poll().deliveries.first)
        let envelope = try await alpha.envelope(delivery, women: 20, men: 30)
        let raw = try RawClient(running)
        let genuine = try head(network, "alpha", question.hash, body: envelope)
        var altered = genuine
        altered.body = envelope + Data([0])
        #expect(try await raw.code(altered) == "signature-invalid")
        #expect(try await running.service.store.question(question.hash)?.machine.hospital("alpha")?.state.isOpen == true)
        #expect(try await raw.code(genuine) == nil)
        #expect(try await raw.code(genuine) == "replayed")
        #expect(try await SlowClient(running).send(genuine, promising: Self.long).code == "replayed")
        await running.stop()
    }

    @Test func `a second long answer of one node comes again later, short ones of others do not wait`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question)
        let client = SlowClient(running)
        let (chunks, end) = AsyncStream<ByteBuffer>.makeStream()
        let first = try head(network, "alpha", question.hash)
        let reading = Task { try await client.send(first, length: 600 << 10, chunks) }
        for _ in 0..<1000 where !running.service.largeBodies.isReading(from: "alpha") { try await Task.sleep(for: .milliseconds(10)) }
        // Its digest is another body's, so that it would change nothing.
        let (whole, rest) = AsyncStream<ByteBuffer>.makeStream()
        rest.yield(ByteBuffer(repeating: 0, count: 600 << 10))
        rest.finish()
        let second = try await client.send(head(network, "alpha", question.hash), length: 600 << 10, whole)
        #expect(second.code == "too-many-requests")
        #expect(second.status == 429)
        #expect(second.retryAfter != nil)
        try await running.node("beta").answer(question.hash, women: 12, men: 20)
        end.yield(ByteBuffer(repeating: 0, count: 600 << 10))
        end.finish()
        #expect(try await reading.value.code == "signature-invalid")
        try await running.node("alpha").answer(question.hash, women: 12, men: 20)
        await running.stop()
    }

    @Test func `so many long bodies are read at a time, and a place is given back`() async throws {
        let bodies = LargeBodies(most: 2)
        try await bodies.reading(from: "a") {
            await #expect(throws: Diagnostic.self) { try await bodies.reading(from: "a") {} }
            try await bodies.reading(from: "b") {
                let error = await #expect(throws: Diagnostic.self) { try await bodies.reading(from: "c") {} }
                #expect(error?.code == .tooManyRequests)
            }
            await #expect(throws: Diagnostic.self) { try await bodies.reading(from: "c") { throw Diagnostic(.conflict, "no") } }
            try await bodies.reading(from: "c") {}
        }
    }

    @Test func `errors have the status that the registry states`() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../protocol/errors.md")
        var stated = 0
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") where line.hasPrefix("| `") {
            let fields = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard let status = Int(fields[1]) else { continue }
            let code = try #require(DiagnosticCode(rawValue: fields[0].trimmingCharacters(in: ["`"])))
            #expect(ErrorReply.status(code) == status, "\(code.rawValue)")
            stated += 1
        }
        #expect(stated > 40)
    }
}
