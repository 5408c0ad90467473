/// A JSON value as the grammar prints its tree. The reader is bounded in depth and never traps, whatever the bytes are.
indirect enum JSONNode: Sendable {
    /// With the lowest place in the text that the members, and those below, name.
    case object([(key: String, value: JSONNode)], lowest: Int?)
    case array([JSONNode], lowest: Int?)
    case string(String)
    case number(Int)
    case boolean(Bool)
    case null
}

extension JSONNode {
    subscript(key: String) -> JSONNode? {
        guard case .object(let members, _) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    var elements: [JSONNode] {
        guard case .array(let elements, _) = self else { return [] }
        return elements
    }

    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    var integer: Int? {
        guard case .number(let number) = self else { return nil }
        return number
    }

    var isTrue: Bool {
        guard case .boolean(let truth) = self else { return false }
        return truth
    }

    /// The lowest place in the text, in bytes, that the node or one below it names.
    var lowestLocation: Int? {
        switch self {
        case .object(_, let lowest), .array(_, let lowest): lowest
        case .string, .number, .boolean, .null: nil
        }
    }

    /// A node of the tree is an object with one member, named by the node's kind.
    var tagged: (kind: String, fields: JSONNode)? {
        guard case .object(let members, _) = self, members.count == 1, let member = members.first else { return nil }
        return (member.key, member.value)
    }
}

/// What the bytes are not.
enum JSONTrouble: Error {
    case tooDeep
    case malformed
}

struct JSONReader {
    /// A level of an expression costs up to four levels of JSON.
    static let maximumDepth = 2_500

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var depth = 0

    static func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONTrouble) -> JSONNode {
        var reader = JSONReader(bytes: bytes)
        let node = try reader.value()
        reader.skipBlank()
        guard reader.position == bytes.count else { throw .malformed }
        return node
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

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

    private mutating func value() throws(JSONTrouble) -> JSONNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw .tooDeep }
        skipBlank()
        switch current {
        case 0x7B: return try object()
        case 0x5B: return try array()
        case 0x22: return .string(try string())
        case 0x74: return try word("true", .boolean(true))
        case 0x66: return try word("false", .boolean(false))
        case 0x6E: return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object() throws(JSONTrouble) -> JSONNode {
        try expect(0x7B)
        var members: [(key: String, value: JSONNode)] = []
        if accept(0x7D) { return .object(members, lowest: nil) }
        var lowest: Int?
        repeat {
            skipBlank()
            let key = try string()
            guard accept(0x3A) else { throw .malformed }
            let value = try value()
            // A negative place is none.
            if key == "location", let place = value.integer, place >= 0 {
                lowest = min(lowest ?? place, place)
            } else if let place = value.lowestLocation {
                lowest = min(lowest ?? place, place)
            }
            members.append((key, value))
        } while accept(0x2C)
        guard accept(0x7D) else { throw .malformed }
        return .object(members, lowest: lowest)
    }

    private mutating func array() throws(JSONTrouble) -> JSONNode {
        try expect(0x5B)
        var elements: [JSONNode] = []
        if accept(0x5D) { return .array(elements, lowest: nil) }
        var lowest: Int?
        repeat {
            let element = try value()
            if let place = element.lowestLocation { lowest = min(lowest ?? place, place) }
            elements.append(element)
        } while accept(0x2C)
        guard accept(0x5D) else { throw .malformed }
        return .array(elements, lowest: lowest)
    }

    private mutating func word(_ word: StaticString, _ node: JSONNode) throws(JSONTrouble) -> JSONNode {
        let expected = word.withUTF8Buffer { Array($0) }
        for byte in expected { try expect(byte) }
        return node
    }

    private mutating func number() throws(JSONTrouble) -> JSONNode {
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
        return .number(number)
    }

    private mutating func string() throws(JSONTrouble) -> String {
        try expect(0x22)
        let start = position
        while let byte = current, byte != 0x22, byte != 0x5C { position += 1 }
        if current == 0x22 {
            position += 1
            return String(decoding: bytes[start..<(position - 1)], as: UTF8.self)
        }
        var collected = Array(bytes[start..<position])
        while let byte = current {
            position += 1
            if byte == 0x22 { return String(decoding: collected, as: UTF8.self) }
            if byte == 0x5C { try escape(&collected) } else { collected.append(byte) }
        }
        throw .malformed
    }

    private mutating func escape(_ collected: inout [UInt8]) throws(JSONTrouble) {
        guard let byte = current else { throw .malformed }
        position += 1
        switch byte {
        case 0x22, 0x5C, 0x2F: collected.append(byte)
        case 0x62: collected.append(0x08)
        case 0x66: collected.append(0x0C)
        case 0x6E: collected.append(0x0A)
        case 0x72: collected.append(0x0D)
        case 0x74: collected.append(0x09)
        case 0x75: collected.append(contentsOf: Array(String(try scalar()).utf8))
        default: throw .malformed
        }
    }

    /// A lone surrogate becomes U+FFFD, as it does wherever UTF-8 is repaired.
    private mutating func scalar() throws(JSONTrouble) -> Unicode.Scalar {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        let mark = position
        if first < 0xDC00, current == 0x5C, position + 1 < bytes.count, bytes[position + 1] == 0x75 {
            position += 2
            let second = try hexadecimal()
            if (0xDC00...0xDFFF).contains(second),
                let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)) {
                return scalar
            }
            position = mark
        }
        return "\u{FFFD}"
    }

    private mutating func hexadecimal() throws(JSONTrouble) -> UInt32 {
        guard position + 4 <= bytes.count,
            let number = UInt32(String(decoding: bytes[position..<(position + 4)], as: UTF8.self), radix: 16)
        else { throw .malformed }
        position += 4
        return number
    }
}
