import CordonTrust
import CordonValues

/// What a verifier needs of a line, read in one pass over its bytes without building a value of the rest: a million lines have to
/// take seconds. A line has exactly one spelling of its frame; `protocol/audit.md`, "A record".
struct AuditFrame {
    let number: Int
    let previous: AuditDigest
    let member: Range<Int>
    let kind: Range<Int>

    /// Nil for everything that is no record.
    init?(_ line: Span<UInt8>) {
        var at = 0
        guard line.count <= AuditLine.limit, LineSyntax.skip(#"{"v":1,"n":"#, line, &at), let number = LineSyntax.integer(line, &at),
            number >= 1, LineSyntax.skip(#","previous":""#, line, &at), let previous = AuditDigest(hexadecimal: line, at: at)
        else { return nil }
        at += 64
        guard LineSyntax.skip(#"","time":""#, line, &at), let time = LineSyntax.name(line, &at), Self.isTime(line, time),
            LineSyntax.skip(#"","member":""#, line, &at), let member = LineSyntax.name(line, &at), Self.isIdentifier(line, member),
            LineSyntax.skip(#"","kind":""#, line, &at), let kind = LineSyntax.name(line, &at), Self.isIdentifier(line, kind),
            LineSyntax.skip(#"","fields":"#, line, &at), LineSyntax.fields(line, &at), LineSyntax.skip("}", line, &at), at == line.count,
            Self.isUTF8(line)
        else { return nil }
        self.number = number
        self.previous = previous
        self.member = member
        self.kind = kind
    }

    private static func isTime(_ line: Span<UInt8>, _ range: Range<Int>) -> Bool { Timestamp(text: text(line, range)) != nil }

    private static func isIdentifier(_ line: Span<UInt8>, _ range: Range<Int>) -> Bool {
        (1...63).contains(range.count)
            && range.allSatisfy { index in
                switch line[index] {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
                default: false
                }
            }
    }

    private static func isUTF8(_ line: Span<UInt8>) -> Bool {
        line.withUnsafeBufferPointer { String(validating: $0, as: UTF8.self) != nil }
    }

    static func text(_ line: Span<UInt8>, _ range: Range<Int>) -> String {
        line.extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    static func equal(_ line: Span<UInt8>, _ range: Range<Int>, _ text: String) -> Bool {
        guard range.count == text.utf8.count else { return false }
        for (index, byte) in zip(range, text.utf8) where line[index] != byte { return false }
        return true
    }
}
