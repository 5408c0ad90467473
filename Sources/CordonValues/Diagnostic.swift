/// What is wrong, where, and what to do instead. Two diagnostics are told apart by their code; the prose is free to improve.
///
/// A diagnostic never carries a value from a warehouse. It may quote the question's own text.
public struct Diagnostic: Error, Sendable, Hashable {
    public let code: DiagnosticCode
    /// One sentence: what, and what is wrong with it.
    public let message: String
    /// Where in the question's text, in Unicode scalars from 0; nil when the trouble has no place there.
    public let span: Range<Int>?
    /// What would work instead.
    public let hint: String?

    public init(_ code: DiagnosticCode, _ message: String, span: Range<Int>? = nil, hint: String? = nil) {
        self.code = code
        self.message = message
        self.span = span
        self.hint = hint
    }
}

extension Diagnostic: CustomStringConvertible {
    public var description: String {
        hint.map { "\(code.rawValue): \(message) \($0)" } ?? "\(code.rawValue): \(message)"
    }
}

extension Diagnostic {
    /// The message with the line of `text` it points at and a caret below, for a terminal.
    public func rendered(in text: String) -> String {
        guard let span else { return description }
        let scalars = Array(text.unicodeScalars)
        let start = min(max(span.lowerBound, 0), scalars.count)
        let lineStart = scalars[..<start].lastIndex(of: "\n").map { $0 + 1 } ?? 0
        let lineEnd = scalars[start...].firstIndex(of: "\n") ?? scalars.count
        let number = scalars[..<start].count(where: { $0 == "\n" }) + 1
        let width = max(1, min(span.upperBound, lineEnd) - start)
        // A long line is shown as a window around the place, so that 64 kB on one line still fit a screen.
        let windowStart = max(lineStart, start - 60)
        let windowEnd = min(lineEnd, windowStart + 120)
        var shown = String.UnicodeScalarView()
        for scalar in scalars[windowStart..<windowEnd] { shown.append(scalar == "\t" ? " " : scalar) }
        let caret = String(repeating: " ", count: start - windowStart)
            + String(repeating: "^", count: max(1, min(width, windowEnd - start)))
        let place = "line \(number), column \(start - lineStart + 1)"
        let head = "\(code.rawValue): \(message) (\(place))\n  \(String(shown))\n  \(caret)"
        return hint.map { "\(head)\n\($0)" } ?? head
    }
}
