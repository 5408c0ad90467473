import CordonTrust
import CordonValues
import Foundation

/// Where an audit log lies: a folder of files of lines, each named by the number of its first record, and the newest signed head.
public struct AuditFolder: Sendable, Hashable {
    public let path: String

    public init(path: String) { self.path = path }

    struct File: Sendable, Hashable {
        /// The number of its first record, as its name says.
        let first: Int
        let path: String
    }

    var head: String { "\(path)/head.json" }
    var lock: String { "\(path)/lock" }
    /// The newest heads of other members.
    var held: String { "\(path)/held" }

    func file(startingAt number: Int) -> File {
        let digits = String(number)
        return File(first: number, path: "\(path)/\(String(repeating: "0", count: max(0, 12 - digits.count)))\(digits).jsonl")
    }

    /// The files of the log in the order of their records.
    var files: [File] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasSuffix(".jsonl") }.compactMap { name in Int(name.dropLast(6)).map { File(first: $0, path: "\(path)/\(name)") } }
            .sorted { $0.first < $1.first }
    }

    /// True when the newest head is signed by this key.
    public func isSigned(by key: VerifyingKey) -> Bool {
        guard let head = FileManager.default.contents(atPath: head) else { return false }
        return (try? Signed<AuditHead>.verify(head, by: [key])) != nil
    }

    public var exists: Bool { !files.isEmpty || FileManager.default.fileExists(atPath: head) }

    func make() throws(Diagnostic) {
        do {
            for folder in [path, held] where !FileManager.default.fileExists(atPath: folder) {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            }
        } catch {
            throw Diagnostic(.storageFailed, "The folder '\(path)' of the audit log cannot be made.", hint: "Check its parent's permissions.")
        }
    }

    static func size(_ file: File) -> Int {
        var status = stat()
        return stat(file.path, &status) == 0 ? Int(status.st_size) : 0
    }
}

/// Holds a log against other processes and other values of this one, until it is released.
struct AuditLock {
    private let descriptor: Int32

    init(_ folder: AuditFolder) throws(Diagnostic) {
        descriptor = open(folder.lock, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw Diagnostic(
                .storageFailed, "The folder '\(folder.path)' of the audit log cannot be written.",
                hint: "Run as the user who owns it. Nothing is answered unrecorded.")
        }
        while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {}
    }

    func release() { close(descriptor) }
}
