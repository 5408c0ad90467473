import CordonCatalog
import CordonValues
import Foundation

/// Reads a CSV file (RFC 4180, compressed or not) record by record in bounded memory: quotes, doubled quotes, line ends LF or CR LF, a byte order mark,
/// blank lines (skipped). A record that breaks the rules is a fault and reading goes on at the next line. Where the structure itself
/// is lost (a quote that never closes) reading fails, because everything after it would silently be one field.
struct CSVReader {
    /// Bytes of one record; a longer one is a fault.
    static let longestRecord = 1 << 20
    static let mostFields = 4096

    let place: String
    private let delimiter: UInt8
    private let hasQuotes: Bool
    /// Bytes that mean something outside quotes, and inside.
    private let marks: ByteSet
    private static let quotedMarks = ByteSet([0x00, 0x0A, 0x22])
    private var source: ByteSource
    private var line = 1
    // The record being read.
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var trouble: RejectionReason?

    init(path: String, dialect: CSVDialect) throws(Diagnostic) {
        place = URL(filePath: path).lastPathComponent
        delimiter = dialect.delimiter
        hasQuotes = dialect.hasQuotes
        marks = ByteSet([0x00, 0x0A, 0x0D, 0x22, dialect.delimiter])
        source = try ByteSource(path: path)
        try skipByteOrderMark()
    }

    /// Bytes taken from the file so far.
    var position: Int { source.position }

    private enum State { case fieldStart, plain, quoted, afterQuote, skipping }

    /// The next record or fault; nil at the end of the file.
    mutating func next() throws(Diagnostic) -> SourceItem? {
        while try source.peek() != nil {
            let start = line
            try readRecord(start)
            let blank = bytes.isEmpty && ends.count == 1 && trouble == nil && line - start <= 1
            if !blank { return item(start) }
        }
        return nil
    }

    private mutating func readRecord(_ start: Int) throws(Diagnostic) {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        trouble = nil
        var state = State.fieldStart
        while true {
            takeRun(state)
            guard let byte = try source.next() else { break }
            if byte == 0x0A { line += 1 }
            if state == .quoted {
                quoted(byte, &state)
            } else if byte == 0x0A {
                break
            } else if state != .skipping {
                try unquoted(byte, &state)
            }
            if bytes.count > Self.longestRecord { try tooLong(&state, start) }
        }
        if state == .quoted { throw quoteLost(start, "is never closed") }
        ends.append(bytes.count)
    }

    /// Takes bytes that are only themselves, which most are, without a look at each. One less than what makes a record too long.
    private mutating func takeRun(_ state: State) {
        let room = Self.longestRecord - bytes.count
        switch state {
        case .plain: source.take(into: &bytes, until: marks, most: room)
        case .quoted: source.take(into: &bytes, until: Self.quotedMarks, most: room)
        case .fieldStart, .afterQuote, .skipping: break
        }
    }

    private mutating func quoted(_ byte: UInt8, _ state: inout State) {
        if byte == 0x22 {
            state = .afterQuote
        } else {
            if byte == 0 { trouble = trouble ?? .nulByte }
            bytes.append(byte)
        }
    }

    private mutating func unquoted(_ byte: UInt8, _ state: inout State) throws(Diagnostic) {
        switch byte {
        case delimiter:
            ends.append(bytes.count)
            state = .fieldStart
            if ends.count >= Self.mostFields { skip(.tooManyFields, &state) }
        case 0x22 where hasQuotes:
            switch state {
            case .fieldStart: state = .quoted
            case .afterQuote:
                bytes.append(byte)
                state = .quoted
            case .plain, .quoted, .skipping: skip(.strayQuote, &state)
            }
        case 0x0D:
            // Only before a line feed, where it belongs to the line end.
            if try source.peek() != 0x0A { skip(.loneCarriageReturn, &state) }
        default:
            if state == .afterQuote { return skip(.strayQuote, &state) }
            if byte == 0 { trouble = trouble ?? .nulByte }
            bytes.append(byte)
            state = .plain
        }
    }

    private mutating func skip(_ reason: RejectionReason, _ state: inout State) {
        trouble = trouble ?? reason
        state = .skipping
    }

    private mutating func tooLong(_ state: inout State, _ start: Int) throws(Diagnostic) {
        if state == .quoted { throw quoteLost(start, "holds more than \(Self.longestRecord) bytes") }
        bytes.removeAll(keepingCapacity: true)
        skip(.tooLong, &state)
    }

    private func quoteLost(_ start: Int, _ what: String) -> Diagnostic {
        Diagnostic(
            .fileUnreadable, "The quoted field that starts in the record at line \(start) of '\(place)' \(what).",
            hint: "Quotes inside a quoted field are doubled; correct the line and load again.")
    }

    private func item(_ start: Int) -> SourceItem {
        let lines = max(1, line - start)
        if let trouble { return .fault(SourceFault(line: start, lines: lines, reason: trouble)) }
        var fields: [SourceField] = []
        fields.reserveCapacity(ends.count)
        var from = 0
        for end in ends {
            guard let text = String(validating: bytes[from..<end], as: UTF8.self) else {
                return .fault(SourceFault(line: start, lines: lines, reason: .notUTF8))
            }
            fields.append(.text(text))
            from = end
        }
        return .record(SourceRecord(line: start, lines: lines, fields: fields))
    }

    private mutating func skipByteOrderMark() throws(Diagnostic) {
        let start = try source.peek(3)
        if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) {
            throw Diagnostic(.fileUnreadable, "'\(place)' is UTF-16.", hint: "Save it as UTF-8 and load again.")
        }
        if start == [0xEF, 0xBB, 0xBF] { for _ in 0..<3 { _ = try source.next() } }
    }
}
