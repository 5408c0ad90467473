import CordonAggregates
import CordonCatalog
import CordonGate
import CordonQuery
import CordonTrust
import CordonValues
import Foundation

/// A layout that a real question has, and the way of a table of that layout through the real gate. The question gives shape and
/// leave; the tables are made up (``PartialSample``).
struct PartialShape {
    let name: String
    let question: FederatedQuery
    private let permit: Permit
    private let floors: CharterFloors

    var layout: PartialLayout { question.layouts[0] }

    init(name: String, sql: String) throws {
        self.name = name
        question = try Planner.plan(sql, catalog: Catalog.shipped("demo-care"))
        let researcher = try PermitResearcher(name: "Benchmark", jurisdiction: "FR", key: SigningKey().verifyingKey)
        permit = try Permit(
            id: "benchmark", network: "benchmark", study: "benchmark", title: "Benchmark", legalBasis: "none",
            researchers: [researcher], tables: question.reads.map { try PermitTable(table: $0.table, columns: ["*"]) },
            threshold: 11, mode: .merged, validFrom: Timestamp(Date(timeIntervalSince1970: 0)),
            validUntil: Timestamp(Date(timeIntervalSince1970: 4_000_000_000)))
        floors = try CharterFloors(threshold: 11, minimumHospitals: 2, modes: [.merged])
    }

    func gated(_ table: PartialTable) throws -> GatedPartial {
        try Gate.pass([table], question: question, permit: permit, floors: floors)
    }

    /// Two keys, a whole number and a text; rows, and a whole sum with its count.
    static func whole() throws -> PartialShape {
        try PartialShape(
            name: "whole sums", sql: "SELECT age / 5 AS band, region, count(*), avg(age) FROM patient GROUP BY band, region")
    }

    /// The same with exact moments of a double.
    static func moments() throws -> PartialShape {
        try PartialShape(
            name: "and double moments",
            sql: "SELECT age / 5 AS band, region, count(*), avg(age), stddev(bmi) FROM patient GROUP BY band, region")
    }
}
