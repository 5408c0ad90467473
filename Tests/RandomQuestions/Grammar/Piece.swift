/// A part of a question, and the same for plain SQLite where SQLite means the same by some text.
public struct Piece: Sendable, ExpressibleByStringInterpolation {
    public var text: String
    /// Nil where there is no such text.
    public var plain: String?

    public init(_ text: String, plain: String?) {
        self.text = text
        self.plain = plain
    }

    public init(stringLiteral value: String) { self.init(value, plain: value) }

    public init(stringInterpolation: Interpolation) { self = stringInterpolation.piece }

    public struct Interpolation: StringInterpolationProtocol {
        var piece = Piece("", plain: "")

        public init(literalCapacity: Int, interpolationCount: Int) {}

        public mutating func appendLiteral(_ literal: String) { appendInterpolation(Piece(literal, plain: literal)) }

        public mutating func appendInterpolation(_ part: Piece) {
            piece.text += part.text
            piece.plain = piece.plain.flatMap { plain in part.plain.map { plain + $0 } }
        }

        public mutating func appendInterpolation(_ part: some CustomStringConvertible) {
            appendInterpolation(Piece(part.description, plain: part.description))
        }

        /// Text that SQLite has no equal for.
        public mutating func appendInterpolation(only text: String) { appendInterpolation(Piece(text, plain: nil)) }

        public mutating func appendInterpolation(_ text: String, plain: String) { appendInterpolation(Piece(text, plain: plain)) }
    }

    /// The same text, which SQLite must not be asked.
    var unpaired: Piece { Piece(text, plain: nil) }
}

extension [Piece] {
    func joined(_ separator: String) -> Piece {
        Piece(map(\.text).joined(separator: separator), plain: contains { $0.plain == nil } ? nil : compactMap(\.plain).joined(separator: separator))
    }
}
