import CordonValues
import Foundation

/// Writes that are on disk when the call returns.
enum DurableFile {
    /// Appends to a file that has `size` bytes, or makes it where `size` is 0. After a failure the file has again the bytes it had,
    /// as far as the disk lets it.
    static func append(_ bytes: [UInt8], to path: String, size: Int) throws(Diagnostic) {
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW
        let descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else { throw unwritable(path, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, Int(status.st_size) == size else {
            throw unwritable(path, EIO)
        }
        if write(bytes, to: descriptor), fsync(descriptor) == 0 {
            if size == 0 { synchroniseFolder(of: path) }
            return
        }
        let reason = errno
        // Half a line would be in the way of the next; where even this fails, the next opening finds and removes it.
        _ = ftruncate(descriptor, off_t(size))
        throw unwritable(path, reason)
    }

    /// Replaces a file whole or not at all.
    static func replace(_ path: String, with bytes: [UInt8]) throws(Diagnostic) {
        let beside = "\(path).part"
        let descriptor = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw unwritable(path, errno) }
        let isWritten = write(bytes, to: descriptor) && fsync(descriptor) == 0
        let reason = errno
        guard close(descriptor) == 0, isWritten else { throw unwritable(path, reason) }
        guard rename(beside, path) == 0 else { throw unwritable(path, errno) }
        synchroniseFolder(of: path)
    }

    /// Cuts a file to its first `size` bytes.
    static func cut(_ path: String, to size: Int) throws(Diagnostic) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw unwritable(path, errno) }
        defer { close(descriptor) }
        guard ftruncate(descriptor, off_t(size)) == 0, fsync(descriptor) == 0 else { throw unwritable(path, errno) }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Foundation.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }

    static func synchroniseFolder(of path: String) {
        let descriptor = open(URL(filePath: path).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func unwritable(_ path: String, _ reason: Int32) -> Diagnostic {
        Diagnostic(
            .storageFailed, "The audit log cannot be written at '\(path)': \(String(cString: strerror(reason))).",
            hint: "Free some space, or give the folder back its permissions. Nothing is answered unrecorded.")
    }
}
