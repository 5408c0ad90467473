import CordonValues

/// Values for the parameters of a question: `$1` by number, `:name` by name.
///
/// Each is written into the text as a quoted constant, whose type PostgreSQL's rules take from where it stands: what is signed, sent and
/// logged is the whole question. Nothing in a value can end the quotes.
public struct QuestionParameters: Sendable {
    private let values: [String: String]

    /// `assignments` are `name=value`, the value being everything behind the first `=`. Refuses one without a name or given twice.
    public init(_ assignments: [String]) throws(Diagnostic) {
        var values: [String: String] = [:]
        for assignment in assignments {
            guard let equals = assignment.firstIndex(of: "="), equals > assignment.startIndex else {
                throw Diagnostic(
                    .parameterMissing, "A parameter is given as name=value.", hint: "Write --param 1=65 for $1, --param age=65 for :age.")
            }
            let name = String(assignment[..<equals])
            guard values.updateValue(String(assignment[assignment.index(after: equals)...]), forKey: name) == nil else {
                throw Diagnostic(.parameterMissing, "The parameter '\(name)' is given twice.", hint: "Give each parameter once.")
            }
        }
        self.values = values
    }

    /// The text with every parameter replaced. Refuses a parameter without a value, and a value that no parameter takes.
    public func filled(_ sql: String) throws(Diagnostic) -> String {
        let source = try SourceText(sql)
        let tokens = Lexer.tokens(of: source)
        var (bytes, end, used): ([UInt8], Int, Set<String>) = ([], 0, [])
        for index in tokens.indices {
            guard let (name, range) = parameter(tokens, index, source) else { continue }
            guard let value = values[name] else {
                throw Diagnostic(
                    .parameterMissing, "The parameter '\(name)' has no value.", span: source.span(ofBytes: range), hint: "Give it one: --param \(name)=…")
            }
            bytes += source.bytes[end..<range.lowerBound] + Self.quoted(value)
            end = range.upperBound
            used.insert(name)
        }
        if let idle = values.keys.filter({ !used.contains($0) }).min() {
            throw Diagnostic(
                .parameterMissing, "The question names no parameter '\(idle)'.", hint: "Write \(idle.allSatisfy(\.isNumber) ? "$" : ":")\(idle) where its value belongs.")
        }
        return String(decoding: bytes + source.bytes[end...], as: UTF8.self)
    }

    /// The parameter that begins with this token. A colon belongs to a name right behind it, and not to `::`.
    private func parameter(_ tokens: [Token], _ index: Int, _ source: SourceText) -> (name: String, range: Range<Int>)? {
        let token = tokens[index]
        if token.kind == .parameter { return (String(source.string(token.range).dropFirst()), token.range) }
        guard token.isPunctuation(":"), tokens.indices.contains(index + 1) else { return nil }
        let next = tokens[index + 1]
        let isCast = index > 0 && tokens[index - 1].isPunctuation(":") && tokens[index - 1].range.upperBound == token.range.lowerBound
        guard next.kind == .word, next.range.lowerBound == token.range.upperBound, !isCast else { return nil }
        return (source.string(next.range), token.range.lowerBound..<next.range.upperBound)
    }

    private static func quoted(_ value: String) -> [UInt8] {
        [0x27] + value.utf8.flatMap { $0 == 0x27 ? [0x27, 0x27] : [$0] } + [0x27]
    }
}
