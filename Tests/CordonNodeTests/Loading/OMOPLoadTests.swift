import CordonCatalog
import CordonTestSupport
import CordonValues
import Foundation
import Testing

@testable import CordonNode

/// Two published OMOP data sets, with the faults that their READMEs name. No mapping: all by name.
@Suite struct `Loading OMOP folders` {
    private func load(_ data: String, catalog: String, maximumRejectedShare: Double) async throws -> (NodeFixture, SnapshotLoad.Outcome) {
        let node = try NodeFixture(catalog: catalog)
        return (node, try await beside { try node.load(from: SharedData.path(data), maximumRejectedShare: maximumRejectedShare) })
    }

    @Test(.enabled(if: SharedData.has("data/omop_gibleed")))
    func `GiBleed loads: rows whose number repeats are rejected, rows of unknown persons loaded, both counted`() async throws {
        let (node, outcome) = try await load("data/omop_gibleed", catalog: "omop-5.3", maximumRejectedShare: 0.07)
        #expect(outcome.snapshot != nil)
        let reports = Dictionary(uniqueKeysWithValues: outcome.report.tables.map { ($0.table, $0) })
        for (table, lines, rows) in [("drug_exposure", 67_707, 63_323), ("measurement", 44_053, 41_870), ("observation", 1_477, 1_471)] {
            let report = try #require(reports[table])
            #expect(report.lines == lines)
            #expect(report.rows == rows)
            #expect(report.reasons == [.init(column: nil, sentence: RejectionReason.duplicateKey.rawValue): lines - rows])
            #expect(try node.number("SELECT count(*) FROM \(table)") == Int64(rows))
        }
        #expect(outcome.report.rejectedLines == (67_707 - 63_323) + (44_053 - 41_870) + (1_477 - 1_471))
        #expect(try node.number("SELECT count(*) FROM person") == 2_694)
        #expect(try node.number("SELECT count(*) FROM concept_ancestor") == 65_690)
        #expect(outcome.report.patientTable == "person")
        let strangers = outcome.report.tables.filter { $0.strangers > 0 }
        #expect(strangers.map(\.table) == ["observation_period"])
        #expect(strangers.map(\.strangers) == [2_649])
        #expect(try node.number("SELECT count(*) FROM observation_period") == 5_343)
        #expect(outcome.report.hasWarnings)
        let empty = try #require(reports["measurement"]).uniformByName.filter { $0.kind == .empty }.map(\.column)
        #expect(empty.contains("value_as_number"))
        #expect(try #require(reports["cost"]).ignoredColumns == ["REVEUE_CODE_SOURCE_VALUE"])
        #expect(outcome.report.summary.last?.hasPrefix("not there, and left empty: ") == true)
    }

    @Test(.enabled(if: SharedData.has("data/omop_synthea1k")))
    func `Synthea loads whole, with the concept 0 and an odd year of birth as values`() async throws {
        let (node, outcome) = try await load("data/omop_synthea1k", catalog: "omop-5.4", maximumRejectedShare: 0)
        #expect(outcome.report.rejectedLines == 0)
        #expect(try node.number("SELECT count(*) FROM person") == 1_130)
        #expect(try node.number("SELECT count(*) FROM condition_occurrence WHERE condition_concept_id = 0") == 825)
        #expect(try node.number("SELECT count(*) FROM drug_exposure WHERE drug_concept_id = 0") == 7_911)
        #expect(try node.number("SELECT count(*) FROM measurement WHERE measurement_concept_id = 0") == 22_975)
        #expect(try node.number("SELECT count(*) FROM measurement WHERE value_as_number IS NOT NULL") == 199_514)
        #expect(try node.number("SELECT year_of_birth FROM person WHERE person_id = 265") == 2_099)
        // 2011-08-19, from a column of days and from one with a time of day.
        #expect(try node.number("SELECT visit_start_date FROM visit_occurrence WHERE visit_occurrence_id = 5") == 15_205)
        #expect(outcome.report.tables.filter(\.isMissing).map(\.table).contains("care_site"))
    }

    @Test func `the mapping that hospitals get as an example fits its catalog`() throws {
        let mapping = try Mapping(file: NodeFixture.nodesFile("omop/mapping.yaml"), catalog: Catalog.shipped("omop-5.4"))
        #expect(mapping.tables.count == 39)
        #expect(mapping.tables.first { $0.table.name == "concept" }?.dialect == CSVDialect(delimiter: 0x09, hasQuotes: false))
        #expect(mapping.tables.first { $0.table.name == "person" }?.rows == .byName)
    }
}
