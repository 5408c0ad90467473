/// Finds the values of a JSON text. It is bounded in depth and never traps, whatever the bytes are.
struct JSONReader {
    /// A level of an expression costs up to four levels of JSON.
    static let maximumDepth = 2_500

    private let bytes: [UInt8]
    private var entries: [JSONText.Entry] = []
    private var position = 0
    private var depth = 0

    static func entries(of bytes: [UInt8]) throws(JSONTrouble) -> [JSONText.Entry] {
        var reader = JSONReader(bytes: bytes)
        // A value of the grammar's tree takes sixteen bytes and more.
        reader.entries.reserveCapacity(bytes.count / 16)
        _ = try reader.value()
        reader.skipBlank()
        guard reader.position == bytes.count else { throw .malformed }
        return reader.entries
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlank() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func expect(_ byte: UInt8) throws(JSONTrouble) {
        guard current == byte else { throw .malformed }
        position += 1
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        skipBlank()
        guard current == byte else { return false }
        position += 1
        return true
    }

    /// Reads a value and gives the lowest place that it names, -1 without any.
    private mutating func value(_ key: Range<Int> = 0..<0) throws(JSONTrouble) -> Int {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw .tooDeep }
        skipBlank()
        var entry = JSONText.Entry(kind: .null, keyStart: Int32(key.lowerBound), keyEnd: Int32(key.upperBound))
        switch current {
        case 0x7B: return try list(.object, 0x7B, 0x7D, entry)
        case 0x5B: return try list(.array, 0x5B, 0x5D, entry)
        case 0x22:
            let range = try string()
            (entry.kind, entry.start, entry.end) = (.string, range.lowerBound, range.upperBound)
        case 0x74:
            try word("true")
            entry.kind = .yes
        case 0x66:
            try word("false")
            entry.kind = .no
        case 0x6E: try word("null")
        default: (entry.kind, entry.end) = (.number, try number())
        }
        entries.append(entry)
        return -1
    }

    private mutating func list(_ kind: JSONText.Kind, _ opening: UInt8, _ closing: UInt8, _ entry: JSONText.Entry) throws(JSONTrouble) -> Int {
        try expect(opening)
        let index = entries.count
        entries.append(entry)
        entries[index].kind = kind
        var lowest = Int.max
        if !accept(closing) {
            repeat {
                let place = kind == .object ? try member() : try value()
                if place >= 0 { lowest = min(lowest, place) }
            } while accept(0x2C)
            guard accept(closing) else { throw .malformed }
        }
        entries[index].start = lowest == .max ? -1 : lowest
        entries[index].end = entries.count
        return entries[index].start
    }

    private mutating func member() throws(JSONTrouble) -> Int {
        skipBlank()
        let key = try string()
        guard accept(0x3A) else { throw .malformed }
        let index = entries.count
        let place = try value(key)
        // A negative place is none.
        return entries[index].kind == .number && bytes[key].elementsEqual("location".utf8) ? entries[index].end : place
    }

    private mutating func word(_ word: StaticString) throws(JSONTrouble) {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count, word.withUTF8Buffer({ $0.elementsEqual(bytes[position..<end]) }) else { throw .malformed }
        position = end
    }

    private mutating func number() throws(JSONTrouble) -> Int {
        let isNegative = current == 0x2D
        if isNegative { position += 1 }
        let first = position
        var (number, overflow) = (0, false)
        while let byte = current, byte >= 0x30, byte <= 0x39 {
            let digit = Int(byte - 0x30)
            let (tens, tooMany) = number.multipliedReportingOverflow(by: 10)
            let (sum, tooLarge) = tens.addingReportingOverflow(isNegative ? -digit : digit)
            (number, overflow) = (sum, overflow || tooMany || tooLarge)
            position += 1
        }
        guard position > first, !overflow else { throw .malformed }
        return number
    }

    /// The bytes between the quotes, whose escapes can all be read.
    private mutating func string() throws(JSONTrouble) -> Range<Int> {
        try expect(0x22)
        let start = position
        while let byte = current, byte != 0x22 {
            position += 1
            if byte == 0x5C {
                position += 1
                guard position < bytes.count, JSONEscapes.isEscape(bytes[(position - 1)...]) else { throw .malformed }
            }
        }
        try expect(0x22)
        return start..<(position - 1)
    }
}

/// What stands behind a backslash in a JSON string.
enum JSONEscapes {
    /// The bytes begin with an escape, the backslash aside.
    static func isEscape(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let byte = bytes.first else { return false }
        return byte == 0x75 ? hexadecimal(bytes.dropFirst()) != nil : plain(byte) != nil
    }

    private static func plain(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x22, 0x5C, 0x2F: byte
        case 0x62: 0x08
        case 0x66: 0x0C
        case 0x6E: 0x0A
        case 0x72: 0x0D
        case 0x74: 0x09
        default: nil
        }
    }

    static func resolved(_ content: ArraySlice<UInt8>) -> String {
        var (result, rest) = ([UInt8](), content)
        while let byte = rest.popFirst() {
            guard byte == 0x5C, let escape = rest.popFirst() else {
                result.append(byte)
                continue
            }
            if escape == 0x75 { result.append(contentsOf: String(scalar(&rest)).utf8) } else if let byte = plain(escape) { result.append(byte) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A lone surrogate becomes U+FFFD, as it does wherever UTF-8 is repaired.
    private static func scalar(_ rest: inout ArraySlice<UInt8>) -> Unicode.Scalar {
        guard let first = hexadecimal(rest) else { return "\u{FFFD}" }
        rest = rest.dropFirst(4)
        if let scalar = Unicode.Scalar(first) { return scalar }
        if first < 0xDC00, rest.starts(with: [0x5C, 0x75]), let second = hexadecimal(rest.dropFirst(2)), (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        {
            rest = rest.dropFirst(6)
            return scalar
        }
        return "\u{FFFD}"
    }

    private static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        let digits = bytes.prefix(4)
        return digits.count == 4 ? UInt32(String(decoding: digits, as: UTF8.self), radix: 16) : nil
    }
}
