import CordonCatalog
import CordonQuery
import CordonValues
import Testing

@testable import CordonCoordinator

@Suite struct ReplicatedTablesTests {
    private let catalog: Catalog
    private let withConcept: FederatedQuery
    private let without: FederatedQuery

    init() throws {
        catalog = try Catalog.shipped("omop-5.4")
        withConcept = try Planner.plan(
            "SELECT c.concept_name, count(*) FROM person p JOIN concept c ON c.concept_id = p.gender_concept_id GROUP BY c.concept_name",
            catalog: catalog)
        without = try Planner.plan("SELECT count(*) FROM person", catalog: catalog)
    }

    private func status(_ node: String, concept: String?, version: String? = nil) -> NodeStatus {
        NodeStatus(
            node: node, lastSeen: 0, version: "1", charterVersion: 1, skew: 0, paused: false, snapshotID: "s-\(node)", snapshotNumber: 1,
            cutoff: "2026-04-30", loaded: 0, rowsMagnitude: 3, replicated: concept.map { ["concept": $0, "person": "x\(node)"] },
            vocabularyVersion: version)
    }

    private func failure(_ plan: FederatedQuery, _ nodes: [String], _ statuses: [NodeStatus]) -> Diagnostic? {
        do throws(Diagnostic) {
            try ReplicatedTables(catalog).check(plan, at: nodes, statuses)
            return nil
        } catch {
            return error
        }
    }

    @Test func `hospitals with different vocabularies are named, those in the minority last`() throws {
        let statuses = [
            status("basel", concept: "bb", version: "v5.0 18-JAN-19"), status("lyon", concept: "aa", version: "v5.0 31-AUG-23"),
            status("porto", concept: "aa", version: "v5.0 31-AUG-23"),
        ]
        let error = try #require(failure(withConcept, ["basel", "lyon", "porto"], statuses))
        #expect(error.code == .vocabularyDiffers)
        #expect(error.message.contains("'concept'"))
        #expect(error.message.contains("lyon, porto (v5.0 31-AUG-23) against basel (v5.0 18-JAN-19)"))
    }

    @Test func `a question that does not read the table, or does not ask the other hospital, goes through`() {
        let statuses = [status("basel", concept: "bb"), status("lyon", concept: "aa")]
        #expect(failure(without, ["basel", "lyon"], statuses) == nil)
        #expect(failure(withConcept, ["lyon"], statuses) == nil)
        #expect(failure(withConcept, ["basel", "lyon"], statuses)?.code == .vocabularyDiffers)
    }

    @Test func `a hospital that has not said what it holds is not compared`() {
        #expect(failure(withConcept, ["basel", "lyon"], [status("basel", concept: nil), status("lyon", concept: "aa")]) == nil)
        #expect(failure(withConcept, ["basel", "lyon"], []) == nil)
    }
}
