import CordonAggregates
import CordonCatalog
import CordonQuery
import CordonTestSupport
import CordonTrust
import CordonValues
import CordonWarehouse
import CordonWire
import Foundation
import Logging
import Synchronization
import Testing

@testable import CordonNode

/// A small heart hospital: 40 patients, one column with planted values beside.
func hospital() throws -> NodeFixture {
    let node = try NodeFixture()
    let columns = ["age", "sex", "cp", "trestbps", "chol", "fbs", "restecg", "thalach", "exang", "oldpeak", "slope", "ca", "thal", "num"]
    var text = columns.joined(separator: ",") + "\n"
    for row in 0..<40 {
        text += "\(40 + row % 30),\(row % 2),\(1 + row % 4),\(120 + row),\(row % 5 == 0 ? "" : String(200 + row)),0,0,150,0,\(row).5,1,0,3,\(row % 3)\n"
    }
    try node.write("patient.csv", text)
    let mapping = columns.map { "      \($0): \($0)\n" }.joined()
    let yaml = "mapping: heart-registry\ntables:\n  patient:\n    file: patient.csv\n    columns:\n      patient_id: {synthesise: row-number}\n"
    try Data((yaml + mapping).utf8).write(to: URL(filePath: node.state.file("mapping.yaml")))
    #expect(try node.load().snapshot != nil)
    return node
}

private let question = "SELECT sex, count(*) AS n, avg(age), sum(oldpeak), stddev(chol) FROM patient GROUP BY sex"

