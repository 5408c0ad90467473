import CordonValues
import Foundation

/// An export while it is written: a new file of mode 0600. An existing one is never touched.
public struct ExportFile: Sendable {
    public let path: String
    private let handle: FileHandle

    public init(_ path: String) throws(Diagnostic) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Diagnostic(.storageFailed, "'\(path)' cannot be made: \(String(cString: strerror(errno))).", hint: "Name a new file.")
        }
        self.path = path
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    public func append(_ bytes: Data) throws(Diagnostic) {
        do { try handle.write(contentsOf: bytes) } catch { throw Diagnostic(.storageFailed, "'\(path)' cannot be written.") }
    }

    /// Half an export would look like a log whose end was removed.
    public func discard() { unlink(path) }
}
