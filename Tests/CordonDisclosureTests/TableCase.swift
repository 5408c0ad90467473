import CordonAggregates
import CordonQuery
import CordonValues
import Foundation
import Testing

@testable import CordonDisclosure

/// One text file of `Tables/`: a merged table and what may be shown of it (see the README there).
struct TableCase: CustomTestStringConvertible {
    let name: String
    let title: String
    let boundary: Boundary
    let merged: MergedTable
    let released: [String]

    var testDescription: String { title }

    struct Malformed: Error { let line: String }

    static let all: [TableCase] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Tables").path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".table") }.sorted().compactMap { name in
            do {
                return try TableCase(file: "\(folder)/\(name)")
            } catch {
                print("\(name): \(error)")
                return nil
            }
        }
    }()

    static let fileCount: Int = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Tables").path
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).count { $0.hasSuffix(".table") }
    }()

    init(file: String) throws {
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init)
        name = URL(filePath: file).deletingPathExtension().lastPathComponent
        func fact(_ name: String) -> String? {
            lines.first { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
        }
        title = fact("title") ?? name
        guard let end = lines.firstIndex(of: "released") else { throw Malformed(line: file) }
        released = Array(lines[(end + 1)...])
        let columns = (fact("columns") ?? "").split(separator: " ").map(String.init)
        let domain = fact("domain").map { $0.split(separator: " ").map { Self.key(String($0)) } }
        let groups = lines[..<end].filter { !$0.contains(": ") && $0 != "overlap" }.map { $0.split(separator: " ").map(String.init) }
        let isText = groups.contains { line in if case .text = Self.key(line[0]) { true } else { false } }
        boundary = Boundary(
            keys: [
                BoundaryKey(expression: .column(.table(relation: 0, column: "k"), isText ? .text : .integer), domain: domain)
            ],
            aggregates: try columns.map(Self.aggregate), patient: .column(.table(relation: 0, column: "patient_id"), .bigint),
            groupsPartitionPatients: !lines.contains("overlap"))
        merged = try Self.merge(boundary, groups)
    }

    private static func key(_ text: String) -> Value {
        text == "NULL" ? .null : Int64(text).map(Value.integer) ?? .text(text)
    }

    private static func aggregate(_ word: String) throws -> BoundaryAggregate {
        func make(_ function: AggregateFunction, _ argument: ValueType?, filtered: Bool, complement: Bool, nonZero: Bool)
            -> BoundaryAggregate
        {
            BoundaryAggregate(
                specification: AggregateSpecification(function: function, argument: argument),
                argument: argument.map { .column(.table(relation: 0, column: "x"), $0) },
                filter: filtered ? .constant(.boolean(true), .boolean) : nil,
                disclosure: DisclosureNeeds(revealsComplement: complement, revealsNonZero: nonZero), span: nil)
        }
        return switch word {
        case "rows": make(.countRows, nil, filtered: false, complement: true, nonZero: false)
        case "filtered": make(.countRows, nil, filtered: true, complement: true, nonZero: false)
        case "mean": make(.average, .integer, filtered: false, complement: false, nonZero: false)
        case "patients": make(.countPatients, .bigint, filtered: true, complement: true, nonZero: false)
        case "total": make(.sum, .integer, filtered: false, complement: false, nonZero: false)
        case "condition": make(.sum, .integer, filtered: false, complement: false, nonZero: true)
        case "max": make(.maximum, .integer, filtered: false, complement: false, nonZero: false)
        default: throw Malformed(line: word)
        }
    }

    /// Merges one partial per hospital; hospital h has a patient or none of each cell so that `@hospitals` comes out right.
    private static func merge(_ boundary: Boundary, _ groups: [[String]]) throws -> MergedTable {
        var merged = MergedTable(layout: boundary.layout)
        for hospital in 0..<4 {
            try merged.merge(partial(boundary, groups, hospital: hospital))
        }
        return merged
    }

    private static func partial(_ boundary: Boundary, _ groups: [[String]], hospital: Int) throws -> PartialTable {
        let cells = try groups.map { try $0.dropFirst(2).map { try Spread(cell: $0, hospital: hospital) } }
        let patients = zip(groups, cells).map { group, cells in
            max(share(Int64(group[1]) ?? 0, hospital, of: cells.map(\.hospitals).max() ?? 1), cells.map(\.contributors).max() ?? 0)
        }
        let present = groups.indices.filter { patients[$0] > 0 }
        let columns = boundary.aggregates.indices.map { column in
            let specification = boundary.aggregates[column].specification
            return PartialColumn(
                states: present.map { cells[$0][column].state(specification) },
                // A maximum sends nothing at all.
                contributors: present.map { specification.function == .maximum ? 0 : cells[$0][column].contributors },
                partlyMissing: present.map { cells[$0][column].partlyMissing },
                nonZero: present.map { specification.function == .maximum ? 0 : cells[$0][column].nonZero },
                partlyZero: present.map { cells[$0][column].partlyZero },
                contributions: present.map { cells[$0][column].contributions(specification) }, verdicts: present.map { _ in 0 })
        }
        return try PartialTable(
            layout: boundary.layout, keys: present.map { [key(groups[$0][0])] }, patients: present.map { patients[$0] },
            columns: columns)
    }

    static func share(_ total: Int64, _ hospital: Int, of hospitals: Int) -> Int64 {
        guard hospital < hospitals else { return 0 }
        let count = Int64(hospitals)
        return total / count + (Int64(hospital) < total % count ? 1 : 0)
    }
}

/// One hospital's part of `contributors/non-zero@hospitals` or `contributors/non-zero@hospitals:hospitals of the non-zero`, either with `+` how many of them have a row of the other kind too. Who
/// does has two rows.
struct Spread {
    let contributors: Int64
    let partlyMissing: Int64
    let nonZero: Int64
    let partlyZero: Int64
    let hospitals: Int

    init(cell: String, hospital: Int) throws {
        let halves = cell.split(separator: "@")
        let counts = (halves.first ?? "").split(separator: "/").map { $0.split(separator: "+").compactMap { Int64($0) } }
        let spread = halves.count == 2 ? halves[1].split(separator: ":").compactMap { Int($0) } : []
        guard counts.count == 2, counts.allSatisfy({ 1...2 ~= $0.count }), let hospitals = spread.first, let nonZeroIn = spread.last else {
            throw TableCase.Malformed(line: cell)
        }
        self.hospitals = hospitals
        contributors = TableCase.share(counts[0][0], hospital, of: hospitals)
        partlyMissing = TableCase.share(counts[0].count == 2 ? counts[0][1] : 0, hospital, of: hospitals)
        nonZero = min(contributors, TableCase.share(counts[1][0], hospital, of: nonZeroIn))
        partlyZero = TableCase.share(counts[1].count == 2 ? counts[1][1] : 0, hospital, of: hospitals)
    }

    /// Everybody has as much as anybody: nobody dominates.
    func contributions(_ specification: AggregateSpecification) -> TopContributions {
        let (patients, unit): (Int64, UInt128) = specification.stateKind == .count ? (contributors, 1) : (nonZero, 1 << 32)
        guard specification.tellsContributions, patients > 0 else { return .none }
        return TopContributions(unit, patients > 1 ? unit : 0)
    }

    func state(_ specification: AggregateSpecification) -> AggregateState {
        switch specification.function {
        case .countRows, .countPatients: .count(contributors)
        case .maximum: .none
        default: .wholeSum(WholeSum(rows: contributors + partlyZero, sum: Int128(nonZero)))
        }
    }
}
