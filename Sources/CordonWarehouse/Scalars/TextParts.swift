import CordonQuery
import CordonValues

extension ScalarFunction {
    /// concat and concat_ws: NULLs are left out; a NULL separator makes the whole NULL.
    func joined(_ arguments: [Value]) -> Value {
        let texts = arguments.map { if case .text(let text) = $0 { text } else { nil as String? } }
        let separator = self == .concat ? "" : texts.first ?? nil
        guard let separator else { return .null }
        let result = (self == .concat ? texts[...] : texts.dropFirst()).compactMap { $0 }.joined(separator: separator)
        return result.utf8.count <= Self.longestText ? .text(result) : .null
    }

    /// chr: nil for 0, for surrogates and beyond Unicode.
    static func character(_ number: Int64) -> String? {
        guard number > 0, let scalar = UInt32(exactly: number).flatMap(Unicode.Scalar.init) else { return nil }
        return String(String.UnicodeScalarView([scalar]))
    }

    /// Code points before the first occurrence, plus one; 0 for none.
    static func position(of part: String, in text: String) -> Int {
        let (part, text) = (Array(part.unicodeScalars), Array(text.unicodeScalars))
        return TextSearch(part).first(in: text[...]).map { $0 + 1 } ?? 0
    }

    /// The pieces between occurrences of a separator that is not empty.
    private static func pieces(_ text: String, _ separator: String) -> [ArraySlice<Unicode.Scalar>] {
        let scalars = Array(text.unicodeScalars)
        let separator = Array(separator.unicodeScalars)
        let search = TextSearch(separator)
        var pieces: [ArraySlice<Unicode.Scalar>] = []
        var start = 0
        while let found = search.first(in: scalars[start...]) {
            pieces.append(scalars[start..<found])
            start = found + separator.count
        }
        return pieces + [scalars[start...]]
    }

    private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    static func replaced(_ part: String, by other: String, in text: String) -> String? {
        guard !part.isEmpty else { return text }
        let pieces = pieces(text, part)
        guard text.utf8.count + pieces.count * other.utf8.count <= 2 * longestText else { return nil }
        return pieces.map { string($0) }.joined(separator: other)
    }

    /// split_part: from 1, or from the end with negative numbers; nil for 0.
    static func part(_ number: Int64, of text: String, between separator: String) -> String? {
        guard number != 0 else { return nil }
        let pieces = separator.isEmpty ? [Array(text.unicodeScalars)[...]] : pieces(text, separator)
        let index = number > 0 ? number - 1 : Int64(pieces.count) + max(number, -Int64(pieces.count) - 1)
        return pieces.indices.contains(Int(clamping: index)) ? string(pieces[Int(clamping: index)]) : ""
    }

    /// Each code point of `from` becomes the one at its place in `to`, or nothing where `to` is shorter.
    static func translated(_ text: String, _ from: String, _ to: String) -> String {
        let to = Array(to.unicodeScalars)
        var places: [Unicode.Scalar: Int] = [:]
        for (index, scalar) in from.unicodeScalars.enumerated() where places[scalar] == nil { places[scalar] = index }
        return string(
            text.unicodeScalars.compactMap { scalar in
                guard let place = places[scalar] else { return scalar }
                return to.indices.contains(place) ? to[place] : nil
            })
    }

    func trimmed(_ text: String, _ set: String) -> String {
        let set = Set(set.unicodeScalars)
        var rest = text.unicodeScalars[...]
        if self != .trimEnd { rest = rest.drop { set.contains($0) } }
        if self != .trimStart { while let last = rest.last, set.contains(last) { rest.removeLast() } }
        return String(rest)
    }

    /// lpad and rpad: cut at the end where the text is longer.
    func padded(_ text: String, to length: Int64, with filling: String) -> String? {
        guard length <= Int64(Self.longestText) else { return nil }
        let length = Int(max(length, 0))
        let scalars = Array(text.unicodeScalars)
        let filling = Array(filling.unicodeScalars)
        guard scalars.count < length, !filling.isEmpty else { return Self.string(scalars.prefix(length)) }
        let padding = (0..<(length - scalars.count)).map { filling[$0 % filling.count] }
        return Self.string(self == .padStart ? padding + scalars : scalars + padding)
    }

    /// overlay(text, other, start[, length]); nil where the start is not positive.
    static func overlaid(_ text: String, _ other: String?, _ wholes: [Int64]) -> String? {
        guard let other, let start = wholes.first, start > 0 else { return nil }
        let scalars = Array(text.unicodeScalars)
        let length = wholes.dropFirst().first ?? Int64(other.unicodeScalars.count)
        let (end, overflow) = (start - 1).addingReportingOverflow(length)
        let before = scalars.prefix(Int(clamping: start - 1))
        let after = scalars.dropFirst(overflow ? scalars.count : max(0, Int(clamping: end)))
        return string(before) + other + string(after)
    }
}
