import CordonAggregates
import CordonAttacker
import CordonQuery
import CordonValues
import Testing

@testable import CordonDisclosure

@Suite struct DisclosureTests {
    private static let rules = DisclosureRules(threshold: 11, minimumHospitals: 2)

    @Test func `every table file is read`() {
        #expect(TableCase.all.count == TableCase.fileCount)
        #expect(TableCase.all.count >= 15)
    }

    @Test(arguments: TableCase.all)
    func `a merged table is released as its file says`(_ table: TableCase) throws {
        let boundary = try Disclosure(rules: Self.rules, suppression: Suppression.decide(_:until:)).release(table.merged, boundary: table.boundary)
        #expect(Self.lines(boundary) == table.released)
    }

    @Test(arguments: TableCase.all)
    func `a stored release reads back to the same cells`(_ table: TableCase) throws {
        let boundary = try Disclosure(rules: Self.rules, suppression: Suppression.decide(_:until:)).release(table.merged, boundary: table.boundary)
        #expect(try ReleasedBoundary(stored: boundary.stored()) == boundary)
    }

    @Test(arguments: TableCase.all)
    func `no shown cell describes fewer than T patients, and hidden ones hold at least T together`(_ table: TableCase) throws {
        let released = try Disclosure(rules: Self.rules, suppression: Suppression.decide(_:until:)).release(table.merged, boundary: table.boundary)
        for (group, keys) in table.merged.keys.enumerated() {
            guard let shown = released.groups.first(where: { $0.keys == keys }) else { continue }
            for (column, cell) in shown.cells.enumerated() where !cell.state.isHidden {
                let contributors = table.merged.columns[column].contributors[group]
                #expect(contributors == 0 || contributors >= 11)
                #expect(table.merged.patients[group] >= 11)
            }
        }
        for column in table.boundary.aggregates.indices where table.boundary.aggregates[column].family != .extreme {
            let hidden = table.merged.keys.indices.filter { group in
                released.groups.first { $0.keys == table.merged.keys[group] }?.cells[column].state != .value
            }.map { table.merged.columns[column].contributors[$0] }.filter { $0 > 0 }
            let together = table.boundary.groupsPartitionPatients ? hidden.reduce(0, +) : hidden.max() ?? 0
            let isSmall = hidden.contains { $0 < 11 } && hidden.count < table.merged.groupCount
            #expect(!isSmall || hidden.count > 1 && together >= 11)
        }
    }

    @Test func `a damaged ledger record is an error`() {
        #expect(throws: Diagnostic.self) { try ReleasedBoundary(stored: .init("{}".utf8)) }
    }

    /// What is replaced in a good record, and by what.
    static let damages: [(String, String)] = [
        (#",{"state":"suppressed"}]"#, "]"),
        (#""keys":[]}"#, #""keys":[{"text":"","type":"null"}]}"#),
        (#""state":"value","value":{"text":"40","type":"integer"}"#, #""state":"value","value":{"text":"","type":"null"}"#),
        (#""state":"value","value":{"text":"40","type":"integer"}"#, #""state":"value","value":null"#),
        (#""state":"value","value":{"text":"40","type":"integer"}"#, #""state":"suppressed","value":{"text":"40","type":"integer"}"#),
        (#""state":"value","value":{"text":"40","type":"integer"}"#, #""state":"value","value":{"text":"0","type":"integer"}"#),
        (#""state":"value","value":{"text":"40","type":"integer"}"#, #""state":"zero","value":{"text":"40","type":"integer"}"#),
        (#""state":"value","value":{"text":"40","type":"integer"}"#, #""state":"value","value":{"text":"40/0","type":"numeric"}"#),
    ]

    @Test(arguments: damages) func `a record whose cells do not fit each other is an error`(_ good: String, _ damaged: String) throws {
        let shape = ReleasedBoundary(
            groups: [
                ReleasedGroup(keys: [], cells: [.showing(.integer(40)), .suppressed]),
                ReleasedGroup(keys: [], cells: [.showing(.integer(41)), .suppressed]),
            ],
            hasRemainder: false, rules: Self.rules)
        let text = try #require(String(data: shape.stored(), encoding: .utf8))
        #expect(try ReleasedBoundary(stored: .init(text.utf8)) == shape)
        #expect(text.contains(good))
        let record = text.replacing(good, with: damaged, maxReplacements: 1)
        #expect(record != text)
        let diagnostic = #expect(throws: Diagnostic.self) { try ReleasedBoundary(stored: .init(record.utf8)) }
        #expect(diagnostic?.code == .storageFailed)
    }

    @Test func `a stored release lists the rules of its time`() throws {
        let earlier = ReleasedBoundary(
            groups: [], hasRemainder: false, rules: Self.rules, applied: [AppliedRule(name: "threshold", value: "11")])
        #expect(try ReleasedBoundary(stored: earlier.stored()).applied == earlier.applied)
    }

    static func lines(_ boundary: ReleasedBoundary) -> [String] {
        boundary.groups.map { group in
            ([group.keys[0].text(as: .integer) ?? group.keys[0].text(as: .text) ?? "NULL"] + group.cells.map(mark))
                .joined(separator: " ")
        } + (boundary.hasRemainder ? ["others"] : [])
    }

    private static func mark(_ cell: Cell) -> String {
        switch cell.state {
        case .value: "."
        case .zero: "0"
        case .suppressed: "#"
        case .withheld: "x"
        case .notApplicable: "-"
        }
    }
}
