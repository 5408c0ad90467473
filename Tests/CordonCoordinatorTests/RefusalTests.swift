import CordonTransport
import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import CordonCoordinator

@Suite(.timeLimit(.minutes(10))) struct RefusalTests {
    @Test func `every kind of bad question is refused with its code before a node is asked`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let cases: [(Signed<Question>, DiagnosticCode)] = [
            (try network.question("SELECT * FROM patient"), .rowLevel),
            (try network.question("SELECT agee FROM patient"), .unknownColumn),
            (try network.question("SELECT avg(chol) FROM patient"), .notPermitted),
            (try network.question(study: "other"), .permitUnknown),
            (try network.question(roster: ["alpha", "delta"]), .notOnRoster),
            (try network.question(roster: ["alpha"]), .notPermitted),
            (try network.question(coordinator: "elsewhere"), .wrongCoordinator),
            (try network.question(by: network.stranger), .keyUnknown),
        ]
        for (question, code) in cases {
            let error = await #expect(throws: Diagnostic.self) { try await running.ask(question) }
            #expect(error?.code == code, "\(question.document.sql) \(question.document.roster)")
        }
        #expect(try await running.node("alpha").poll(wait: 0).deliveries.isEmpty)
        await running.stop()
    }

    @Test(arguments: [("age >= 18 AND chol > 0", nil), ("agee >= 18", DiagnosticCode.permitInvalid)])
    func `a permit's row filter may read any column of the catalog, and one that does not fit it refuses every question`(
        _ condition: String, _ code: DiagnosticCode?
    ) async throws {
        let network = try await TestNetwork(rows: PermittedRows(filters: [RowFilter(table: "patient", condition: condition)], dates: .day))
        let running = try await RunningCoordinator(network)
        do {
            _ = try await running.ask(network.question())
            #expect(code == nil)
        } catch let error as Diagnostic {
            #expect(error.code == code)
        }
        await running.stop()
    }

    @Test func `altered, replayed, foreign and unsigned requests are refused`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let raw = try RawClient(running)
        let signer = RequestSigner(key: network.researcher, tag: .researcher, coordinator: "hub")
        var request = RequestParts(method: "GET", path: "/v1/questions")
        let signature = try signer.sign(request, now: Date())
        request.headers = signature
        #expect(try await raw.code(request) == nil)
        #expect(try await raw.code(request) == "replayed")

        var unsigned = request
        unsigned.headers = []
        #expect(try await raw.code(unsigned) == "signature-invalid")

        var altered = RequestParts(method: "GET", path: "/v1/questions", query: "limit=1")
        altered.headers = try signer.sign(RequestParts(method: "GET", path: "/v1/questions"), now: Date())
        #expect(try await raw.code(altered) == "signature-invalid")

        var old = RequestParts(method: "GET", path: "/v1/questions")
        old.headers = try signer.sign(old, now: Date().addingTimeInterval(-3600))
        #expect(try await raw.code(old) == "clock-skew")

        var foreign = RequestParts(method: "GET", path: "/v1/questions")
        foreign.headers = try RequestSigner(key: network.researcher, tag: .researcher, coordinator: "other").sign(foreign, now: Date())
        #expect(try await raw.code(foreign) == "wrong-coordinator")

        var disguised = RequestParts(method: "GET", path: "/v1/questions")
        disguised.headers = try RequestSigner(key: network.researcher, tag: .node, coordinator: "hub").sign(disguised, now: Date())
        #expect(try await raw.code(disguised) == "signature-invalid")

        var stranger = RequestParts(method: "GET", path: "/v1/questions")
        stranger.headers = try RequestSigner(key: network.stranger, tag: .researcher, coordinator: "hub").sign(stranger, now: Date())
        #expect(try await raw.code(stranger) == "key-unknown")

        #expect(try await raw.code(RequestParts(method: "GET", path: "/nothing")) == "not-found")
        #expect(try await raw.code(RequestParts(method: "PUT", path: "/v1/health")) == "invalid-request")
        #expect(try await raw.code(RequestParts(method: "GET", path: "/v1/health")) == nil)
        await running.stop()
    }

    @Test func `answers that are not the node's own, of this question, once, are refused`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question(roster: ["alpha", "beta"])
        _ = try await running.ask(question)
        let (alpha, beta, gamma) = (try running.node("alpha"), try running.node("beta"), try running.node("gamma"))
        let delivery = try #require(try await alpha.poll().deliveries.first)
        let envelope = try await alpha.envelope(delivery, women: 20, men: 30)

        #expect(await Self.code { try await gamma.send(envelope, to: question.hash) } == .notOnRoster)
        #expect(await Self.code { try await alpha.send(envelope, to: String(repeating: "0", count: 64)) } == .notFound)
        try await alpha.send(envelope, to: question.hash)
        try await alpha.send(envelope, to: question.hash)
        let other = try await alpha.envelope(delivery, women: 21, men: 30)
        #expect(await Self.code { try await alpha.send(other, to: question.hash) } == .alreadyAnswered)
        // Somebody else's envelope under one's own signature of the request.
        #expect(await Self.code { try await beta.send(envelope, to: question.hash) } == .keyUnknown)
        let status = try await running.status(question.hash, until: ["failed"])
        #expect(status["error"]?["code"] == .string("quorum-not-met"))
        #expect(await Self.code { try await beta.send(other, to: question.hash) } == .deadlinePassed)
        await running.stop()
    }

    @Test(arguments: [0, 10, 300, 2000, 5000])
    func `a flipped bit anywhere in an envelope is refused and the question ends clearly`(_ place: Int) async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question(roster: ["alpha", "beta"])
        _ = try await running.ask(question)
        let alpha = try running.node("alpha")
        let delivery = try #require(try await alpha.poll().deliveries.first)
        var envelope = try await alpha.envelope(delivery, women: 20, men: 30)
        envelope[min(place, envelope.count - 1)] ^= 1
        let damaged = envelope
        let code = await Self.code { try await alpha.send(damaged, to: question.hash) }
        #expect([.envelopeInvalid, .envelopeMisbound, .signatureInvalid, .keyUnknown, .versionUnsupported].contains(code))
        let status = try await running.status(question.hash, until: ["running"])
        guard case .array(let hospitals)? = status["hospitals"] else { throw Diagnostic(.notFound, "no hospitals") }
        #expect(hospitals.first?["state"] == .string("refused"))
        await running.stop()
    }

    @Test func `a token lets one node introduce itself once`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let desk = try Operator(state: network.state)
        let token = try await desk.token(node: "delta", hours: 1).text
        let key = SigningKey()
        func enrol(_ token: String, _ id: String, _ key: SigningKey) async throws -> VerifiedReply {
            let card = try Signed.sign(
                MemberCard(id: id, name: "Delta", jurisdiction: "DE", key: key.verifyingKey, created: Timestamp(Date())), by: key)
            let body = StrictJSON.object([.init("token", .string(token)), .init("card", try StrictJSON.read(card.bytes))])
            return try await running.client(key, .node).send("POST", "/node/v1/enroll", body: body.written)
        }
        #expect(await Self.code { _ = try await enrol("guess", "delta", key) } == .tokenInvalid)
        #expect(await Self.code { _ = try await enrol(token, "epsilon", key) } == .tokenInvalid)
        let reply = try await enrol(token, "delta", key)
        let card = try #require(try StrictJSON.read(reply.body)["coordinator"])
        #expect(try Signed<CoordinatorCard>.verifySelfSigned(card.written).document.key == network.card.document.key)
        #expect(await Self.code { _ = try await enrol(token, "delta", SigningKey()) } == .tokenInvalid)
        #expect(try await desk.members().map(\.document.id) == ["delta"])
        // Enrolled, not in the charter yet: it may read the charter and nothing else.
        let client = try running.client(key, .node)
        _ = try await client.send("GET", "/node/v1/charter")
        let node = TestNode(id: "delta", key: key, client: client, network: network)
        #expect(await Self.code { _ = try await node.poll(wait: 0) } == .notOnRoster)
        desk.close()
        await running.stop()
    }

    @Test func `a permit's hospitals, smallest roster and questions of a day are kept to before a hospital is asked`() async throws {
        let limits = try PermitLimits(hospitals: ["alpha", "beta"], minimumRoster: 2, questionsPerDay: 2)
        let network = try await TestNetwork(limits: limits)
        let running = try await RunningCoordinator(network)
        #expect(await Self.code { _ = try await running.ask(network.question()) } == .notOnRoster)
        #expect(await Self.code { _ = try await running.ask(network.question(roster: ["alpha"])) } == .notPermitted)
        let first = try network.question(roster: ["alpha", "beta"])
        for question in [first, first, try network.question(roster: ["alpha", "beta"])] { _ = try await running.ask(question) }
        #expect(await Self.code { _ = try await running.ask(network.question(roster: ["alpha", "beta"])) } == .tooManyRequests)
        #expect(await Self.code { _ = try await running.ask(first) } == nil)
        await running.stop()
    }

    @Test func `another researcher's question does not exist`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let question = try network.question()
        _ = try await running.ask(question)
        var permit = network.permit
        permit = try Permit(
            id: "permit-2", network: "test", study: "livers", title: "Livers", legalBasis: "consent",
            researchers: [PermitResearcher(name: "Lee", jurisdiction: "DE", key: network.stranger.verifyingKey)],
            tables: permit.tables, threshold: 11, mode: .merged, validFrom: permit.validFrom, validUntil: permit.validUntil)
        let desk = try Operator(state: network.state)
        _ = try await desk.installPermit(Signed.sign(permit, by: network.authority).bytes)
        desk.close()
        let other = try running.client(network.stranger, .researcher)
        for path in ["", "/result", "/events"] {
            #expect(await Self.code { _ = try await other.send("GET", "/v1/questions/\(question.hash)\(path)") } == .notFound)
        }
        #expect(await Self.code { _ = try await other.send("POST", "/v1/questions/\(question.hash)/cancel") } == .notFound)
        await running.stop()
    }

    @Test func `ten blocked questions lock the study for their researcher until an operator lifts it`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let store = try CoordinatorStore(file: CoordinatorConfiguration(state: network.state).databaseFile)
        let desk = try Operator(state: network.state)
        let month = CoordinatorStore.blockedPeriod
        // The eleventh is older than the period.
        for number in 0..<11 {
            let question = try network.question()
            #expect(await Self.code { _ = try await running.ask(question) } == nil)
            _ = try await running.researcher().send("POST", "/v1/questions/\(question.hash)/cancel")
            let record = try #require(try await store.question(question.hash))
            try await store.write { try CoordinatorStore.recordBlocked(record, now: record.created - (number == 0 ? month + 1 : 0), in: $0) }
        }
        #expect(await Self.code { _ = try await running.ask(try network.question()) } == .studyLocked)
        let lock = try #require(try await desk.locks().first)
        #expect(lock.study == "hearts" && lock.blocked == 10)
        #expect(await Self.code { try await desk.liftLock(study: "hearts", keyID: "another", reason: "none") } == .notFound)
        try await desk.liftLock(study: lock.study, keyID: lock.keyID, reason: "looked at with the researcher")
        #expect(await Self.code { _ = try await running.ask(try network.question()) } == nil)
        store.close()
        desk.close()
        await running.stop()
    }

    static func code(_ work: () async throws -> Void) async -> DiagnosticCode? {
        do { try await work() } catch { return (error as? Diagnostic)?.code ?? .internalFailure }
        return nil
    }
}
