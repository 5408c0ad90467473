import CordonQuery
import CordonValues

extension ScalarFunction {
    /// No result of a text function is longer than this many bytes: a longer one is NULL.
    static var longestText: Int { 1 << 20 }

    func applyText(_ arguments: [Value]) -> Value {
        if self == .concat || self == .concatWith { return joined(arguments) }
        if self == .chr { return arguments.first?.whole.flatMap(Self.character).map(Value.text) ?? .null }
        guard case .text(let text)? = arguments.first else { return .null }
        let rest = arguments.dropFirst()
        let texts = rest.compactMap { if case .text(let text) = $0 { text } else { nil as String? } }
        let wholes = rest.compactMap(\.whole)
        if let result = measure(text, texts) { return result }
        let result = cut(text, wholes) ?? change(text, texts, wholes)
        guard let result, result.utf8.count <= Self.longestText else { return .null }
        return .text(result)
    }

    /// Numbers and truths about a text.
    private func measure(_ text: String, _ texts: [String]) -> Value? {
        switch self {
        // PostgreSQL counts code points, not what people see as one character.
        case .length: return .integer(Int64(text.unicodeScalars.count))
        case .octetLength: return .integer(Int64(text.utf8.count))
        case .ascii: return .integer(Int64(text.unicodeScalars.first?.value ?? 0))
        case .like, .ilike: return Value(truth: texts.first.flatMap { LikePattern($0, ignoresCase: self == .ilike)?.matches(text) })
        case .startsWith: return texts.first.map { .boolean(text.utf8.starts(with: $0.utf8)) } ?? .null
        case .position: return texts.first.map { .integer(Int64(Self.position(of: $0, in: text))) } ?? .null
        default: return nil
        }
    }

    /// Functions that give a part of a text, by code points.
    private func cut(_ text: String, _ wholes: [Int64]) -> String? {
        let scalars = Array(text.unicodeScalars)
        let count = Int64(scalars.count)
        func part(_ low: Int64, _ high: Int64) -> String {
            let (low, high) = (max(0, low), min(count, high))
            return low < high ? String(String.UnicodeScalarView(scalars[Int(low)..<Int(high)])) : ""
        }
        guard let first = wholes.first else { return nil }
        switch self {
        case .left: return part(0, first >= 0 ? first : max(-count, first) + count)
        case .right: return part(first >= 0 ? count - min(first, count) : -max(first, -count), count)
        case .substring:
            guard let length = wholes.dropFirst().first else { return part(max(first, -count) - 1, count) }
            // A negative length is an error, and what would stand before the text counts.
            let (end, overflow) = first.addingReportingOverflow(length)
            return length < 0 ? nil : part(max(first, 1) - 1, overflow ? count : max(end, 1) - 1)
        default: return nil
        }
    }

    private func change(_ text: String, _ texts: [String], _ wholes: [Int64]) -> String? {
        switch self {
        case .lower: return CaseMapping.lower(text)
        case .upper: return CaseMapping.upper(text)
        case .initcap: return CaseMapping.initcap(text)
        case .reverse: return String(String.UnicodeScalarView(text.unicodeScalars.reversed()))
        case .concatenate: return texts.first.map { text + $0 }
        case .trimBoth, .trimStart, .trimEnd: return trimmed(text, texts.first ?? " ")
        case .padStart, .padEnd: return wholes.first.flatMap { padded(text, to: $0, with: texts.first ?? " ") }
        case .replace: return texts.count == 2 ? Self.replaced(texts[0], by: texts[1], in: text) : nil
        case .translate: return texts.count == 2 ? Self.translated(text, texts[0], texts[1]) : nil
        case .splitPart: return texts.count == 1 ? wholes.first.flatMap { Self.part($0, of: text, between: texts[0]) } : nil
        case .repeated:
            let times = max(wholes.first ?? 0, 0)
            let (bytes, overflow) = times.multipliedReportingOverflow(by: Int64(text.utf8.count))
            return overflow || bytes > Int64(Self.longestText) ? nil : text.isEmpty ? "" : String(repeating: text, count: Int(times))
        case .overlay: return Self.overlaid(text, texts.first, wholes)
        case .likeEscape: return texts.first.flatMap { LikePattern.escaped(text, by: $0) }
        default: return nil
        }
    }
}