@Suite struct `A question at the node` {
    @Test func `is answered with what an in-memory evaluation gives, sealed to its key`() async throws {
        let network = try NetworkFixture(hospital())
        let inbox = Inbox()
        let desk = try network.desk(inbox)
        let asked = try network.ask(question)
        #expect(await desk.receive(asked.delivery) == .new)
        #expect(await eventually { await inbox.answers.count == 1 })
        let plain = try network.open(#require(await inbox.answers.first).envelope, asked)
        let query = try #require(asked.query)
        let table = try PartialCodec.decode(plain, layout: query.layouts[0])
        let expected = try expectation(query)
        #expect(table == expected)
        #expect(await inbox.announced == [asked.hash])
        #expect(try await eventually { try state(network, asked) == .delivered })
        #expect(try QuestionRecord(path: network.node.state.record).keptTable(asked.hash)?.tables() == [table])
    }

    /// The same rows through the reference evaluation.
    private func expectation(_ query: FederatedQuery) throws -> PartialTable {
        let rows: [[Value]] = (0..<40).map { row in
            let chol: Value = row % 5 == 0 ? .null : .integer(Int64(200 + row))
            let whole = [40 + row % 30, row % 2, 1 + row % 4, 120 + row].map { Value.integer(Int64($0)) }
            return [.integer(Int64(row + 1))] + whole + [chol, .integer(0), .integer(0), .integer(150), .integer(0)]
                + [.double(Double(row) + 0.5), .integer(1), .integer(0), .integer(3), .integer(Int64(row % 3))]
        }
        let warehouse = InMemoryWarehouse(catalog: try Catalog.shipped("heart-registry"), tables: ["patient": rows])
        return try warehouse.answer(query.parts[0], limits: ExecutionLimits(), cancellation: Cancellation())
    }

    private func state(_ network: NetworkFixture, _ asked: NetworkFixture.Asked) throws -> Job.State? {
        try QuestionRecord(path: network.node.state.record).job(asked.hash)?.state
    }

    @Test func `delivered again gets the same bytes, after a restart too`() async throws {
        let network = try NetworkFixture(hospital())
        let first = Inbox()
        let desk = try network.desk(first)
        let asked = try network.ask(question)
        await desk.receive(asked.delivery)
        #expect(await eventually { await first.answers.count == 1 })
        #expect(try await eventually { try state(network, asked) == .delivered })
        #expect(await desk.receive(asked.delivery) == .known)
        #expect(await eventually { await first.answers.count == 2 })
        let second = Inbox()
        let restarted = try network.desk(second)
        await restarted.start()
        await restarted.receive(asked.delivery)
        #expect(await eventually { await second.answers.count == 1 })
        let bytes = Set(await first.answers.map(\.envelope) + second.answers.map(\.envelope))
        #expect(bytes.count == 1)
    }

    @Test func `beyond the permit's number of a day is refused until the day is over, and one delivered again counts once`() async throws {
        let network = try NetworkFixture(hospital(), limits: PermitLimits(questionsPerDay: 2))
        let inbox = Inbox()
        let moment = Mutex(network.now)
        let desk = try network.desk(inbox, clock: { moment.withLock { $0 } })
        let first = try network.ask(question, lifetime: 172_800)
        let (second, third) = (try network.ask(question), try network.ask(question, lifetime: 172_800))
        #expect(await desk.receive(first.delivery) == .new)
        #expect(await desk.receive(first.delivery) == .known)
        moment.withLock { $0 = network.now.addingTimeInterval(60) }
        #expect(await desk.receive(second.delivery) == .new)
        #expect(await desk.receive(third.delivery) == .declined)
        #expect(await eventually { await inbox.refusals.map(\.refusal.code) == [.tooManyRequests] })
        #expect(await inbox.refusals.first?.question == third.hash)
        moment.withLock { $0 = network.now.addingTimeInterval(86_401) }
        #expect(await desk.receive(third.delivery) == .new)
    }

    @Test func `is sent until the coordinator takes it`() async throws {
        let network = try NetworkFixture(hospital())
        let inbox = Inbox(failures: 2)
        let desk = try network.desk(inbox)
        let asked = try network.ask(question)
        await desk.receive(asked.delivery)
        #expect(await eventually { await inbox.answers.count == 1 })
        #expect(try await eventually { try state(network, asked) == .delivered })
    }

    @Test func `is refused for its documents with a code, and nothing is computed`() async throws {
        let network = try NetworkFixture(hospital(), tables: ["patient": ["age", "sex"]])
        let stranger = SigningKey()
        let cases: [(DiagnosticCode, NetworkFixture.Asked)] = [
            (.notPermitted, try network.ask("SELECT avg(chol) FROM patient")),
            (.notPermitted, try network.ask("SELECT count(*) FROM patient WHERE chol > 200")),
            (.notPermitted, try network.ask("SELECT avg(age) FROM patient", by: stranger)),
            (.layoutMismatch, try network.ask("SELECT avg(age) FROM patient", layout: String(repeating: "a", count: 64))),
            (.unknownColumn, try network.ask("SELECT avg(agee) FROM patient")),
            (.deadlinePassed, try network.ask("SELECT avg(age) FROM patient", lifetime: 1)),
        ]
        let later = Mutex(Date())
        for (code, asked) in cases {
            let inbox = Inbox()
            if code == .deadlinePassed { later.withLock { $0 = Date().addingTimeInterval(5) } }
            let moment = later.withLock { $0 }
            let desk = try network.desk(inbox, clock: { moment }) { (_, _) throws(Diagnostic) in
                Issue.record("computed")
                throw Job.notAnswered
            }
            await desk.receive(asked.delivery)
            #expect(await eventually { await inbox.refusals.count == 1 })
            let found = await inbox.refusals.first?.refusal.code
            #expect(found == code || (code == .deadlinePassed && found == .expired))
            #expect(await inbox.answers.isEmpty)
        }
    }

    @Test func `with a nonce that stands for another question is a replay`() async throws {
        let network = try NetworkFixture(hospital())
        let inbox = Inbox()
        let desk = try network.desk(inbox)
        let first = try network.ask("SELECT avg(age) FROM patient")
        let nonce = try Signed<Question>.verify(first.delivery.question, by: [network.researcher.verifyingKey]).document.nonce
        await desk.receive(first.delivery)
        await desk.receive(try network.ask("SELECT sum(age) FROM patient", nonce: nonce).delivery)
        #expect(await eventually { await inbox.refusals.first?.refusal.code == .replayed })
    }

    @Test func `below the hospital's own threshold is refused`() async throws {
        let node = try NodeFixture(minimumThreshold: 50)
        let network = try NetworkFixture(node, permitThreshold: 20)
        let inbox = Inbox()
        let desk = try network.desk(inbox)
        await desk.receive(try network.ask(question).delivery)
        #expect(await eventually { await inbox.refusals.first?.refusal.code == .policyRefused })
    }

    @Test func `alone is refused where the permit provides for it and the hospital does not, and answered where both do`() async throws {
        let disclosure = try PermitDisclosure(protectsZeros: false, siteResults: ["hospital-a"])
        for allows in [false, true] {
            let node = try hospital()
            let policy = try String(contentsOfFile: node.state.configuration, encoding: .utf8)
            let decided = policy.replacing("site_results: refuse", with: allows ? "site_results: allow" : "site_results: refuse")
            try Data(decided.utf8).write(to: URL(filePath: node.state.configuration))
            let network = try NetworkFixture(node, disclosure: disclosure)
            let inbox = Inbox()
            await (try network.desk(inbox)).receive(try network.ask(question).delivery)
            if allows {
                #expect(await eventually { await inbox.answers.count == 1 })
            } else {
                #expect(await eventually { await inbox.refusals.first?.refusal.code == .policyRefused })
            }
        }
    }

    @Test func `without data, or beyond a limit, is not answered in one shape`() async throws {
        let empty = try NetworkFixture(NodeFixture())
        let full = try NetworkFixture(hospital())
        let tight = WorkLimits(seconds: 60, memoryMegabytes: 256, groups: 1, jobs: 1, queue: 4)
        var refusals: Set<Diagnostic> = []
        for (network, limits) in [(empty, tight), (full, tight)] {
            let inbox = Inbox()
            let desk = try network.desk(inbox, limits: limits)
            await desk.receive(try network.ask(question).delivery)
            #expect(await eventually { await inbox.refusals.count == 1 })
            refusals.formUnion(await inbox.refusals.map(\.refusal))
        }
        #expect(refusals == [Job.notAnswered])
    }
}
