import CordonValues
import Foundation

/// A file's bytes, one after the other, read in pieces.
struct ByteSource {
    private static let piece = 1 << 16

    private let handle: FileHandle
    private let name: String
    private var buffer: [UInt8] = []
    private var index = 0
    private var taken = 0

    init(path: String) throws(Diagnostic) {
        name = URL(filePath: path).lastPathComponent
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw Diagnostic(.fileUnreadable, "The file '\(path)' cannot be read.", hint: "Check its path and permissions.")
        }
        self.handle = handle
    }

    var position: Int { taken + index }

    mutating func next() throws(Diagnostic) -> UInt8? {
        if index == buffer.count, try !refill() { return nil }
        defer { index += 1 }
        return buffer[index]
    }

    mutating func peek() throws(Diagnostic) -> UInt8? {
        if index == buffer.count, try !refill() { return nil }
        return buffer[index]
    }

    /// The next bytes, at most `count`, without taking them. Only at the start of a file.
    mutating func peek(_ count: Int) throws(Diagnostic) -> [UInt8] {
        if index == buffer.count { _ = try refill() }
        return Array(buffer[index...].prefix(count))
    }

    private mutating func refill() throws(Diagnostic) -> Bool {
        taken += buffer.count
        index = 0
        do {
            buffer = try handle.read(upToCount: Self.piece).map(Array.init) ?? []
        } catch {
            buffer = []
            throw Diagnostic(.fileUnreadable, "Reading '\(name)' failed.", hint: "Check the disk and that it is a plain file.")
        }
        return !buffer.isEmpty
    }
}
