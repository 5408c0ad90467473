/// PostgreSQL's text of an array of one dimension: `{1,2}`, `{"a b",NULL}`.
enum ArrayText {
    /// The elements, nil for NULL; nil altogether for what is no such text.
    static func elements(_ text: String) -> [String?]? {
        var rest = Substring(text.drop { $0 == " " })
        while rest.last == " " { rest.removeLast() }
        guard rest.first == "{", rest.last == "}", rest.count >= 2 else { return nil }
        rest = rest.dropFirst().dropLast()
        if rest.allSatisfy({ $0 == " " }) { return [] }
        var elements: [String?] = []
        var current = ""
        var isQuoted = false
        var wasQuoted = false
        var isEscaped = false
        func element() -> String? {
            if wasQuoted { return current }
            let bare = current.split(separator: " ").joined(separator: " ")
            return bare.uppercased() == "NULL" ? nil : bare
        }
        for character in rest {
            if isEscaped {
                current.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
                wasQuoted = true
            } else if isQuoted {
                current.append(character)
            } else if character == "," {
                elements.append(element())
                (current, wasQuoted) = ("", false)
            } else if character == "{" || character == "}" {
                return nil
            } else if !(wasQuoted && character == " ") {
                current.append(character)
            }
        }
        return isQuoted || isEscaped ? nil : elements + [element()]
    }
}
