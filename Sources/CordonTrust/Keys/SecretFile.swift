import CordonValues
import Foundation

/// Files that hold secrets: readable by their owner alone, made and replaced whole or not at all.
public enum SecretFile {
    /// The bytes of a regular file of at most `limit` bytes whose mode gives group and others nothing.
    public static func read(_ path: String, limit: Int) throws(Diagnostic) -> Data {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw Diagnostic(.fileUnreadable, "`\(path)` cannot be read: \(reason(errno)).")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit else {
            throw Diagnostic(.fileUnreadable, "`\(path)` is not a file of at most \(limit) bytes.")
        }
        try requireOwnerOnly(status, path)
        return try contents(of: descriptor, path, limit: limit)
    }

    /// Refuses a file of another program's making, such as a TLS key, that others than its owner can open. A link is followed.
    public static func checkMode(_ path: String) throws(Diagnostic) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw Diagnostic(.fileUnreadable, "`\(path)` cannot be read: \(reason(errno)).") }
        try requireOwnerOnly(status, path)
    }

    private static func requireOwnerOnly(_ status: stat, _ path: String) throws(Diagnostic) {
        guard status.st_mode & 0o077 == 0 else {
            throw Diagnostic(
                .fileUnreadable, "`\(path)` holds a secret, but others than its owner can open it.", hint: "Run: chmod 600 \(path)")
        }
    }

    private static func contents(of descriptor: Int32, _ path: String, limit: Int) throws(Diagnostic) -> Data {
        var buffer = [UInt8](repeating: 0, count: limit + 1)
        var filled = 0
        while filled <= limit {
            let count = buffer.withUnsafeMutableBytes { bytes in
                Foundation.read(descriptor, bytes.baseAddress?.advanced(by: filled), bytes.count - filled)
            }
            if count == 0 { return Data(buffer[..<filled]) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            filled += count
        }
        throw Diagnostic(.fileUnreadable, "`\(path)` cannot be read, or is longer than \(limit) bytes.")
    }

    /// Writes `bytes` to a new file of mode 0600. The name appears only when everything is on disk; if it exists already, nothing
    /// happens to it and the call fails.
    public static func create(_ path: String, _ bytes: Data) throws(Diagnostic) {
        let temporary = try writeBeside(path, bytes)
        defer { unlink(temporary) }
        // link fails where the name exists, which rename would not.
        guard link(temporary, path) == 0 else {
            let taken = errno == EEXIST
            throw Diagnostic(
                .storageFailed, taken ? "`\(path)` exists already." : "`\(path)` cannot be written: \(reason(errno)).",
                hint: taken ? "A key file is never overwritten; move it away first if it is really no longer needed." : nil)
        }
        synchroniseFolder(of: path)
    }

    /// Puts `bytes`, with mode 0600, into the place of the file that is there: everything is on disk before the old file goes.
    public static func replace(_ path: String, _ bytes: Data) throws(Diagnostic) {
        let temporary = try writeBeside(path, bytes)
        guard rename(temporary, path) == 0 else {
            let failure = errno
            unlink(temporary)
            throw Diagnostic(.storageFailed, "`\(path)` cannot be written: \(reason(failure)).")
        }
        synchroniseFolder(of: path)
    }

    /// Puts a secret file into the place of another, which is gone then.
    public static func move(_ path: String, to place: String) throws(Diagnostic) {
        guard rename(path, place) == 0 else {
            throw Diagnostic(.storageFailed, "`\(path)` cannot be moved to `\(place)`: \(reason(errno)).")
        }
        synchroniseFolder(of: place)
    }

    /// A new file of mode 0600 beside the path, with everything on disk.
    private static func writeBeside(_ path: String, _ bytes: Data) throws(Diagnostic) -> String {
        let temporary = "\(path).\(UInt64.random(in: 0 ... .max)).partial"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw Diagnostic(.storageFailed, "`\(path)` cannot be written: \(reason(errno)).")
        }
        let written = fchmod(descriptor, 0o600) == 0 && write(bytes, to: descriptor) && fsync(descriptor) == 0
        let failure = errno
        guard close(descriptor) == 0, written else {
            unlink(temporary)
            throw Diagnostic(.storageFailed, "`\(path)` cannot be written: \(reason(failure)).")
        }
        return temporary
    }

    private static func write(_ bytes: Data, to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func synchroniseFolder(of path: String) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
