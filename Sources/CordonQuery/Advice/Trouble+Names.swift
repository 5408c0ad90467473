import CordonValues

/// Words and names.
extension Trouble {
    /// A word near the place that is nearly a key word.
    var misspelledWords: [String] {
        guard let source = try? SourceText(text), let place = diagnostic.span else { return [] }
        let words = Lexer.tokens(of: source).filter { $0.kind == .word && source.span(ofBytes: $0.range).lowerBound <= place.lowerBound }.suffix(4)
        return words.reversed().compactMap { token in
            let span = source.span(ofBytes: token.range)
            let word = source.string(token.range).lowercased()
            guard !Self.keyWords.contains(word), let near = Suggestion.nearest(to: word, among: Self.keyWords) else { return nil }
            return replacing(span, by: near.uppercased())
        }
    }

    private static let keyWords = [
        "select", "from", "where", "group", "by", "having", "order", "limit", "join", "left", "inner", "on", "using", "and", "or", "as", "distinct",
        "between", "case", "when", "then", "else", "end", "with", "union", "filter", "over", "partition",
    ]

    /// The text before the second statement.
    var firstStatement: [String] {
        guard let place = diagnostic.span?.lowerBound, place > 0 else { return [] }
        var first = replacing(place..<text.unicodeScalars.count, by: "")
        while let last = first.unicodeScalars.last, last == ";" || last.properties.isWhitespace { first.unicodeScalars.removeLast() }
        return [first]
    }

    var nearNames: [String] {
        guard let marked else { return [] }
        let parts = marked.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let name = (parts.last ?? marked).lowercased()
        let known = queries.compactMap(\.select).flatMap(tables)
        switch diagnostic.code {
        case .unknownFunction:
            let names = AggregateName.allCases.map(\.rawValue) + ScalarName.allCases.map(\.rawValue) + WindowName.allCases.map(\.rawValue)
            return Suggestion.nearest(to: name, among: names).map { replacingMark(by: $0) } ?? []
        case .unknownTable where parts.count > 1:
            return (Suggestion.nearest(to: parts[0], among: known.map(\.alias)).map { [$0] } ?? known.map(\.alias)).flatMap {
                replacingMark(by: "\(SyntaxText.name($0)).\(parts[1])")
            }
        case .unknownTable: return Suggestion.nearest(to: name, among: catalog.tables.map(\.name)).map { replacingMark(by: $0) } ?? []
        default:
            let names = known.flatMap { $0.table.columns.filter(\.isReadable).map(\.name) }
            guard let near = Suggestion.nearest(to: name, among: names) else { return [] }
            return replacingMark(by: (parts.dropLast() + [SyntaxText.name(near)]).joined(separator: "."))
        }
    }

    /// The name with each table that has it.
    var qualifiedNames: [String] {
        guard let marked, let select = markedSelect else { return [] }
        let owners = tables(of: select).filter { $0.table.column(named: marked) != nil }
        return owners.flatMap { replacingMark(by: "\(SyntaxText.name($0.alias)).\(marked)") }
    }

    var secondAliases: [String] {
        guard let marked else { return [] }
        return replacingMark(by: "\(marked) AS \(marked)_2")
    }

    /// A number compared with text; a condition that is averaged.
    var otherTypes: [String] {
        let asText = changed(SyntaxEdit(expression: { part in
            guard case .binary(let operation, let left, let right) = part.form, operation.isComparison, holdsMark(part),
                case .literal(.number(let digits)) = right.form
            else { return part }
            return SyntaxExpression(form: .binary(operation, left, SyntaxExpression(form: .literal(.string(digits)), span: right.span)), span: part.span)
        }))
        let asNumber = changed(SyntaxEdit(expression: { part in
            guard case .call(var call) = part.form, AggregateName(rawValue: call.name) != nil, let argument = call.arguments.first, isMarked(argument.span)
            else { return part }
            let branch = SyntaxBranch(condition: argument, result: .number("1"))
            call.arguments[0] = SyntaxExpression(form: .cases(operand: nil, [branch], otherwise: .number("0")), span: argument.span)
            return SyntaxExpression(form: .call(call), span: part.span)
        }))
        return asText + asNumber
    }

    /// A percentile of 50 is one of 0.5; a position in a list that is too short is none.
    var fractions: [String] {
        guard let marked, let percent = Rational(decimal: marked), percent <= Rational(Int64(100)),
            let fraction = percent.divided(by: Rational(Int64(100)))
        else { return [] }
        return replacingMark(by: fraction.plain)
    }

    /// `x ~ '^E1'` is `x LIKE 'E1%'`, where the pattern is plain.
    var patterns: [String] {
        guard let source = try? SourceText(text), let place = diagnostic.span, let marked, ["~", "!~", "~*", "!~*"].contains(marked) else { return [] }
        let next = Lexer.tokens(of: source).first { source.span(ofBytes: $0.range).lowerBound >= place.upperBound }
        guard let next, next.kind == .string else { return [] }
        var pattern = Substring(source.string(next.range).dropFirst().dropLast())
        let (starts, ends) = (pattern.hasPrefix("^"), pattern.hasSuffix("$"))
        if starts { pattern = pattern.dropFirst() }
        if ends { pattern = pattern.dropLast() }
        guard !pattern.contains(where: { ".*+?()[]{}|\\^$%_'".contains($0) }) else { return [] }
        let word = (marked.hasPrefix("!") ? "NOT " : "") + (marked.hasSuffix("*") ? "ILIKE" : "LIKE")
        let like = "\(word) '\(starts ? "" : "%")\(pattern)\(ends ? "" : "%")'"
        return [replacing(place.lowerBound..<source.span(ofBytes: next.range).upperBound, by: like)]
    }
}
