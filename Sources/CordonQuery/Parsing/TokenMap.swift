import CordonValues

/// The tokens of a text with their brackets matched: it bounds the depth of the syntax tree before the grammar runs, and finds
/// where a construct ends, which the grammar's tree does not say.
struct TokenMap {
    let source: SourceText
    let tokens: [Token]
    /// For an opening bracket or CASE, the token that closes it.
    private var closing: [Int: Int] = [:]
    /// Of each byte of the text the first token at or after it.
    private let places: [Int32]
    /// No tree of this text is deeper.
    private(set) var depth = 0
    /// Characters of operators.
    private(set) var operators = 0
    /// Bytes that the grammar's scanner reads for operators and comments.
    let operatorReads: Int

    init(_ source: SourceText) {
        self.source = source
        let lexer = Lexer(source)
        tokens = lexer.tokens
        var places: [Int32] = []
        places.reserveCapacity(source.bytes.count)
        for (index, token) in tokens.enumerated() {
            places.append(contentsOf: repeatElement(Int32(index), count: token.range.lowerBound + 1 - places.count))
        }
        self.places = places
        operatorReads = lexer.operatorReads
        matchBrackets()
    }

    /// The first token at or after a byte.
    func index(atByte offset: Int) -> Int? {
        offset < places.count ? Int(places[max(offset, 0)]) : nil
    }

    /// The bytes of the token that starts at `offset`.
    func range(atByte offset: Int) -> Range<Int> {
        guard let index = index(atByte: offset) else { return offset..<offset }
        return tokens[index].range
    }

    /// The bytes from a function's name, or from a key word such as CASE, to the bracket or END that closes it.
    func constructRange(atByte offset: Int) -> Range<Int> {
        guard let start = index(atByte: offset) else { return offset..<offset }
        if let end = closing[start] { return offset..<tokens[end].range.upperBound }
        var next = start + 1
        while next < tokens.count, tokens[next].isPunctuation(".") || tokens[next].kind == .word || tokens[next].kind == .quotedName {
            next += 1
        }
        guard var end = closing[next] else { return tokens[start].range }
        // FILTER (…) and OVER (…) belong to the call.
        while end + 2 < tokens.count, let word = word(tokens[end + 1]), ["filter", "over"].contains(word), let last = closing[end + 2] {
            end = last
        }
        return offset..<tokens[end].range.upperBound
    }

    /// The bytes of a name with its dots: `p.age`.
    func nameRange(atByte offset: Int) -> Range<Int> {
        guard let start = index(atByte: offset) else { return offset..<offset }
        var last = start
        while last + 2 < tokens.count, tokens[last + 1].isPunctuation(".") { last += 2 }
        return offset..<tokens[last].range.upperBound
    }

    /// With ASCII letters in lower case, for key words.
    func word(_ token: Token) -> String? {
        guard token.kind == .word, token.range.count <= 12 else { return nil }
        return String(unsafeUninitializedCapacity: token.range.count) { letters in
            for (index, byte) in source.bytes[token.range].enumerated() { letters[index] = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
            return token.range.count
        }
    }
}

extension TokenMap {
    /// One open bracket, and the depth of what stands in it.
    private struct Frame {
        let opener: Int
        let isCase: Bool
        /// Operators since the last separator; each may be one level.
        var chain = 0
        /// Deepest bracket since the last separator.
        var inner = 0
        /// Deepest stretch before the last separator.
        var finished = 0
        /// JOINs and set operators, which nest to the left across separators.
        var joined = 0

        var depth: Int { max(finished, chain + inner) + joined + 1 }

        mutating func separate() {
            finished = max(finished, chain + inner)
            chain = 0
            inner = 0
        }
    }

    private static let chaining: Set<String> = [
        "not", "is", "isnull", "notnull", "collate", "at", "like", "ilike", "similar", "operator", "escape", "between", "in", "overlaps",
        "uescape", "any", "all", "some", "exists",
    ]
    private static let separating: Set<String> = [
        "and", "or", "select", "from", "where", "group", "having", "order", "limit", "offset", "when", "then", "else", "on",
    ]

    private mutating func matchBrackets() {
        var frames = [Frame(opener: -1, isCase: false)]
        for (index, token) in tokens.enumerated() {
            switch token.kind {
            case .operatorCharacter:
                operators += 1
                frames[frames.count - 1].chain += 1
            case .punctuation:
                matchPunctuation(token, index, &frames)
            case .word:
                matchWord(token, index, &frames)
            case .quotedName, .string, .number, .parameter:
                break
            }
        }
        while frames.count > 1 { close(&frames) }
        depth = frames[0].depth
    }

    private mutating func matchPunctuation(_ token: Token, _ index: Int, _ frames: inout [Frame]) {
        if token.isPunctuation("(") || token.isPunctuation("[") {
            frames.append(Frame(opener: index, isCase: false))
        } else if token.isPunctuation(")") || token.isPunctuation("]") {
            // A CASE left open before the bracket is no CASE (a label) or a syntax error.
            while frames.count > 1, frames[frames.count - 1].isCase { close(&frames) }
            if frames.count > 1 { closing[close(&frames)] = index }
        } else if token.isPunctuation(",") || token.isPunctuation(";") {
            frames[frames.count - 1].separate()
        } else if token.isPunctuation(":") {
            frames[frames.count - 1].chain += 1
        }
    }

    private mutating func matchWord(_ token: Token, _ index: Int, _ frames: inout [Frame]) {
        guard let word = word(token), index == 0 || !tokens[index - 1].isPunctuation(".") else { return }
        let top = frames.count - 1
        switch word {
        case "case":
            frames.append(Frame(opener: index, isCase: true))
        case "end":
            if frames[top].isCase { closing[close(&frames)] = index }
        case "join", "union", "intersect", "except":
            frames[top].joined += 1
        default:
            if Self.chaining.contains(word) { frames[top].chain += 1 }
            if Self.separating.contains(word) { frames[top].separate() }
        }
    }

    @discardableResult
    private func close(_ frames: inout [Frame]) -> Int {
        let frame = frames.removeLast()
        frames[frames.count - 1].inner = max(frames[frames.count - 1].inner, frame.depth)
        return frame.opener
    }
}
