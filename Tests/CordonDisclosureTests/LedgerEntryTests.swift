import CordonValues
import Testing

@testable import CordonDisclosure

@Suite struct LedgerEntryTests {
    private let entry = LedgerEntry(
        study: "coronary", definition: "count of patient", snapshots: ["a": "a-1", "b": "b-1"], question: "q",
        released: ReleasedBoundary(groups: [], hasRemainder: false, rules: DisclosureRules(threshold: 11, minimumHospitals: 2)))

    @Test func `the same question on the same snapshots is answered`() {
        #expect(entry.answers(study: "coronary", definition: "count of patient", currentSnapshots: ["a": "a-1", "b": "b-1"]))
    }

    @Test func `a hospital that came since or is unknown changes nothing`() {
        #expect(entry.answers(study: "coronary", definition: "count of patient", currentSnapshots: ["a": "a-1", "b": "b-1", "c": "c-1"]))
        #expect(entry.answers(study: "coronary", definition: "count of patient", currentSnapshots: ["a": "a-1"]))
    }

    @Test func `a new snapshot makes it a new question`() {
        #expect(!entry.answers(study: "coronary", definition: "count of patient", currentSnapshots: ["a": "a-2", "b": "b-1"]))
    }

    @Test func `another study or definition is another question`() {
        #expect(!entry.answers(study: "other", definition: "count of patient", currentSnapshots: [:]))
        #expect(!entry.answers(study: "coronary", definition: "count of stay", currentSnapshots: [:]))
    }
}
