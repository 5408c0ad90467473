import CordonValues
import Foundation

/// The folder in which a node keeps everything: configuration, keys, snapshots, reports and the record of its questions.
public struct StateFolder: Sendable, Hashable {
    public let path: String

    public init(path: String) { self.path = path }

    public var configuration: String { file("config.yaml") }
    /// The node's signing key, mode 0600.
    public var signingKey: String { file("node.key") }
    /// A key that waits for the charter that names it, and its member card.
    public var nextKey: String { file("node-next.key") }
    public var nextCard: String { file("member-card-next.json") }
    public var memberCard: String { file("member-card.json") }
    /// What `enroll` pinned.
    public var enrolment: String { file("enrolment.json") }
    /// The newest charter that the authority signed.
    public var charter: String { file("charter.json") }
    /// The newest revocation list that the authority signed.
    public var revocations: String { file("revocations.json") }
    /// The record of questions: states, sealed answers, gated tables.
    public var record: String { file("record.sqlite") }
    public var snapshots: String { file("snapshots") }
    public var reports: String { file("reports") }

    public func file(_ name: String) -> String { "\(path)/\(name)" }

    /// A path of the configuration: absolute, or relative to this folder.
    public func resolve(_ written: String) -> String { written.hasPrefix("/") ? written : file(written) }

    /// Makes the folder and its subfolders, readable by their owner only, also where they were there before.
    public func create() throws(Diagnostic) {
        for folder in [path, snapshots, reports] {
            do {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder)
            } catch {
                throw Diagnostic(.storageFailed, "The folder '\(folder)' cannot be made.", hint: "Check its parent's permissions.")
            }
        }
    }

    /// Writes a file whole or not at all: beside its place first, then renamed.
    static func write(_ bytes: Data, to file: String, mode: Int = 0o640) throws(Diagnostic) {
        let beside = "\(file).\(UUID().uuidString).part"
        guard FileManager.default.createFile(atPath: beside, contents: nil, attributes: [.posixPermissions: mode]),
            let handle = FileHandle(forWritingAtPath: beside)
        else { throw Diagnostic(.storageFailed, "'\(file)' cannot be written.", hint: "Check the folder's permissions and the disk.") }
        do {
            try handle.write(contentsOf: bytes)
            try handle.synchronize()
            try handle.close()
            guard rename(beside, file) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            try? FileManager.default.removeItem(atPath: beside)
            throw Diagnostic(.storageFailed, "'\(file)' cannot be written.", hint: "Check the folder's permissions and the disk.")
        }
    }
}
