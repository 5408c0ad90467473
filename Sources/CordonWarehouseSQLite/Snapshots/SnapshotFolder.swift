import CordonCatalog
import CordonValues
import CordonWarehouse
import Foundation

/// The snapshots of one node: files `snapshot-<number>.sqlite` in one directory. A file has that name only once it is complete.
public struct SnapshotFolder: Sendable, Hashable {
    public struct File: Sendable, Hashable {
        public let number: Int64
        public let path: String
    }

    public let directory: String

    public init(directory: String) { self.directory = directory }

    /// In ascending order of their numbers; empty when the directory does not exist.
    public var files: [File] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.compactMap { name in
            Self.number(of: name).map { File(number: $0, path: "\(directory)/\(name)") }
        }.sorted { $0.number < $1.number }
    }

    /// The snapshot that questions are answered from: the one with the highest number. Throws `snapshot-missing` when there is none.
    public func current(catalog: Catalog) throws(Diagnostic) -> SQLiteWarehouse {
        guard let newest = files.last else {
            throw Diagnostic(
                .snapshotMissing, "There is no snapshot in '\(directory)'.", hint: "Load the data with `cordon-node load`.")
        }
        return try SQLiteWarehouse.open(path: newest.path, catalog: catalog)
    }

    /// The number for the next load.
    public var nextNumber: Int64 { (files.last?.number ?? 0) + 1 }

    func path(of number: Int64) -> String { "\(directory)/snapshot-\(number).sqlite" }

    private static func number(of name: String) -> Int64? {
        guard name.hasPrefix("snapshot-"), name.hasSuffix(".sqlite") else { return nil }
        let digits = name.dropFirst("snapshot-".count).dropLast(".sqlite".count)
        // Only the spelling that a writer gives, so that one number is one file.
        guard let number = Int64(digits), number > 0, String(number) == digits else { return nil }
        return number
    }
}
