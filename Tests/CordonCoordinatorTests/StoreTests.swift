import CordonDisclosure
import CordonTestSupport
import CordonValues
import Foundation
import Testing

@testable import CordonCoordinator

@Suite struct StoreTests {
    let folder: TemporaryFolder
    let store: CoordinatorStore

    init() throws {
        folder = try TemporaryFolder()
        store = try CoordinatorStore(file: folder.file("test.sqlite"))
    }

    static func record(
        _ id: String, key: String = "k", roster: [String] = ["a", "b"], question: Data = Data("q".utf8), deadline: Int64 = 2
    ) -> QuestionRecord {
        QuestionRecord(
            id: id, keyID: key, study: "s", state: .queued, machine: QuestionMachine(roster: roster, quorum: 1), revision: 0, sql: "q",
            question: question, permit: Data("p".utf8), dispatch: Data("d".utf8), definition: "definition", created: 1,
            deadline: deadline, expires: 3, sealingKey: Data("sealing-key-marker".utf8))
    }

    @Test func `a nonce is taken once until it expires`() async throws {
        try await store.claim(nonce: "n", of: "k", until: 1000, now: 0)
        let error = await #expect(throws: Diagnostic.self) { try await store.claim(nonce: "n", of: "k", until: 1000, now: 999) }
        #expect(error?.code == .replayed)
        try await store.claim(nonce: "n", of: "other", until: 1000, now: 999)
        try await store.claim(nonce: "n", of: "k", until: 3000, now: 2000)
    }

    @Test func `nonces and questions survive a restart`() async throws {
        try await store.claim(nonce: "n", of: "k", until: 1000, now: 0)
        #expect(try await store.insert(Self.record("1"), inFlight: 4))
        store.close()
        let again = try CoordinatorStore(file: folder.file("test.sqlite"))
        await #expect(throws: Diagnostic.self) { try await again.claim(nonce: "n", of: "k", until: 1000, now: 1) }
        #expect(try await again.question("1")?.machine.hospitals.map(\.id) == ["a", "b"])
    }

    @Test func `a researcher has so many questions in flight and no more`() async throws {
        #expect(try await store.insert(Self.record("1"), inFlight: 1))
        #expect(try await !store.insert(Self.record("1"), inFlight: 1))
        let error = await #expect(throws: Diagnostic.self) { try await store.insert(Self.record("2"), inFlight: 1) }
        #expect(error?.code == .tooManyRequests)
        _ = try await store.advance("1", .cancelRequested, now: 5)
        #expect(try await store.insert(Self.record("2"), inFlight: 1))
    }

