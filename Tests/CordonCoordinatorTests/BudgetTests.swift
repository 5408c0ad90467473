import CordonDisclosure
import CordonReport
import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import CordonCoordinator

@Suite(.timeLimit(.minutes(10))) struct BudgetTests {
    /// Three hospitals of 64 patients at least: 192 / 2 / 11 = 8.
    private static let magnitude = 7

    private func ask(_ running: RunningCoordinator, _ condition: String) async throws -> ResultDocument {
        let question = try running.network.question(
            "SELECT sex, count(*) AS n FROM patient WHERE \(condition) GROUP BY sex ORDER BY sex")
        if try await running.ask(question)["state"] != .string("released") {
            for node in TestNetwork.nodes {
                try await running.node(node).answer(question.hash, women: 20, men: 40, patientsMagnitude: Self.magnitude)
            }
            _ = try await running.status(question.hash, until: ["released"])
        }
        return try ResultDocument(json: await running.researcher().send("GET", "/v1/questions/\(question.hash)/result").body)
    }

    private func spend(_ running: RunningCoordinator) async throws {
        for (number, age) in [40, 50, 60, 70].enumerated() {
            let answer = try await ask(running, "age > \(age)")
            #expect(answer.rows.allSatisfy { $0.cells.allSatisfy { $0.state == .value } })
            #expect(answer.budget?.used == 2 * (number + 1))
            #expect(answer.budget?.limit == 8)
        }
    }

    @Test func `half as many sets are shown as the patients make groups of the threshold, then new ones are withheld and stored answers stay`() async throws {
        let network = try await TestNetwork(cells: nil)
        let running = try await RunningCoordinator(network)
        try await spend(running)

        let withheld = try await ask(running, "age > 80")
        #expect(withheld.rows.allSatisfy { $0.cells.last?.state == .withheld })
        #expect(withheld.budget?.used == 8)
        #expect(withheld.rules.contains(ResultDocument.Rule(name: "budget", value: "spent")))
        #expect(withheld.notes.contains(ResultDocument.spentNote))
        let known = try await ask(running, "age > 40")
        #expect(known.storedFrom != nil)
        #expect(known.rows.map { $0.cells.last?.text } == ["60", "120"])

        let permits = try StrictJSON.read(try await running.researcher().send("GET", "/v1/permits").body)
        guard case .array(let budgets)? = permits["budgets"] else { throw Diagnostic(.documentInvalid, "no budgets") }
        #expect(budgets.map { $0["used"] } == [.number("8")])
        #expect(budgets.map { $0["limit"] } == [.number("8")])
        await running.stop()
    }

    @Test func `what the budget left out is answered when the authority allows more`() async throws {
        let network = try await TestNetwork(cells: nil)
        let running = try await RunningCoordinator(network)
        try await spend(running)
        #expect(try await ask(running, "age > 80").hiddenCells(.withheld) == 2)

        let old = network.permit
        let more = try Permit(
            id: "permit-2", network: old.network, study: old.study, title: old.title, legalBasis: old.legalBasis, researchers: old.researchers,
            tables: old.tables, threshold: old.threshold, mode: old.mode,
            disclosure: PermitDisclosure(protectsZeros: false, siteResults: [], cells: 10), validFrom: old.validFrom, validUntil: old.validUntil)
        let desk = try Operator(state: network.state)
        _ = try await desk.installPermit(Signed.sign(more, by: network.authority).bytes)
        desk.close()
        try await network.revoke(permits: ["permit-1"])
        let answered = try await ask(running, "age > 80")
        #expect(answered.rows.map { $0.cells.last?.text } == ["60", "120"])
        #expect(answered.budget?.used == 10)
        await running.stop()
    }

    @Test func `studies that share a researcher count together, through any permit of the study`() throws {
        let (ada, bob, eve) = (SigningKey(), SigningKey(), SigningKey())
        func permit(_ id: String, _ study: String, _ keys: [SigningKey]) throws -> Permit {
            let start = Timestamp(Date())
            return try Permit(
                id: id, network: "test", study: study, title: study, legalBasis: "consent",
                researchers: keys.map { try PermitResearcher(name: "R", jurisdiction: "CH", key: $0.verifyingKey) },
                tables: [PermitTable(table: "patient", columns: ["*"])], threshold: 11, mode: .merged, validFrom: start,
                validUntil: start.adding(3600))
        }
        let authority = SigningKey()
        let (one, two, three) = (try permit("1", "one", [ada]), try permit("2", "two", [ada, bob]), try permit("3", "three", [eve]))
        let more = try permit("4", "one", [eve])
        func linked(_ permits: [Permit]) throws -> Set<String> {
            let signed = try permits.map { try Signed.sign($0, by: authority) }
            return Network(charter: nil, catalog: nil, catalogBytes: nil, permits: signed, revocations: nil).studies(linkedWith: one)
        }
        #expect(try linked([one, two, three]) == ["one", "two"])
        #expect(try linked([one, two, three, more]) == ["one", "two", "three"])
    }

    @Test(arguments: [(0 as Int64, 11 as Int64, 0), (21, 11, 0), (22, 11, 1), (920, 11, 41), (Int64.max, 2, 2_305_843_009_213_693_951)])
    func `the limit is half the patients divided by the threshold, downwards`(_ cohort: Int64, _ threshold: Int64, _ limit: Int) {
        #expect(CellBudget.limit(cohort: cohort, threshold: threshold) == limit)
    }
}
