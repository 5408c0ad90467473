import CordonValues
import Foundation

/// Recursive descent over bytes that are known to be valid UTF-8. Recursion is bounded by ``StrictJSON/depthLimit``.
struct StrictJSONReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: Data) { self.bytes = Array(bytes) }

    mutating func document() throws(Diagnostic) -> StrictJSON {
        let result = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw invalid("something follows the JSON value") }
        return result
    }

    private mutating func value(depth: Int) throws(Diagnostic) -> StrictJSON {
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return .object(try members(depth: try deeper(depth)))
        case UInt8(ascii: "["): return .array(try elements(depth: try deeper(depth)))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private func deeper(_ depth: Int) throws(Diagnostic) -> Int {
        guard depth < StrictJSON.depthLimit else { throw invalid("arrays and objects nest deeper than \(StrictJSON.depthLimit)") }
        return depth + 1
    }

    private mutating func members(depth: Int) throws(Diagnostic) -> [StrictJSON.Member] {
        position += 1
        var members: [StrictJSON.Member] = []
        var names: Set<[UInt8]> = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return members }
        while true {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw invalid("a member's name is missing") }
            let name = try string()
            guard names.insert(Array(name.utf8)).inserted else { throw invalid("a member occurs twice in one object") }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw invalid("a colon is missing after a member's name") }
            members.append(StrictJSON.Member(name, try value(depth: depth)))
            skipSpace()
            if take(UInt8(ascii: "}")) { return members }
            guard take(UInt8(ascii: ",")) else { throw invalid("an object is not closed") }
        }
    }

    private mutating func elements(depth: Int) throws(Diagnostic) -> [StrictJSON] {
        position += 1
        var elements: [StrictJSON] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return elements }
        while true {
            elements.append(try value(depth: depth))
            skipSpace()
            if take(UInt8(ascii: "]")) { return elements }
            guard take(UInt8(ascii: ",")) else { throw invalid("an array is not closed") }
        }
    }

    /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
    private mutating func number() throws(Diagnostic) -> String {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits() throws(Diagnostic) {
        let start = position
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw invalid("a value is missing or malformed") }
    }

    private mutating func string() throws(Diagnostic) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text.append(contentsOf: try escape())
            case 0..<0x20: throw invalid("a control character is not escaped")
            default: text.append(byte)
            }
        }
        throw invalid("a string is not closed")
    }

    private mutating func escape() throws(Diagnostic) -> [UInt8] {
        guard let byte = peek else { throw invalid("a string is not closed") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(Character(try scalar())).utf8)
        default: throw invalid("an escape is unknown")
        }
    }

    private mutating func scalar() throws(Diagnostic) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw invalid("a surrogate stands alone")
        }
        let second = try codeUnit()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        else { throw invalid("a surrogate stands alone") }
        return scalar
    }

    private mutating func codeUnit() throws(Diagnostic) -> UInt32 {
        guard bytes.count - position >= 4 else { throw invalid("an escape is cut off") }
        var unit: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw invalid("an escape is malformed") }
            unit = unit << 4 | UInt32(digit)
        }
        position += 4
        return unit
    }

    private mutating func word(_ word: String, _ value: StrictJSON) throws(Diagnostic) -> StrictJSON {
        guard bytes[position...].starts(with: word.utf8) else { throw invalid("a value is missing or malformed") }
        position += word.utf8.count
        return value
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func invalid(_ what: String) -> Diagnostic {
        Diagnostic(.documentInvalid, "A JSON document is malformed at byte \(position): \(what).")
    }
}
