/// A format of to_char and to_date: PostgreSQL's template patterns that need no locale. English names of months and days, whatever
/// the machine's language. Texts in double quotes and everything that is no pattern stand for themselves.
public struct DateFormat: Sendable {
    enum Piece: Sendable {
        case field(DatePattern, suppressesPadding: Bool)
        case literal(String, isQuoted: Bool)
    }

    let pieces: [Piece]

    public init(_ format: String) {
        var pieces: [Piece] = []
        var rest = Substring(format)
        var literal = ""
        func flush(isQuoted: Bool = false) {
            if !literal.isEmpty { pieces.append(.literal(literal, isQuoted: isQuoted)) }
            literal = ""
        }
        while let first = rest.first {
            if first == "\"" {
                flush()
                rest.removeFirst()
                literal += rest.prefix { $0 != "\"" }
                rest = rest.drop { $0 != "\"" }.dropFirst()
                flush(isQuoted: true)
                continue
            }
            let isFilled = rest.hasPrefix("FM") || rest.hasPrefix("fm")
            if let pattern = DatePattern.longest(at: isFilled ? rest.dropFirst(2) : rest) {
                flush()
                pieces.append(.field(pattern, suppressesPadding: isFilled))
                rest = rest.dropFirst(pattern.rawValue.count + (isFilled ? 2 : 0))
            } else {
                literal.append(rest.removeFirst())
            }
        }
        flush()
        self.pieces = pieces
    }

    public func text(of time: CalendarTimestamp) -> String {
        pieces.map { piece in
            switch piece {
            case .literal(let text, _): text
            case .field(let pattern, let suppresses): pattern.text(of: time, suppressesPadding: suppresses)
            }
        }.joined()
    }

    /// The day that `text` writes in this format; nil where it does not fit, names no day, or the format gives none.
    public func date(in text: String) -> CalendarDate? {
        var reader = FormattedText(text)
        var found = FormattedDay()
        for (index, piece) in pieces.enumerated() {
            switch piece {
            case .literal(let literal, _): reader.skip(literal)
            case .field(let pattern, let suppresses):
                var isBounded = false
                if case .field(let next, _)? = pieces.dropFirst(index + 1).first { isBounded = next.isNumber }
                guard found.read(pattern, &reader, isFixed: isBounded && !suppresses) else { return nil }
            }
        }
        return found.date
    }

    /// False for a format with letters that stand neither for a pattern of ours nor in quotes, and, for to_date, with patterns that
    /// tell no day.
    public func isUnderstood(forReading: Bool) -> Bool {
        pieces.allSatisfy { piece in
            switch piece {
            case .literal(let text, let isQuoted): isQuoted || !text.unicodeScalars.contains { $0.properties.isAlphabetic }
            case .field(let pattern, _): !forReading || pattern.tellsDay
            }
        }
    }
}
