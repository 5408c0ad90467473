import CordonCatalog
import CordonTestSupport
import Testing

/// What keeping three answers apart, or all, costs on real data of small hospitals.
@Suite struct HeartRegistryTests {
    /// Its cells truly are almost two others together, of which one is hidden.
    private static let near = ["11-percentages.sql", "13-age-groups.sql"]

    @Test(.enabled(if: SharedData.has(HeartRegistry.data)))
    func `of sixteen questions, one after the other, three answers take cells from two, and all from no more`() throws {
        let catalog = try Catalog.shipped("heart-registry")
        let rows = try HeartRegistry.hospitals(catalog)
        let pairs = try StudyNetwork(catalog: catalog, days: [rows], permit: ["combinations": "2"])
        let three = try StudyNetwork(catalog: catalog, days: [rows])
        let all = try StudyNetwork(catalog: catalog, days: [rows], permit: ["combinations": "all"])
        #expect(HeartRegistry.questions.count == 16)
        for (name, sql) in HeartRegistry.questions {
            let step = SequenceCase.Step(sql: sql, released: "", hospitals: ["a", "b", "c", "d"])
            let (alone, together) = (try pairs.ask(step), try three.ask(step))
            #expect((alone != together) == Self.near.contains(name), "\(name)")
            #expect(try all.ask(step) == together, "\(name)")
        }
    }
}
