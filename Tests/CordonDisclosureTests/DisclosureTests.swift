import CordonAggregates
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
    func `a merged table is released as its file says`(_ table: TableCase) {
        let boundary = Disclosure(rules: Self.rules).release(table.merged, boundary: table.boundary)
        #expect(Self.lines(boundary) == table.released)
    }

    @Test(arguments: TableCase.all)
    func `a stored release reads back to the same cells`(_ table: TableCase) throws {
        let boundary = Disclosure(rules: Self.rules).release(table.merged, boundary: table.boundary)
        #expect(try ReleasedBoundary(stored: boundary.stored()) == boundary)
    }

    @Test(arguments: TableCase.all)
    func `no shown cell describes fewer than T patients, and hidden ones hold at least T together`(_ table: TableCase) {
        let released = Disclosure(rules: Self.rules).release(table.merged, boundary: table.boundary)
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
