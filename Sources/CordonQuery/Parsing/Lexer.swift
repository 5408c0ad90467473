/// Cuts a text into tokens by the rules of PostgreSQL 15's scanner (`scan.l`), with `standard_conforming_strings` on.
///
/// The nesting check rests on it: were a string mistaken for code or code for a string, a text could be deeper than the check
/// believes. Where the scanner would fail (an unterminated string), the rest of the text is one token: the grammar stops there too.
struct Lexer {
    private let bytes: [UInt8]
    private var position = 0
    private(set) var tokens: [Token] = []
    /// Bytes that PostgreSQL's scanner looks at for operators and comments: it reads on to the end of a run of operator characters for
    /// each of them that begins there.
    private(set) var operatorReads = 0
    private var runEnd = 0

    static func tokens(of source: SourceText) -> [Token] { Lexer(source).tokens }

    init(_ source: SourceText) {
        self.init(bytes: source.bytes)
        run()
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func byte(at offset: Int = 0) -> UInt8? {
        let index = position + offset
        return index < bytes.count ? bytes[index] : nil
    }

    private mutating func run() {
        // A string that continues an escape string on the next line keeps its escapes.
        var afterEscapeString = false
        while let current = byte() {
            if skipBlank(current) { continue }
            let start = position
            let kind: Token.Kind
            var isEscapeString = false
            switch current {
            case 0x27:  // '
                isEscapeString = afterEscapeString
                skipQuoted(by: 0x27, escapes: isEscapeString)
                kind = .string
            case 0x22:  // "
                skipQuoted(by: 0x22, escapes: false)
                kind = .quotedName
            case 0x24:  // $
                kind = skipDollar()
            case let letter where letter.startsName:
                (kind, isEscapeString) = skipWord(letter)
            case let digit where digit.isDigit || (digit == 0x2E && (byte(at: 1)?.isDigit ?? false)):
                skipNumber()
                kind = .number
            case let character where character.isOperator:
                readRun()
                position += 1
                kind = .operatorCharacter
            default:
                position += 1
                kind = .punctuation
            }
            afterEscapeString = isEscapeString
            tokens.append(Token(kind: kind, range: start..<position, first: current))
        }
    }

    /// Skips white space or a comment; false when neither stands here.
    private mutating func skipBlank(_ current: UInt8) -> Bool {
        switch current {
        case 0x20, 0x09...0x0D:
            position += 1
            return true
        case 0x2D where byte(at: 1) == 0x2D:
            while let next = byte(), next != 0x0A, next != 0x0D { position += 1 }
            return true
        case 0x2F where byte(at: 1) == 0x2A:
            skipBlockComment()
            return true
        default:
            return false
        }
    }

    /// Counts what stands from here to the end of the run of operator characters.
    private mutating func readRun() {
        if position >= runEnd {
            runEnd = position
            while runEnd < bytes.count, bytes[runEnd].isOperator { runEnd += 1 }
        }
        operatorReads += runEnd - position
    }

    private mutating func skipBlockComment() {
        var depth = 0
        while let current = byte() {
            if current == 0x2F, byte(at: 1) == 0x2A {
                readRun()
                depth += 1
                position += 2
            } else if current == 0x2A, byte(at: 1) == 0x2F {
                depth -= 1
                position += 2
                if depth == 0 { return }
            } else {
                position += 1
            }
        }
    }

    private mutating func skipQuoted(by quote: UInt8, escapes: Bool) {
        position += 1
        while let current = byte() {
            if escapes, current == 0x5C {
                position = min(position + 2, bytes.count)
            } else if current == quote {
                position += 1
                if byte() != quote { return }
                position += 1
            } else {
                position += 1
            }
        }
    }

    /// A word, or a string or name with a prefix: `E''`, `B''`, `X''`, `N''`, `U&''`, `U&""`.
    private mutating func skipWord(_ letter: UInt8) -> (Token.Kind, isEscapeString: Bool) {
        let lower = letter | 0x20
        if byte(at: 1) == 0x27, [0x65, 0x62, 0x78, 0x6E].contains(lower) {
            position += 1
            skipQuoted(by: 0x27, escapes: lower == 0x65)
            return (.string, lower == 0x65)
        }
        if lower == 0x75, byte(at: 1) == 0x26, let quote = byte(at: 2), quote == 0x27 || quote == 0x22 {
            position += 2
            skipQuoted(by: quote, escapes: false)
            return (quote == 0x27 ? .string : .quotedName, false)
        }
        while let next = byte(), next.continuesName { position += 1 }
        return (.word, false)
    }

    private mutating func skipNumber() {
        while byte()?.isDigit ?? false { position += 1 }
        // `1..2` is a number and two dots.
        if byte() == 0x2E, byte(at: 1) != 0x2E {
            position += 1
            while byte()?.isDigit ?? false { position += 1 }
        }
        guard let exponent = byte(), exponent | 0x20 == 0x65 else { return }
        let signed = byte(at: 1) == 0x2B || byte(at: 1) == 0x2D
        guard byte(at: signed ? 2 : 1)?.isDigit ?? false else { return }
        position += signed ? 2 : 1
        while byte()?.isDigit ?? false { position += 1 }
    }

    /// `$1`, or a string between two equal `$tag$`.
    private mutating func skipDollar() -> Token.Kind {
        var end = position + 1
        if end < bytes.count, bytes[end].isDigit {
            while end < bytes.count, bytes[end].isDigit { end += 1 }
            position = end
            return .parameter
        }
        while end < bytes.count, bytes[end].continuesName, bytes[end] != 0x24 { end += 1 }
        guard end < bytes.count, bytes[end] == 0x24 else {
            position += 1
            return .punctuation
        }
        let tag = bytes[position...end]
        position = end + 1
        while position < bytes.count {
            if bytes[position] == 0x24, bytes[position...].starts(with: tag) {
                position += tag.count
                return .string
            }
            position += 1
        }
        return .string
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    fileprivate var startsName: Bool { (0x61...0x7A).contains(self | 0x20) || self == 0x5F || self >= 0x80 }
    fileprivate var continuesName: Bool { startsName || isDigit || self == 0x24 }

    /// `~ ! @ # ^ & | `` ` `` ? + - * / % < > =`
    fileprivate var isOperator: Bool {
        switch self {
        case 0x7E, 0x21, 0x40, 0x23, 0x5E, 0x26, 0x7C, 0x60, 0x3F, 0x2B, 0x2D, 0x2A, 0x2F, 0x25, 0x3C, 0x3E, 0x3D: true
        default: false
        }
    }
}
