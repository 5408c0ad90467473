import CordonAudit
import CordonCatalog
import CordonValues
import CordonWarehouse
import CordonWarehouseSQLite
import Foundation

/// Loads what a hospital holds as the node's next snapshot: all of it, or nothing and the snapshot before stays.
public struct SnapshotLoad: Sendable {
    public struct Outcome: Sendable {
        public let report: LoadReport
        /// The file that lists every rejected line; nil when none was.
        public let rejectionFile: String?
        /// The first rejected lines.
        public let firstRejections: [String]
        /// Nil when too much was rejected: then nothing has changed.
        public let snapshot: SnapshotDescription?
    }

    /// How far a load is.
    public struct Progress: Sendable {
        public let table: String
        /// Of the bytes of all files, or of the tables of a database; 0 to 1.
        public let share: Double
    }

    private let source: String
    private let catalog: Catalog
    private let mapping: Mapping
    private let snapshots: SnapshotFolder
    private let reports: String
    private let cutoff: CalendarDate
    private let maximumRejectedShare: Double
    private let keptSnapshots: Int
    /// Nil for loads that are no node's.
    private var audit: AuditLog?
    /// The file of the patients who object; nil for loads that are no node's.
    private var objections: String?
    /// Rejected lines that are shown at once.
    private static let shown = 10

    /// Loads into folders of the caller's own. `source` is a folder of CSV files, a SQLite file, or a folder that holds one; `reports` is
    /// the folder for the list of rejected lines.
    public init(
        source: String, catalog: Catalog, mapping: Mapping, snapshots: SnapshotFolder, reports: String, cutoff: CalendarDate,
        maximumRejectedShare: Double, keptSnapshots: Int
    ) {
        self.source = source
        self.catalog = catalog
        self.mapping = mapping
        self.snapshots = snapshots
        self.reports = reports
        self.cutoff = cutoff
        self.maximumRejectedShare = maximumRejectedShare
        self.keptSnapshots = keptSnapshots
    }

    /// Loads into a node's state folder, as its configuration says, or by another mapping.
    public init(
        _ state: StateFolder, source: String, mappingFile: String?, cutoff: CalendarDate, maximumRejectedShare: Double
    ) throws(Diagnostic) {
        let configuration = try NodeConfiguration(state)
        let catalog = try configuration.catalog(in: state)
        let mapping =
            if let mappingFile {
                try Mapping(file: mappingFile, catalog: catalog)
            } else {
                try configuration.mapping(in: state, catalog: catalog)
            }
        try state.create()
        self.init(
            source: source, catalog: catalog, mapping: mapping, snapshots: state.snapshotFolder, reports: state.reports, cutoff: cutoff,
            maximumRejectedShare: maximumRejectedShare, keptSnapshots: configuration.data.keptSnapshots)
        audit = try state.auditLog(configuration.identity)
        objections = state.objections
    }

    public func run(progress: (Progress) -> Void = { _ in }) throws(Diagnostic) -> Outcome {
        let source = try LoadSource(path: source, mapping: mapping)
        try source.check(mapping)
        for table in mapping.tables { try TableLoad(table, from: source).check() }
        var filter = try objectionFilter()
        let number = snapshots.nextNumber
        let writer = try SnapshotWriter(directory: snapshots.directory, catalog: catalog, number: number)
        var rejections = RejectionFile(path: "\(reports)/load-\(number).rejected.txt", shown: Self.shown)
        let report = try load(from: source, into: writer, &filter, &rejections, progress)
        let rejectionFile = try rejections.close()
        let isAcceptable = report.tables.allSatisfy { $0.rejectedShare <= maximumRejectedShare }
        if isAcceptable { try audit?.append(.loaded(number, cutoff, catalog, objections: filter != nil)) }
        let snapshot = isAcceptable ? try writer.commit(cutoff: cutoff, objections: filter?.applied) : nil
        if snapshot != nil { snapshots.prune(keeping: keptSnapshots) }
        return Outcome(report: report, rejectionFile: rejectionFile, firstRejections: rejections.first, snapshot: snapshot)
    }

    /// A list that is there and cannot be read, or that was applied to the newest snapshot and is gone, stops the load.
    private func objectionFilter() throws(Diagnostic) -> ObjectionFilter? {
        guard let objections else { return nil }
        if let list = try ObjectionList.read(objections) { return ObjectionFilter(list) }
        guard snapshots.files.isEmpty || (try? snapshots.current(catalog: catalog).snapshot.objections) == nil else {
            throw Diagnostic(
                .fileUnreadable, "The newest snapshot leaves out the patients of a list of objections, and '\(objections)' is not there any more.",
                hint: "Restore it from a backup; nothing is loaded without it. `cordon-node objections import` makes a new one.")
        }
        return nil
    }

    private func load(
        from source: LoadSource, into writer: SnapshotWriter, _ objections: inout ObjectionFilter?, _ rejections: inout RejectionFile, _ progress: (Progress) -> Void
    ) throws(Diagnostic) -> LoadReport {
        let sizes = try mapping.tables.map { (table) throws(Diagnostic) in
            // Of a database only the number of tables is known beforehand.
            max(1, try source.parts(of: table).reduce(0) { $0 + source.size($1) })
        }
        let total = Double(sizes.reduce(0, +))
        var before = 0
        var patients = PatientRegister(catalog)
        var report = LoadReport(patientTable: patients.table)
        for (table, size) in zip(mapping.tables, sizes) {
            try writer.begin(table.table.name)
            var load = try TableLoad(table, from: source)
            try load.run(
                patients: &patients, objections: &objections,
                take: { (row) throws(Diagnostic) in try writer.insert(row) },
                reject: { (rejection) throws(Diagnostic) in try rejections.add(rejection) },
                progress: { bytes in
                    progress(Progress(table: table.table.name, share: min(1, Double(before + min(bytes, size)) / total)))
                })
            before += size
            report.tables.append(load.report)
        }
        return report
    }
}

/// The list of rejected lines: where and why, never what.
private struct RejectionFile {
    private let path: String
    private let shown: Int
    private var handle: FileHandle?
    private(set) var first: [String] = []

    init(path: String, shown: Int) {
        self.path = path
        self.shown = shown
    }

    mutating func add(_ rejection: Rejection) throws(Diagnostic) {
        if first.count < shown { first.append(rejection.description) }
        if handle == nil {
            // A failure shows at the write below.
            _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
            handle = FileHandle(forWritingAtPath: path)
        }
        do {
            guard let handle else { throw CocoaError(.fileWriteUnknown) }
            try handle.write(contentsOf: Data("\(rejection)\n".utf8))
        } catch {
            throw Diagnostic(.storageFailed, "The report '\(path)' cannot be written.", hint: "Check the disk's free space.")
        }
    }

    /// The path when there was anything to list.
    mutating func close() throws(Diagnostic) -> String? {
        guard let handle else { return nil }
        do { try handle.close() } catch { throw Diagnostic(.storageFailed, "The report '\(path)' cannot be written.") }
        return path
    }
}
