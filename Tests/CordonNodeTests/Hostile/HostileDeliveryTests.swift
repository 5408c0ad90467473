import CordonAudit
import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import CordonNode

/// What a coordinator in the wrong hands can hand a node: every one is refused with its code and recorded, and nothing is computed.
@Suite(.timeLimit(.minutes(10))) struct HostileDeliveryTests {
    struct Attack: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: DiagnosticCode
        let change: @Sendable (inout StolenHub) throws -> Void

        init(_ title: String, _ code: DiagnosticCode, _ change: @escaping @Sendable (inout StolenHub) throws -> Void) {
            (testDescription, self.code, self.change) = (title, code, change)
        }
    }

    static let attacks = charters + permits + questions + dispatches

    private static let charters = [
        Attack("a charter of its own", .keyUnknown) { $0.signers.charter = $0.hub },
        Attack("a charter with a lower floor under the authority's signature", .signatureInvalid) { hub in
            hub.tampering = { $0.charter = try StolenHub.rewritten($0.charter, #""threshold":11"#, #""threshold":2"#) }
        },
        Attack("a charter whose time is over", .charterInvalid) { $0.charter["valid_until"] = $0.time(-400).text },
        Attack("a charter whose time has not come", .charterInvalid) {
            $0.charter["issued"] = $0.time(3600).text
            $0.charter["valid_until"] = $0.time(86_400).text
        },
        Attack("a charter that names a member twice", .documentInvalid) { hub in
            let members = hub.charter["members"] as? [Any] ?? []
            hub.charter["members"] = members + members
        },
    ]

    private static let permits = [
        Attack("a permit of its own", .keyUnknown) { $0.signers.permit = $0.hub },
        Attack("a permit of the researcher's own", .keyUnknown) { $0.signers.permit = $0.researcher },
        Attack("a permit widened to all columns under the authority's signature", .signatureInvalid) { hub in
            hub.tampering = { $0.permit = try StolenHub.rewritten($0.permit, #""age""#, #""chol""#) }
        },
        Attack("a permit whose time is over", .permitExpired) { $0.permit["valid_until"] = $0.time(-400).text },
        Attack("a permit whose time has not come", .permitExpired) { $0.permit["valid_from"] = $0.time(3600).text },
        Attack("a permit below the charter's floor", .notPermitted) { $0.permit["threshold"] = 10 },
        Attack("a permit below this hospital's own threshold", .policyRefused) { hub in
            hub.permit["threshold"] = 11
            hub.charter["floors"] = ["threshold": 2, "minimum_hospitals": 2, "modes": ["merged"]] as [String: Any]
            hub.permit["threshold"] = 5
        },
        Attack("a permit in another mode", .notPermitted) { $0.permit["mode"] = "site-floor" },
        Attack("another network's permit", .permitUnknown) { $0.permit["network"] = "lungs" },
        Attack("another study's permit", .permitUnknown) { $0.permit["study"] = "study-2" },
        Attack("a permit that does not cover a column", .notPermitted) { $0.permit["tables"] = [["table": "patient", "columns": ["age"]]] },
        Attack("a permit that covers another table", .notPermitted) { $0.permit["tables"] = [["table": "visit", "columns": ["*"]]] },
        Attack("a permit that does not invite one of the hospitals", .notOnRoster) { $0.permit["hospitals"] = ["hospital-a", "hospital-b"] },
        Attack("a permit for more hospitals than are asked", .notPermitted) { $0.permit["minimum_roster"] = 4 },
        Attack("a permit with a member that nobody knows", .documentInvalid) { $0.permit["also"] = "everything" },
        Attack("a permit of a later version", .versionUnsupported) { $0.permit["v"] = 2 },
        Attack("a charter in a permit's place", .documentInvalid) { hub in hub.tampering = { $0.permit = $0.charter } },
        Attack("nothing in a permit's place", .documentInvalid) { hub in hub.tampering = { $0.permit = Data() } },
    ]

    private static let questions = [
        Attack("a question of its own", .notPermitted) { $0.signers.question = $0.hub },
        Attack("a question of a stranger", .notPermitted) { $0.signers.question = $0.stranger },
        Attack("a question of a researcher whom the permit named before", .notPermitted) { hub in
            hub.permit["researchers"] = [["name": "Dr. Other", "jurisdiction": "CH", "key": hub.stranger.verifyingKey.text]]
        },
        Attack("another text under the researcher's signature", .signatureInvalid) { hub in
            hub.tampering = { $0.question = try StolenHub.rewritten($0.question, "GROUP BY sex", "GROUP BY age") }
        },
        Attack("another roster under the researcher's signature", .signatureInvalid) { hub in
            hub.tampering = { $0.question = try StolenHub.rewritten($0.question, #","hospital-c""#, "") }
        },
        Attack("a question whose time is over", .expired) {
            $0.question["created"] = $0.time(-3600).text
            $0.question["expires"] = $0.time(-1).text
        },
        Attack("a question kept until after its time, under a new dispatch", .expired) {
            $0.question["created"] = $0.time(-7200).text
            $0.question["expires"] = $0.time(-3600).text
        },
        Attack("a question of tomorrow", .clockSkew) {
            $0.question["created"] = $0.time(86_400).text
            $0.question["expires"] = $0.time(90_000).text
        },
        Attack("a question to another network", .notPermitted) { $0.question["network"] = "lungs" },
        Attack("a question to another coordinator", .wrongCoordinator) { $0.question["coordinator"] = "centre" },
        Attack("a question of another study", .permitUnknown) { $0.question["study"] = "study-2" },
        Attack("a question to a hospital that is no member", .notOnRoster) {
            $0.question["roster"] = ["hospital-a", "hospital-b", "hospital-x"]
            $0.dispatch["roster"] = ["hospital-a", "hospital-b", "hospital-x"]
        },
        Attack("a question to too few hospitals", .notPermitted) {
            $0.question["roster"] = ["hospital-a"]
            $0.dispatch["roster"] = ["hospital-a"]
        },
        Attack("a question to the other hospitals", .notOnRoster) {
            $0.question["roster"] = ["hospital-b", "hospital-c"]
            $0.dispatch["roster"] = ["hospital-b", "hospital-c"]
        },
        Attack("a question without a roster", .documentInvalid) { $0.question["roster"] = nil },
        Attack("a question to nobody", .documentInvalid) { $0.question["roster"] = [String]() },
        Attack("a question that reads another table", .notPermitted) { $0.question["sql"] = "SELECT count(*) FROM patient WHERE chol > 200" },
        Attack("a question for rows", .rowLevel) { $0.question["sql"] = "SELECT age, sex FROM patient" },
    ]

    private static let dispatches = [
        Attack("a dispatch of a stranger", .keyUnknown) { $0.signers.dispatch = $0.stranger },
        Attack("a dispatch of the authority", .keyUnknown) { $0.signers.dispatch = $0.authority },
        Attack("a dispatch of another question", .documentInvalid) { $0.dispatch["question"] = String(repeating: "7", count: 64) },
        Attack("a dispatch to fewer hospitals than the researcher asked", .notOnRoster) { $0.dispatch["roster"] = ["hospital-a", "hospital-b"] },
        Attack("a dispatch to this hospital alone", .notOnRoster) { $0.dispatch["roster"] = ["hospital-a"] },
        Attack("a dispatch to one hospital more", .notOnRoster) {
            $0.dispatch["roster"] = ["hospital-a", "hospital-b", "hospital-c", "hospital-d"]
        },
        Attack("a dispatch without a roster", .documentInvalid) { $0.dispatch["roster"] = nil },
        Attack("a dispatch whose deadline has passed", .deadlinePassed) {
            $0.dispatch["created"] = $0.time(-600).text
            $0.dispatch["deadline"] = $0.time(-1).text
        },
        Attack("a dispatch of tomorrow", .clockSkew) {
            $0.dispatch["created"] = $0.time(86_400).text
            $0.dispatch["deadline"] = $0.time(90_000).text
        },
        Attack("another layout than the question has", .layoutMismatch) { $0.dispatch["layout"] = String(repeating: "7", count: 64) },
        Attack("a sealing key of another length", .documentInvalid) { $0.dispatch["sealing_key"] = Base64URL.encode(Data(count: 32)) },
        Attack("another sealing key under its own signature of before", .signatureInvalid) { hub in
            hub.tampering = { $0.dispatch = try StolenHub.rewritten($0.dispatch, #""sealing_key":""#, #""sealing_key":"A"#) }
        },
    ]

    @Test(arguments: attacks)
    func `is refused, told and recorded, and nothing is computed`(_ attack: Attack) async throws {
        let node = try NodeFixture()
        var hub = try StolenHub(node)
        try attack.change(&hub)
        let (charter, delivery) = try hub.signed()
        let inbox = Inbox()
        let desk = try desk(node, hub, charter: charter, inbox)
        await desk.receive(delivery)
        #expect(await eventually { await inbox.refusals.count == 1 })
        #expect(await inbox.refusals.first?.refusal.code == attack.code)
        #expect(await inbox.answers.isEmpty)
        #expect(await desk.breakage == nil)
        let records = try AuditSelection().records(in: .folder(node.state.audit))
        #expect(records.last?.kind == "question-refused")
        #expect(records.last?.text("code") == attack.code.rawValue)
        #expect(records.last?.text("question") == delivery.claimedHash)
    }

    @Test func `are at least forty`() { #expect(Self.attacks.count >= 40) }

    @Test func `stand beside the honest delivery, which is computed`() async throws {
        let node = try NodeFixture()
        let hub = try StolenHub(node)
        let (charter, delivery) = try hub.signed()
        let inbox = Inbox()
        let desk = try desk(node, hub, charter: charter, inbox)
        #expect(await desk.receive(delivery) == .new)
        #expect(await eventually { await inbox.answers.count == 1 })
    }

    @Test func `two rosters for one question: the second dispatch changes nothing, before the answer and after it`() async throws {
        let node = try NodeFixture()
        var hub = try StolenHub(node)
        let (charter, delivery) = try hub.signed()
        hub.dispatch["roster"] = ["hospital-a", "hospital-b"]
        let second = try hub.signed().delivery
        let inbox = Inbox()
        let desk = try desk(node, hub, charter: charter, inbox)
        #expect(await desk.receive(second) == .declined)
        #expect(await eventually { await inbox.refusals.first?.refusal.code == .notOnRoster })
        #expect(await desk.receive(delivery) == .new)
        #expect(await eventually { await inbox.answers.count == 1 })
        // Known by now: the stored bytes, sealed for the first roster, once more.
        #expect(await desk.receive(second) == .known)
        #expect(await eventually { await inbox.answers.count == 2 })
        #expect(await Set(inbox.answers.map(\.envelope)).count == 1)
    }

    @Test func `the same nonce under another text is refused`() async throws {
        let node = try NodeFixture()
        var hub = try StolenHub(node)
        let (charter, delivery) = try hub.signed()
        hub.question["expires"] = hub.time(599).text
        let again = try hub.signed().delivery
        let inbox = Inbox()
        let desk = try desk(node, hub, charter: charter, inbox)
        #expect(await desk.receive(delivery) == .new)
        #expect(await desk.receive(again) == .declined)
        #expect(await eventually { await inbox.refusals.first?.refusal.code == .replayed })
    }

    @Test func `a charter of before, or another of the same number, replaces none`() throws {
        let node = try NodeFixture()
        var hub = try StolenHub(node)
        var shelf = try CharterShelf(node.state, authority: hub.authority.verifyingKey)
        #expect(try shelf.offer(hub.signed().charter))
        for (version, threshold) in [(1, 11), (2, 5)] {
            hub.charter["version"] = version
            hub.charter["floors"] = ["threshold": threshold, "minimum_hospitals": 2, "modes": ["merged"]] as [String: Any]
            let offered = try hub.signed().charter
            let error = #expect(throws: Diagnostic.self) { _ = try shelf.offer(offered) }
            #expect(error?.code == .charterInvalid)
        }
        #expect(shelf.current?.document.floors.threshold == 11)
        hub.charter["version"] = 3
        #expect(try shelf.offer(hub.signed().charter))
        hub.signers.charter = hub.hub
        hub.charter["version"] = 4
        let own = try hub.signed().charter
        let error = #expect(throws: Diagnostic.self) { _ = try shelf.offer(own) }
        #expect(error?.code == .keyUnknown)
    }

    private func desk(_ node: NodeFixture, _ hub: StolenHub, charter: Data, _ inbox: Inbox) throws -> JobDesk {
        let configuration = try NodeConfiguration(node.state)
        let limits = WorkLimits(seconds: 60, memoryMegabytes: 256, groups: 100_000, jobs: 1, queue: 4)
        return JobDesk(
            record: try QuestionRecord(path: node.state.record), audit: try node.state.auditLog(configuration.identity),
            examiner: QuestionExaminer(
                node: configuration.identity.id, authority: hub.authority.verifyingKey, policy: configuration.policy, catalog: hub.catalog),
            route: inbox, limits: limits, charter: charter, log: NetworkFixture.quietLog,
            compute: { (_, _) throws(Diagnostic) in
                SealedAnswer(envelope: Data("sealed".utf8), kept: KeptTable(bytes: Data(), layout: ""), snapshot: "s")
            })
    }
}
