/// The JSON of a record's line, as `protocol/audit.md` narrows it: no white space, values that are strings, integers or lists of
/// strings. Every function reads from `at`, moves it behind what it read, and fails without a trap at the end of the line.
enum LineSyntax {
    static let mostFields = 32

    static func skip(_ literal: StaticString, _ line: Span<UInt8>, _ at: inout Int) -> Bool {
        let count = literal.utf8CodeUnitCount
        guard line.count - at >= count else { return false }
        let matches = literal.withUTF8Buffer { literal in
            for index in 0..<count where line[at + index] != literal[index] { return false }
            return true
        }
        at += count
        return matches
    }

    /// `0`, or digits without a leading zero, with an optional minus; at most 18 digits.
    static func integer(_ line: Span<UInt8>, _ at: inout Int) -> Int? {
        let isNegative = at < line.count && line[at] == UInt8(ascii: "-")
        if isNegative { at += 1 }
        let start = at
        var value = 0
        while at < line.count, at - start < 18, line[at] >= UInt8(ascii: "0"), line[at] <= UInt8(ascii: "9") {
            value = value * 10 + Int(line[at] - UInt8(ascii: "0"))
            at += 1
        }
        guard at > start, at - start == 1 || line[start] != UInt8(ascii: "0"), !(isNegative && value == 0) else { return nil }
        return isNegative ? -value : value
    }

    /// Characters up to the next quotation mark, which is not read; no escapes.
    static func name(_ line: Span<UInt8>, _ at: inout Int) -> Range<Int>? {
        let start = at
        while at < line.count, line[at] != UInt8(ascii: "\"") {
            guard line[at] >= 0x20, line[at] < 0x7F, line[at] != UInt8(ascii: "\\") else { return nil }
            at += 1
        }
        return at < line.count ? start..<at : nil
    }

    /// `{"name":value,…}` with at most ``mostFields`` names of `a-z` and `_`, none twice.
    static func fields(_ line: Span<UInt8>, _ at: inout Int) -> Bool {
        guard skip("{", line, &at) else { return false }
        if next(line, at) == UInt8(ascii: "}") { return skip("}", line, &at) }
        var names: [Range<Int>] = []
        while true {
            guard names.count < mostFields, skip("\"", line, &at), let found = name(line, &at), isFieldName(line, found),
                !names.contains(where: { equal(line, $0, found) }), skip("\":", line, &at), value(line, &at)
            else { return false }
            names.append(found)
            if next(line, at) == UInt8(ascii: "}") { return skip("}", line, &at) }
            guard skip(",", line, &at) else { return false }
        }
    }

    private static func next(_ line: Span<UInt8>, _ at: Int) -> UInt8? { at < line.count ? line[at] : nil }

    private static func isFieldName(_ line: Span<UInt8>, _ range: Range<Int>) -> Bool {
        (1...63).contains(range.count)
            && range.allSatisfy { index in
                line[index] == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(line[index])
            }
    }

    private static func equal(_ line: Span<UInt8>, _ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard left.count == right.count else { return false }
        for (first, second) in zip(left, right) where line[first] != line[second] { return false }
        return true
    }

    private static func value(_ line: Span<UInt8>, _ at: inout Int) -> Bool {
        switch next(line, at) {
        case UInt8(ascii: "\"")?: string(line, &at)
        case UInt8(ascii: "[")?: list(line, &at)
        default: integer(line, &at) != nil
        }
    }

    private static func list(_ line: Span<UInt8>, _ at: inout Int) -> Bool {
        guard skip("[", line, &at) else { return false }
        if next(line, at) == UInt8(ascii: "]") { return skip("]", line, &at) }
        while string(line, &at) {
            if next(line, at) == UInt8(ascii: "]") { return skip("]", line, &at) }
            guard skip(",", line, &at) else { return false }
        }
        return false
    }

    /// A JSON string as Cordon writes it: the only escapes are `\" \\ \n \r \t` and `\u00` with two digits below `20`.
    private static func string(_ line: Span<UInt8>, _ at: inout Int) -> Bool {
        guard skip("\"", line, &at) else { return false }
        while at < line.count {
            let byte = line[at]
            at += 1
            switch byte {
            case UInt8(ascii: "\""): return true
            case UInt8(ascii: "\\"): guard escape(line, &at) else { return false }
            case 0..<0x20: return false
            default: continue
            }
        }
        return false
    }

    private static func escape(_ line: Span<UInt8>, _ at: inout Int) -> Bool {
        guard let byte = next(line, at) else { return false }
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): return true
        case UInt8(ascii: "u"):
            guard skip("00", line, &at), let high = next(line, at), high == UInt8(ascii: "0") || high == UInt8(ascii: "1") else { return false }
            at += 1
            guard let low = next(line, at) else { return false }
            at += 1
            return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(low) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(low)
        default: return false
        }
    }
}
