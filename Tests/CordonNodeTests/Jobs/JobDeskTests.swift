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

@Suite struct `Stopping a question` {
    /// Computes until it is cancelled.
    private static let endless: JobDesk.Computation = { (_, cancellation) throws(Diagnostic) in
        while !cancellation.isCancelled { usleep(1000) }
        throw Job.notAnswered
    }

    @Test func `a cancel interrupts it and the next one runs`() async throws {
        let network = try NetworkFixture(hospital())
        let inbox = Inbox()
        let desk = try network.desk(inbox, compute: Self.endless)
        let first = try network.ask(question)
        let second = try network.ask(question)
        await desk.receive(first.delivery)
        await desk.receive(second.delivery)
        #expect(try await eventually { try state(network, first) == .computing })
        #expect(try state(network, second) == .admitted)
        await desk.cancel(first.hash)
        #expect(try await eventually { try state(network, second) == .computing })
        #expect(try state(network, first) == .cancelled)
        await desk.cancel(second.hash)
        #expect(await inbox.refusals.isEmpty)
    }

    @Test func `pausing refuses what runs and what comes, and resuming answers again`() async throws {
        let network = try NetworkFixture(hospital())
        let inbox = Inbox()
        let desk = try network.desk(inbox, compute: Self.endless)
        let running = try network.ask(question)
        await desk.receive(running.delivery)
        #expect(try PauseSwitch(network.node.state).pause(now: Date()))
        #expect(try !PauseSwitch(network.node.state).pause(now: Date()))
        await desk.tend()
        let late = try network.ask(question)
        await desk.receive(late.delivery)
        #expect(await eventually { await inbox.refusals.map(\.refusal.code) == [.paused, .paused] })
        #expect(try PauseSwitch(network.node.state).resume())
        let answering = Inbox()
        let resumed = try network.desk(answering)
        await resumed.receive(try network.ask(question).delivery)
        #expect(await eventually { await answering.answers.count == 1 })
    }

    @Test func `an answer that is sealed waits while the node is paused, and goes however short the pause was`() async throws {
        let network = try NetworkFixture(hospital())
        let inbox = Inbox(failures: 1)
        let desk = try network.desk(inbox)
        let asked = try network.ask(question)
        await desk.receive(asked.delivery)
        #expect(try await eventually { try state(network, asked) == .sealed })
        _ = try PauseSwitch(network.node.state).pause(now: Date())
        // The first try failed; the second finds the switch.
        try await Task.sleep(for: .milliseconds(900))
        await desk.tend()
        #expect(await inbox.answers.isEmpty)
        _ = try PauseSwitch(network.node.state).resume()
        await desk.tend()
        #expect(await eventually { await inbox.answers.count == 1 })
    }

    @Test func `a cancel does not take back an answer that the coordinator has`() async throws {
        let network = try NetworkFixture(hospital())
        // It takes the answer, and its word about that gets lost.
        let inbox = Inbox(failures: 1)
        let desk = try network.desk(inbox)
        let asked = try network.ask(question)
        await desk.receive(asked.delivery)
        #expect(try await eventually { try state(network, asked) == .sealed })
        #expect(await !desk.cancel(asked.hash))
        #expect(try await eventually { try state(network, asked) == .delivered })
        #expect(await !desk.cancel(asked.hash))
        #expect(try !NodeLog(network.node.state).show(asked.hash).contains { $0.contains("cancelled") })
    }

    @Test func `an answer that the coordinator wants no more ends cancelled`() async throws {
        let network = try NetworkFixture(hospital())
        let inbox = Inbox(verdict: .refused(.cancelled))
        let desk = try network.desk(inbox)
        let asked = try network.ask(question)
        await desk.receive(asked.delivery)
        #expect(try await eventually { try state(network, asked) == .cancelled })
        #expect(try QuestionRecord(path: network.node.state.record).sealedBytes(asked.hash) == nil)
    }

