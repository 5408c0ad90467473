import CordonValues
import Foundation

/// Steps on files whose order makes a load safe against being killed.
enum SnapshotFiles {
    /// A new empty file that only its owner can read.
    static func create(_ path: String) throws(Diagnostic) {
        let descriptor = Foundation.open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("The file '\(path)' cannot be made.") }
        close(descriptor)
    }

    static func remove(_ path: String) { _ = unlink(path) }

    /// What a load that was killed left behind; the caller holds the directory's lock.
    static func removeLeftovers(in directory: String) throws(Diagnostic) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        for name in names where name.hasPrefix("snapshot-") && [".loading", ".staging"].contains(where: name.hasSuffix) {
            guard unlink("\(directory)/\(name)") == 0 else { throw failure("The left-over file '\(name)' in '\(directory)' cannot be removed.") }
        }
    }

    /// Flushes the file, gives it its name, and flushes the directory, so that the name is durable and never names less than all of it.
    static func publish(_ path: String, as final: String, in directory: String) throws(Diagnostic) {
        try flush(path)
        guard rename(path, final) == 0 else { throw failure("The snapshot cannot be renamed to '\(final)'.") }
        try flush(directory)
    }

    private static func flush(_ path: String) throws(Diagnostic) {
        let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("'\(path)' cannot be opened.") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("'\(path)' cannot be flushed to the disk.") }
    }

    static func failure(_ message: String) -> Diagnostic {
        Diagnostic(.storageFailed, message, hint: "Check the directory's permissions and the disk's free space.")
    }
}

/// Held by the one load that writes to a directory; the system lets go of it when the process ends, however that happens.
final class LoadLock {
    private let descriptor: Int32

    init(directory: String) throws(Diagnostic) {
        let path = "\(directory)/load.lock"
        let opened = Foundation.open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw SnapshotFiles.failure("The directory '\(directory)' cannot be written to.") }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            close(opened)
            throw Diagnostic(.conflict, "Another load is writing to '\(directory)'.", hint: "Wait until it has finished.")
        }
        descriptor = opened
    }

    deinit { close(descriptor) }
}
