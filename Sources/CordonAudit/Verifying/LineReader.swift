import CordonValues
import Foundation

/// Reads a file line by line, a mebibyte at a time.
enum LineReader {
    private static let block = 1 << 20

    /// Gives each line without its line feed to `body`, until it answers false. `isEnded` is false for bytes after the last line feed. A
    /// line that is longer than ``AuditLine/limit`` comes cut off, which makes it no record.
    static func read(
        _ path: String, _ body: (_ line: Span<UInt8>, _ isEnded: Bool) throws(Diagnostic) -> Bool
    ) throws(Diagnostic) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: AuditLine.limit + block)
        var filled = 0
        while true {
            let count = buffer.withUnsafeMutableBytes { bytes in
                Foundation.read(descriptor, bytes.baseAddress?.advanced(by: filled), min(block, bytes.count - filled))
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path) }
            guard count > 0 else { break }
            filled += count
            guard let rest = try lines(buffer.span.extracting(0..<filled), body) else { return }
            // A line too long to be a record is cut, so that it never fills the memory.
            let kept = min(filled - rest, AuditLine.limit + 1)
            buffer.withUnsafeMutableBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                memmove(base, base + rest, kept)
            }
            filled = kept
        }
        if filled > 0 { _ = try body(buffer.span.extracting(0..<filled), false) }
    }

    /// The place behind the last whole line; nil when `body` has had enough.
    private static func lines(
        _ bytes: Span<UInt8>, _ body: (Span<UInt8>, Bool) throws(Diagnostic) -> Bool
    ) throws(Diagnostic) -> Int? {
        var start = 0
        while let end = lineFeed(bytes, from: start) {
            guard try body(bytes.extracting(start..<end), true) else { return nil }
            start = end + 1
        }
        return start
    }

    private static func lineFeed(_ bytes: Span<UInt8>, from start: Int) -> Int? {
        bytes.withUnsafeBytes { buffer in
            guard start < buffer.count, let base = buffer.baseAddress, let found = memchr(base + start, 0x0A, buffer.count - start)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }

    static func unreadable(_ path: String) -> Diagnostic {
        Diagnostic(.fileUnreadable, "'\(path)' cannot be read: \(String(cString: strerror(errno))).")
    }
}
