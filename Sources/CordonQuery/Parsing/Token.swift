/// A piece of the question's text, as PostgreSQL's scanner cuts it.
struct Token: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// A name or a key word.
        case word
        case quotedName
        case string
        case number
        case parameter
        /// One character of an operator.
        case operatorCharacter
        /// `( ) [ ] , ; . :` or a character that no rule knows.
        case punctuation
    }

    let kind: Kind
    /// Bytes of the text.
    let range: Range<Int>
    /// The byte it starts with, which tells punctuation and operators apart.
    let first: UInt8
}

extension Token {
    func isPunctuation(_ character: Unicode.Scalar) -> Bool {
        kind == .punctuation && UInt32(first) == character.value
    }

    func isOperator(_ character: Unicode.Scalar) -> Bool {
        kind == .operatorCharacter && UInt32(first) == character.value
    }
}
