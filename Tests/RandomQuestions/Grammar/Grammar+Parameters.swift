import CordonQuery
import CordonValues

extension Grammar {
    /// A number as it stands or as a parameter of the question.
    mutating func constant(_ number: some CustomStringConvertible) -> Piece {
        draw.chance(8) ? parameter(number.description, plain: number.description) : "\(number)"
    }

    /// The same of a text as SQL spells it between its quotes.
    mutating func constant(text: String) -> Piece {
        draw.chance(8) ? parameter(text.split(separator: "''", omittingEmptySubsequences: false).joined(separator: "'"), plain: "'\(text)'") : "'\(text)'"
    }

    private mutating func parameter(_ value: String, plain: String) -> Piece {
        let number = parameters.count + 1
        let isNumbered = draw.chance(50)
        parameters.append("\(isNumbered ? "" : "p")\(number)=\(value)")
        return Piece(isNumbered ? "$\(number)" : ":p\(number)", plain: plain)
    }

    /// The text with the values that its parameters have.
    func filled(_ sql: String) throws(Diagnostic) -> String {
        try QuestionParameters(parameters.filter { parameter in
            let name = parameter.prefix { $0 != "=" }
            return sql.contains(name.hasPrefix("p") ? ":\(name)" : "$\(name)")
        }).filled(sql)
    }
}
