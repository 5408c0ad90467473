import BigInt
import CordonValues

extension ExpressionBinder {
    /// Whole numbers are integer, bigint or numeric by their size, as in PostgreSQL; anything with a point or exponent is numeric.
    func literal(_ literal: SyntaxLiteral, _ span: Range<Int>) throws(Diagnostic) -> BoundExpression {
        switch literal {
        case .null: return .constant(.null, .text, span, isUntyped: true)
        case .boolean(let truth): return .constant(.boolean(truth), .boolean, span)
        case .string(let text): return .constant(.text(text), .text, span, isUntyped: true)
        case .number(let digits):
            if let whole = Int64(digits) { return .constant(.integer(whole), Int32(exactly: whole) == nil ? .bigint : .integer, span) }
            guard let number = Self.numeric(digits) else { throw outOfRange(digits, "numeric", span) }
            return .constant(.numeric(number), .numeric, span)
        }
    }

    /// The constant of a type that a quoted text or NULL stands for.
    func typed(_ literal: BoundExpression, as type: ValueType) throws(Diagnostic) -> BoundExpression {
        guard case .constant(let value) = literal.form else { return literal }
        guard case .text(let text) = value else { return .constant(.null, type, literal.span) }
        return .constant(try Self.value(of: text, as: type, literal.span), type, literal.span)
    }

    private static func value(of text: String, as type: ValueType, _ span: Range<Int>) throws(Diagnostic) -> Value {
        let trimmed = String(text.trimmingBlanks)
        switch type {
        case .text: return .text(text)
        case .boolean:
            guard let truth = truth(trimmed.lowercased()) else { throw unreadable(type, span, "Write TRUE or FALSE.") }
            return .boolean(truth)
        case .integer, .bigint:
            guard !trimmed.isEmpty, let whole = BigInt(trimmed) else { throw unreadable(type, span, "Write a whole number.") }
            guard let value = Int64(exactly: whole), type == .bigint || Int32(exactly: value) != nil else {
                throw outOfRange(trimmed, type.rawValue, span)
            }
            return .integer(value)
        case .numeric:
            guard let number = numeric(trimmed) else { throw unreadable(type, span, "Write a decimal number.") }
            return .numeric(number)
        case .double:
            guard numeric(trimmed) != nil, let number = Double(trimmed) else { throw unreadable(type, span, "Write a decimal number.") }
            guard number.isFinite else { throw outOfRange(trimmed, type.rawValue, span) }
            return .double(number)
        case .date:
            guard let date = CalendarDate(text: trimmed) else { throw unreadable(type, span, "Write a date as 'YYYY-MM-DD'.") }
            return .date(date)
        case .timestamp:
            guard let time = CalendarTimestamp(text: trimmed) else {
                throw unreadable(type, span, "Write a timestamp as 'YYYY-MM-DD HH:MM:SS'.")
            }
            return .timestamp(time)
        }
    }

    /// PostgreSQL's words, and the beginnings of them that it takes.
    private static func truth(_ word: String) -> Bool? {
        switch word {
        case "t", "tr", "tru", "true", "y", "ye", "yes", "on", "1": true
        case "f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0": false
        default: nil
        }
    }

    /// A point at the end (`5.`) is a number too.
    private static func numeric(_ digits: String) -> Rational? {
        Rational(decimal: digits) ?? (digits.hasSuffix(".") ? Rational(decimal: String(digits.dropLast())) : nil)
            ?? (digits.contains(".e") || digits.contains(".E")
                ? Rational(decimal: digits.replacing(".e", with: "e").replacing(".E", with: "e")) : nil)
    }

    private static func unreadable(_ type: ValueType, _ span: Range<Int>, _ hint: String) -> Diagnostic {
        Diagnostic(.typeMismatch, "This text is not \(type.withArticle).", span: span, hint: hint)
    }
}

func outOfRange(_ digits: String, _ type: String, _ span: Range<Int>) -> Diagnostic {
    let shown = digits.count > 40 ? "\(digits.prefix(37))…" : digits
    return Diagnostic(.outOfRange, "The number \(shown) is out of range for \(type).", span: span, hint: "Write a number within the type's range.")
}

extension String {
    fileprivate var trimmingBlanks: Substring {
        var rest = Substring(self)
        while let first = rest.unicodeScalars.first, first.value == 0x20 || (0x09...0x0D).contains(first.value) { rest.unicodeScalars.removeFirst() }
        while let last = rest.unicodeScalars.last, last.value == 0x20 || (0x09...0x0D).contains(last.value) { rest.unicodeScalars.removeLast() }
        return rest
    }
}