    @Test func `its last moment ends it and erases the sealed bytes`() async throws {
        let network = try NetworkFixture(hospital())
        let inbox = Inbox()
        let moment = Mutex(Date())
        let clock: @Sendable () -> Date = { moment.withLock { $0 } }
        let desk = try network.desk(inbox, clock: clock)
        let asked = try network.ask(question)
        await desk.receive(asked.delivery)
        #expect(try await eventually { try state(network, asked) == .delivered })
        moment.withLock { $0 = Date().addingTimeInterval(7200) }
        await desk.tend()
        let record = try QuestionRecord(path: network.node.state.record)
        #expect(try record.sealedBytes(asked.hash) == nil)
        #expect(try record.keptTable(asked.hash) != nil)
        await desk.receive(asked.delivery)
        try await Task.sleep(for: .milliseconds(100))
        #expect(await inbox.answers.count == 1)
    }

    @Test func `a full queue refuses what comes, and stores nothing of it`() async throws {
        let network = try NetworkFixture(hospital())
        let inbox = Inbox()
        let desk = try network.desk(
            inbox, limits: WorkLimits(seconds: 60, memoryMegabytes: 64, groups: 10, jobs: 1, queue: 1), compute: Self.endless)
        #expect(await desk.receive(try network.ask(question).delivery) == .new)
        #expect(await desk.receive(try network.ask(question).delivery) == .new)
        let late = try network.ask(question)
        #expect(await desk.receive(late.delivery) == .declined)
        #expect(await eventually { await inbox.refusals.map(\.refusal.code) == [.tooManyRequests] })
        #expect(try state(network, late) == nil)
        await desk.stop()
    }

    private func state(_ network: NetworkFixture, _ asked: NetworkFixture.Asked) throws -> Job.State? {
        try QuestionRecord(path: network.node.state.record).job(asked.hash)?.state
    }
}