    @Test func `a transition whose transaction fails leaves no trace`() async throws {
        #expect(try await store.insert(Self.record("1"), inFlight: 4))
        await #expect(throws: Diagnostic.self) {
            try await store.advance("1", .answered("a", digest: "x"), now: 5) { _, _ in throw Diagnostic(.conflict, "no") }
        }
        #expect(try await store.question("1")?.machine.hospital("a")?.state == .waiting)
    }

    @Test func `the end of a question erases its key and envelopes from the disk`() async throws {
        #expect(try await store.insert(Self.record("1"), inFlight: 4))
        let envelope = EnvelopeRecord(
            question: "1", node: "a", snapshot: "s", cutoff: "", objections: true,
            bytes: Data(repeating: 7, count: 50_000) + Data("envelope-marker".utf8))
        _ = try await store.advance("1", .answered("a", digest: "x"), now: 5) { database, _ in try envelope.insert(database) }
        #expect(try await store.envelopes(of: "1").count == 1)
        _ = try await store.advance("1", .cancelRequested, now: 6)
        try await store.truncateLog()
        for name in ["test.sqlite", "test.sqlite-wal"] {
            let bytes = FileManager.default.contents(atPath: folder.file(name)) ?? Data()
            #expect(bytes.range(of: Data("envelope-marker".utf8)) == nil)
            #expect(bytes.range(of: Data("sealing-key-marker".utf8)) == nil)
        }
        #expect(try await store.question("1")?.sealingKey == nil)
    }

    @Test func `the ledger answers on the same snapshots and not on others`() async throws {
        try await release("1", threshold: 11, minimumHospitals: 2)
        func entry(_ snapshots: [String: String], study: String = "s") async throws -> LedgerRecord? {
            try await store.ledgerEntries(
                study: study, definitions: ["d"], snapshots: snapshots, under: DisclosureRules(threshold: 11, minimumHospitals: 2))[0]
        }
        #expect(try await entry(["a": "1"]) != nil)
        #expect(try await entry(["a": "1", "b": "1", "c": "9"]) != nil)
        #expect(try await entry(["a": "1", "b": "2"]) == nil)
        #expect(try await entry([:], study: "other") == nil)
    }

    @Test(arguments: [(5, 2, true), (11, 2, true), (12, 2, false), (5, 3, false)])
    func `the ledger shows a release only under rules that are no stricter`(
        _ threshold: Int, _ minimumHospitals: Int, _ isShown: Bool
    ) async throws {
        try await release("1", threshold: 11, minimumHospitals: 2)
        let rules = DisclosureRules(threshold: Int64(threshold), minimumHospitals: minimumHospitals)
        func entry() async throws -> LedgerRecord? {
            try await store.ledgerEntries(study: "s", definitions: ["d"], snapshots: ["a": "1"], under: rules)[0]
        }
        if isShown {
            #expect(try await entry()?.number == 1)
        } else {
            let error = await #expect(throws: Diagnostic.self) { try await entry() }
            #expect(error?.code == .rulesTightened)
        }
        // A release that is strict enough is found beside an earlier one that is not.
        try await release("2", threshold: 20, minimumHospitals: 3)
        let both = try await store.ledgerEntries(study: "s", definitions: ["d"], snapshots: [:], under: rules)[0]
        #expect(both?.number == (isShown ? 1 : 2))
    }

    @Test(arguments: [nil, OutOfBounds.clip, .refuse], [nil, OutOfBounds.clip, .refuse])
    func `all releases of a study are of clipped values, or none is, whatever is asked and of whatever data`(_ made: OutOfBounds?, _ now: OutOfBounds?) async throws {
        try await release("1", outOfBounds: made)
        var rules = DisclosureRules(threshold: 11, minimumHospitals: 2)
        rules.outOfBounds = now
        func entry(study: String) async throws -> LedgerRecord? {
            try await store.ledgerEntries(study: study, definitions: ["another"], snapshots: ["a": "2"], under: rules)[0]
        }
        #expect(try await entry(study: "other") == nil)
        if (made == .clip) == (now == .clip) {
            #expect(try await entry(study: "s") == nil)
        } else {
            let error = await #expect(throws: Diagnostic.self) { try await entry(study: "s") }
            #expect(error?.code == .rulesTightened)
            #expect(error?.hint?.contains("another study") == true)
        }
    }

    /// A release without groups, by the hospitals a and b from this snapshot.
    private func release(
        _ snapshot: String, threshold: Int = 11, minimumHospitals: Int = 2, sets: Int = 0, isSpent: Bool = false, outOfBounds: OutOfBounds? = nil
    ) async throws {
        let outside = outOfBounds.map { #","outOfBounds":"\#($0.rawValue)""# } ?? ""
        let stored = Data(
            #"{"applied":[],"groups":[],"remainder":false,"rules":{"minimumHospitals":\#(minimumHospitals),"threshold":\#(threshold)\#(outside)},"sets":\#(sets),"spent":\#(isSpent),"version":1}"#.utf8)
        let (boundary, answered) = (try ReleasedBoundary(stored: stored), AnsweredSnapshot(id: snapshot, cutoff: ""))
        try await store.write { database in
            _ = try CoordinatorStore.record(
                study: "s", definition: "d", snapshots: ["a": answered, "b": answered], question: "q", boundary, now: 1,
                in: database)
        }
    }

    @Test func `a release that the budget cut short answers nothing and gives way to the next, and sets of releases add up`() async throws {
        let rules = DisclosureRules(threshold: 11, minimumHospitals: 2)
        func number() async throws -> Int64? {
            try await store.ledgerEntries(study: "s", definitions: ["d"], snapshots: ["a": "1"], under: rules)[0]?.number
        }
        try await release("1", isSpent: true)
        #expect(try await number() == nil)
        #expect(try await store.shownSets(in: ["s"]) == 0)
        try await release("1", threshold: 20, sets: 3)
        #expect(try await number() == 2)
        // Whoever reads the one that was cut short is held to its own rules.
        #expect(try await store.ledgerRules([1, 2]).map(\.threshold) == [11, 20])
        try await release("2", sets: 4)
        #expect(try await store.shownSets(in: ["s", "t"]) == 7)
        #expect(try await store.shownSets(in: ["t"]) == 0)
    }

    @Test func `a charter is only replaced by a newer one`() async throws {
        try await store.install(charter: Data("two".utf8), version: 2)
        try await store.install(charter: Data("two".utf8), version: 2)
        for version in [1, 2] {
            await #expect(throws: Diagnostic.self) { try await store.install(charter: Data("x".utf8), version: version) }
        }
        try await store.install(charter: Data("three".utf8), version: 3)
        #expect(try await store.charter() == Data("three".utf8))
    }
}
