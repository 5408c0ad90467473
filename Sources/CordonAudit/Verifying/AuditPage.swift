import CordonValues
import Foundation

/// A run of a log's records as lines, as they stand in the log: how somebody far away reads it, piece by piece.
public struct AuditPage: Sendable, Hashable {
    /// In bytes; a longer line makes a page of its own.
    public static let limit = 4 << 20

    /// Whole lines with their line feeds.
    public private(set) var bytes = Data()
    /// The number of the first record; nil where there is none.
    public private(set) var first: Int?
    /// The number of the last record.
    public private(set) var last: Int?
    /// The number that the next line should have.
    private var expected: Int

    /// Reads from `start` on, to `end` or as far as `limit` allows. A line that is no record is taken in the place of the record that it
    /// should be, so that whoever verifies sees it.
    ///
    /// Refused with `not-found` where there is no log.
    public init(of folder: AuditFolder, from start: Int, to end: Int = .max, limit: Int = AuditPage.limit) throws(Diagnostic) {
        let files = folder.files
        guard let newest = files.first else { throw Diagnostic(.notFound, "There is no audit log in '\(folder.path)'.") }
        expected = newest.first
        var goesOn = true
        for file in files[(files.lastIndex { $0.first <= start } ?? 0)...] where goesOn {
            expected = file.first
            try LineReader.read(file.path) { (line, isEnded) throws(Diagnostic) in
                guard isEnded else { return false }
                goesOn = take(line, from: start, to: end, limit: limit)
                return goesOn
            }
        }
    }

    /// The lines of a page as they came from elsewhere, from `start` on.
    public init(_ received: Data, from start: Int, to end: Int = .max) {
        expected = start
        for line in received.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
            guard take(Array(line).span, from: start, to: end, limit: .max) else { return }
        }
    }

    /// False when there is enough.
    private mutating func take(_ line: Span<UInt8>, from start: Int, to end: Int, limit: Int) -> Bool {
        let number = AuditFrame(line)?.number ?? expected
        guard number <= end, bytes.isEmpty || bytes.count + line.count < limit else { return false }
        // Numbers that a forged line names beyond all counting are left to the verifier.
        expected = number < .max ? number + 1 : number
        guard number >= start else { return true }
        first = first ?? number
        last = number
        line.withUnsafeBytes { bytes.append(contentsOf: $0) }
        bytes.append(0x0A)
        return true
    }
}