@Suite struct `A node that dies` {
    /// Every state that the record can hold when the process is killed.
    @Test(arguments: [Job.State.received, .admitted, .computing, .sealed])
    func `answers once after the next start`(dies: Job.State) async throws {
        let network = try NetworkFixture(hospital())
        let asked = try network.ask(question)
        try leave(dies, network, asked)
        let stored = try QuestionRecord(path: network.node.state.record).sealedBytes(asked.hash)
        let inbox = Inbox()
        let desk = try network.desk(inbox)
        await desk.start()
        #expect(await eventually { await inbox.answers.count == 1 })
        let record = try QuestionRecord(path: network.node.state.record)
        #expect(try await eventually { try record.job(asked.hash)?.state == .delivered })
        try await Task.sleep(for: .milliseconds(100))
        #expect(await inbox.answers.count == 1)
        if dies == .sealed { #expect(await inbox.answers.first?.envelope == stored) }
    }

    /// Writes the record as a process leaves it that dies right after entering `state`.
    private func leave(_ state: Job.State, _ network: NetworkFixture, _ asked: NetworkFixture.Asked) throws {
        let record = try QuestionRecord(path: network.node.state.record)
        var job = try #require(try network.receive(asked, record))
        let steps: [(Job.State, Job.Event)] = [(.admitted, .admitted), (.computing, .started), (.sealed, .sealed)]
        for (next, event) in steps where job.state != state {
            _ = job.handle(event)
            let kept = KeptTable(bytes: Data(), layout: "")
            let sealed = next == .sealed ? SealedAnswer(envelope: Data([1, 2, 3]), kept: kept, snapshot: "s") : nil
            try record.advance(job, by: "test", at: Timestamp(Date()), sealed: sealed)
        }
        #expect(job.state == state)
    }

    @Test func `tells a refusal once after the next start`() async throws {
        let network = try NetworkFixture(hospital())
        let record = try QuestionRecord(path: network.node.state.record)
        let asked = try network.ask(question)
        var job = try #require(try network.receive(asked, record))
        _ = job.handle(.refused(Diagnostic(.notPermitted, "Not covered.", hint: "Ask.")))
        try record.advance(job, by: "refused", at: Timestamp(Date()))
        for expected in [1, 0] {
            let inbox = Inbox()
            let desk = try network.desk(inbox)
            await desk.start()
            #expect(try await eventually { try record.openJobs().isEmpty })
            #expect(await inbox.refusals.count == expected)
        }
    }
}

@Suite struct `Canaries` {
    @Test func `what was not asked never reaches the plaintext, the record or the log`() async throws {
        let node = try NodeFixture(catalog: "demo-care")
        let canaries = ["CANARYname", "CANARYnote", "CANARYward", "CANARYregion", "777777"]
        var patients = "patient_id,name,sex,birth_year,age,region,smoker,bmi\n"
        var stays = "stay_id,patient_id,admitted,days,ward,emergency,note\n"
        for id in 1...30 {
            patients += "\(id),CANARYname,F,1970,\(50 + id % 3),CANARYregion,true,22.5\n"
            stays += "\(id),\(id),2025-01-0\(1 + id % 9),3,CANARYward,true,CANARYnote\n"
        }
        // A patient outside WHERE, with a key and a ward of its own.
        patients += "777777,CANARYname,M,1950,75,CANARYregion,true,33.25\n"
        stays += "777777,777777,2025-01-01,400,CANARYward,true,CANARYnote\n"
        try node.write("patient.csv", patients)
        try node.write("stay.csv", stays)
        try node.write("diagnosis.csv", "diagnosis_id,patient_id,stay_id,code,recorded\n")
        try node.write("lab.csv", "lab_id,patient_id,analyte,taken,value\n")
        #expect(try node.load().snapshot != nil)
        let network = try NetworkFixture(node, catalog: "demo-care", tables: ["patient": ["*"], "stay": ["*"]])
        let inbox = Inbox()
        let lines = LogLines()
        let desk = try network.desk(inbox, log: Logger(label: "test") { _ in lines.handler })
        let asked = try network.ask("SELECT sex, count(*), avg(age) FROM patient WHERE age < 60 GROUP BY sex")
        await desk.receive(asked.delivery)
        for refused in ["SELECT name, count(*) FROM patient GROUP BY name", "SELECT count(*) FROM stay WHERE note LIKE '%x%'"] {
            await desk.receive(try network.ask(refused).delivery)
        }
        #expect(await eventually { await inbox.answers.count == 1 })
        #expect(await eventually { await inbox.refusals.count == 2 })
        let plain = try network.open(#require(await inbox.answers.first).envelope, asked)
        var haystacks: [(String, Data)] = [("plaintext", plain), ("log", Data(lines.text.utf8))]
        for file in ["record.sqlite", "record.sqlite-wal"] {
            haystacks.append((file, FileManager.default.contents(atPath: node.state.file(file)) ?? Data()))
        }
        let told = await inbox.refusals.map { "\($0.refusal)" }.joined()
        haystacks.append(("refusals", Data(told.utf8)))
        for canary in canaries {
            for (place, bytes) in haystacks { #expect(bytes.range(of: Data(canary.utf8)) == nil, "\(canary) in \(place)") }
        }
        // The detector itself works: the values are in the snapshot, and in the plaintext of a question that does carry one.
        let snapshot = try #require(FileManager.default.contents(atPath: node.state.snapshotFolder.files.last?.path ?? ""))
        #expect(snapshot.range(of: Data("CANARYnote".utf8)) != nil)
        let leaking = try network.ask("SELECT region, count(*) FROM patient GROUP BY region")
        await desk.receive(leaking.delivery)
        #expect(await eventually { await inbox.answers.count == 2 })
        let carrying = try network.open(#require(await inbox.answers.last).envelope, leaking)
        #expect(carrying.range(of: Data("CANARYregion".utf8)) != nil)
        await desk.stop()
    }
}
