import CordonAggregates
import CordonAttacker
import CordonCatalog
import CordonDisclosure
import CordonGate
import CordonQuery
import CordonTestSupport
import CordonTrust
import CordonValues
import CordonWarehouse
import CordonWarehouseSQLite
import CordonWire
import Foundation

/// One hospital as a node has it: its rows in a snapshot file, and answers that come out through the gate and the wire.
public struct HospitalFiles: Sendable {
    private let folder: TemporaryFolder
    private let warehouse: SQLiteWarehouse
    private let permits: [ReleaseMode: Permit]
    private let floors: CharterFloors

    public init(catalog: Catalog, tables: [String: [[Value]]], cutoff: CalendarDate = .first) throws {
        folder = try TemporaryFolder()
        let writer = try SnapshotWriter(directory: folder.path, catalog: catalog, number: 1)
        for (name, rows) in tables.sorted(by: { $0.key < $1.key }) {
            try writer.begin(name)
            for row in rows { try writer.insert(row) }
        }
        _ = try writer.commit(cutoff: cutoff)
        warehouse = try SnapshotFolder(directory: folder.path).current(catalog: catalog)
        floors = try CharterFloors(threshold: 11, minimumHospitals: 2, modes: [.merged, .siteFloor])
        permits = try Dictionary(uniqueKeysWithValues: floors.modes.map { mode in
            let permit = try Permit(
                id: "p1", network: "tests", study: "all", title: "Everything", legalBasis: "none: invented patients",
                researchers: [PermitResearcher(name: "Ada", jurisdiction: "CH", key: SigningKey().verifyingKey)],
                tables: try catalog.tables.map { try PermitTable(table: $0.name, columns: ["*"]) }, threshold: 11, mode: mode,
                validFrom: Timestamp(Date(timeIntervalSince1970: 0)), validUntil: Timestamp(Date(timeIntervalSince1970: 4_000_000_000)))
            return (mode, permit)
        })
    }

    /// What the node computes, for each part of the question.
    public func answers(_ query: FederatedQuery) throws -> [PartialTable] {
        try query.parts.map { try warehouse.answer($0, limits: ExecutionLimits(), cancellation: Cancellation()) }
    }

    /// The same with who is behind it.
    public func membershipAnswers(_ query: FederatedQuery) throws -> [(table: PartialTable, memberships: PatientMemberships)] {
        try warehouse.membershipAnswers(query, limits: ExecutionLimits(), cancellation: Cancellation())
    }

    /// The values of a column: ``Warehouse/values(of:under:catalog:)``.
    public func values(of source: String, under rows: PermittedRows, catalog: Catalog) throws(Diagnostic) -> [(patient: Value, value: Value)] {
        try warehouse.values(of: source, under: rows, catalog: catalog)
    }

    /// What the coordinator reads of the hospital's answer.
    public func partials(_ query: FederatedQuery, threshold: Int64 = 11) throws -> [PartialTable] {
        let tables = try answers(query)
        guard query.mode == .siteFloor else { return try received(tables, query) }
        return try received(floored(tables, query, threshold: threshold).map(\.leaving), query)
    }

    /// What the hospital's own disclosure control makes of its tables, after what it has released `before`.
    public func floored(
        _ tables: [PartialTable], _ query: FederatedQuery, question: String = "", before: [String: [ReleasedBoundary]] = [:],
        zeros: ZeroPolicy = .publish, threshold: Int64 = 11
    ) throws -> [SiteFloor.Decision] {
        try SiteFloor(hospital: "own", threshold: threshold, zeros: zeros, combinations: .triples, suppression: Suppression.decide(_:until:))
            .decide(tables, of: query, question: question, before: before)
    }

    /// What the coordinator reads of these tables. Without `permit` one that says nothing but the mode.
    public func received(_ tables: [PartialTable], _ query: FederatedQuery, under permit: Permit? = nil) throws -> [PartialTable] {
        guard let permit = permit ?? permits[query.mode] else { throw Diagnostic(.notPermitted, "The mode is not built.") }
        let passed = try Gate.pass(tables, question: query, permit: permit, floors: floors)
        let frames = try FrameCodec.compress(PartialCodec.encode(passed))
        return try PartialCodec.decode(FrameCodec.decompress(frames), layouts: query.layouts)
    }
}
