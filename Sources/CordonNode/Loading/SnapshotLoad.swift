import CordonCatalog
import CordonValues
import CordonWarehouse
import CordonWarehouseSQLite
import Foundation

/// Loads a folder of CSV files as the node's next snapshot: all of it, or nothing and the snapshot before stays.
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
        /// Of the bytes of all files, 0 to 1.
        public let share: Double
    }

    private let state: StateFolder
    private let catalog: Catalog
    private let mapping: Mapping
    private let folder: String
    private let cutoff: CalendarDate
    private let maximumRejectedShare: Double
    private let keptSnapshots: Int
    /// Rejected lines that are shown at once.
    private static let shown = 10

    public init(
        _ state: StateFolder, folder: String, mappingFile: String?, cutoff: CalendarDate, maximumRejectedShare: Double
    ) throws(Diagnostic) {
        let configuration = try NodeConfiguration(state)
        self.state = state
        self.folder = folder
        self.cutoff = cutoff
        self.maximumRejectedShare = maximumRejectedShare
        catalog = try configuration.catalog(in: state)
        mapping =
            if let mappingFile {
                try Mapping(file: mappingFile, catalog: catalog)
            } else {
                try configuration.mapping(in: state, catalog: catalog)
            }
        keptSnapshots = configuration.data.keptSnapshots
    }

    public func run(progress: (Progress) -> Void = { _ in }) throws(Diagnostic) -> Outcome {
        try state.create()
        for table in mapping.tables { try TableLoad(table, folder: folder).check() }
        let snapshots = state.snapshotFolder
        let number = snapshots.nextNumber
        let writer = try SnapshotWriter(directory: snapshots.directory, catalog: catalog, number: number)
        var rejections = RejectionFile(path: "\(state.reports)/load-\(number).rejected.txt", shown: Self.shown)
        let report = try load(into: writer, &rejections, progress)
        let rejectionFile = try rejections.close()
        let isAcceptable = report.tables.allSatisfy { $0.rejectedShare <= maximumRejectedShare }
        let snapshot = isAcceptable ? try writer.commit(cutoff: cutoff) : nil
        if snapshot != nil { snapshots.prune(keeping: keptSnapshots) }
        return Outcome(report: report, rejectionFile: rejectionFile, firstRejections: rejections.first, snapshot: snapshot)
    }

    private func load(
        into writer: SnapshotWriter, _ rejections: inout RejectionFile, _ progress: (Progress) -> Void
    ) throws(Diagnostic) -> LoadReport {
        let total = max(1, mapping.tables.reduce(0) { $0 + size($1) })
        var before = 0
        var report = LoadReport()
        for table in mapping.tables {
            try writer.begin(table.table.name)
            var load = TableLoad(table, folder: folder)
            try load.run(
                take: { (row) throws(Diagnostic) in try writer.insert(row) },
                reject: { (rejection) throws(Diagnostic) in try rejections.add(rejection) },
                progress: { bytes in
                    progress(Progress(table: table.table.name, share: min(1, Double(before + bytes) / Double(total))))
                })
            before += size(table)
            report.tables.append(load.report)
        }
        return report
    }

    private func size(_ table: TableMapping) -> Int {
        table.files.reduce(0) { sum, file in
            sum + ((try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(file)")[.size] as? Int) ?? 0)
        }
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
