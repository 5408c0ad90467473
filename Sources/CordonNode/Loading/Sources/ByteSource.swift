import CordonValues
import Foundation

/// A file's bytes, one after the other, read in pieces; those of a `.gz` or `.zst` file as they were before they were compressed.
struct ByteSource {
    private static let piece = 1 << 16

    private let handle: FileHandle
    private let name: String
    private let decompressor: (any Decompressor)?
    private var buffer: [UInt8] = []
    private var index = 0
    /// Bytes taken from the file so far, as they lie on the disk.
    private(set) var position = 0

    init(path: String) throws(Diagnostic) {
        name = URL(filePath: path).lastPathComponent
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw Diagnostic(.fileUnreadable, "The file '\(path)' cannot be read.", hint: "Check its path and permissions.")
        }
        self.handle = handle
        decompressor = try Compression(fileName: name)?.decompressor()
    }

    mutating func next() throws(Diagnostic) -> UInt8? {
        if index == buffer.count, try !refill() { return nil }
        defer { index += 1 }
        return buffer[index]
    }

    /// Appends to `target` the bytes at hand up to the first that `stops` holds, at most `most`. It may append none: then ``next()`` goes on.
    mutating func take(into target: inout [UInt8], until stops: ByteSet, most: Int) {
        let end = min(buffer.count, index + most)
        var stop = index
        buffer.withUnsafeBufferPointer { bytes in
            while stop < end, !stops.contains(bytes[stop]) { stop += 1 }
        }
        target += buffer[index..<stop]
        index = stop
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
        index = 0
        buffer = if let decompressor { try read(through: decompressor) } else { try read() }
        return !buffer.isEmpty
    }

    private mutating func read(through decompressor: any Decompressor) throws(Diagnostic) -> [UInt8] {
        do throws(DamagedArchive) {
            while true {
                let bytes = try decompressor.produce()
                if !bytes.isEmpty { return bytes }
                let raw = try rawOrDamage()
                guard !raw.isEmpty else { break }
                decompressor.feed(raw)
            }
            guard decompressor.isComplete else { throw DamagedArchive() }
            return []
        } catch {
            throw Diagnostic(
                .fileUnreadable, "The archive '\(name)' is damaged or ends too early.",
                hint: "Make it again and load again; the snapshot before stays in use.")
        }
    }

    /// What cannot be read is as good as damaged.
    private mutating func rawOrDamage() throws(DamagedArchive) -> [UInt8] {
        do { return try read() } catch { throw DamagedArchive() }
    }

    private mutating func read() throws(Diagnostic) -> [UInt8] {
        do {
            let bytes = try handle.read(upToCount: Self.piece).map(Array.init) ?? []
            position += bytes.count
            return bytes
        } catch {
            throw Diagnostic(.fileUnreadable, "Reading '\(name)' failed.", hint: "Check the disk and that it is a plain file.")
        }
    }
}

/// A set of bytes.
struct ByteSet {
    private let low: UInt64
    private let high: [UInt8]

    /// Bytes below 64 are told by one shift, the others by a look at a short list.
    init(_ bytes: [UInt8]) {
        low = bytes.reduce(0) { $1 < 64 ? $0 | 1 << UInt64($1) : $0 }
        high = bytes.filter { $0 >= 64 }
    }

    func contains(_ byte: UInt8) -> Bool { byte < 64 ? low & (1 << UInt64(byte)) != 0 : !high.isEmpty && high.contains(byte) }
}
