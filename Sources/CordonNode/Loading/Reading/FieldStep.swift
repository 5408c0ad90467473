import CordonCatalog
import CordonValues

/// The steps of ``SourceReading`` on one field.
struct FieldStep {
    private let column: CatalogColumn
    private let words: FieldWords
    private let reading: FieldReading
    private let codes: Set<Value>

    init(_ column: CatalogColumn, _ source: SourceReading, decimalComma: Bool, dates: DateEncoding) {
        self.column = column
        words = FieldWords(source)
        reading = FieldReading(column, decimalComma: decimalComma, dates: dates)
        if case .category(let codes) = column.role { self.codes = Set(codes.map(\.value)) } else { codes = [] }
    }

    func value(_ field: SourceField) throws(RowReading.Fault) -> Value {
        let found: Value?
        switch words.word(field) {
        case .null:
            guard column.nullable else { throw RowReading.Fault(column: column.name, reason: .missing) }
            return .null
        case .text(let text): found = reading.value(text)
        case .integer(let number): found = reading.value(number)
        case .real(let number): found = reading.value(number)
        case .bytes: found = nil
        }
        guard let value = found else { throw RowReading.Fault(column: column.name, reason: .notOfType) }
        guard codes.isEmpty || codes.contains(value) else { throw RowReading.Fault(column: column.name, reason: .notInCodes) }
        return value
    }
}

/// What a field says once blanks are dropped and the hospital's spellings are replaced.
struct FieldWords {
    private let trims: Bool
    private let nulls: Set<String>
    /// Nothing is spelt specially but the empty text, as is usual: then no field needs looking up.
    private let isPlain: Bool
    private let replacements: [String: String]
    /// False when no spelling could be a number's.
    private let hasNumbers: Bool

    init(_ source: SourceReading) {
        trims = source.trims
        nulls = Set(source.nulls)
        isPlain = source.nulls == [""] && source.replacements.isEmpty
        replacements = source.replacements
        hasNumbers = !isPlain && !(source.nulls.isEmpty && source.replacements.isEmpty)
    }

    func word(_ field: SourceField) -> SourceField {
        switch field {
        case .null, .bytes: return field
        case .text(let text): return spelt(trims ? text.trimmedOfBlanks : text) ?? field
        case .integer(let number): return hasNumbers ? replaced(String(number)) ?? field : field
        case .real(let number): return hasNumbers ? replaced(number.description) ?? field : field
        }
    }

    private func spelt(_ text: String) -> SourceField? { replaced(text) ?? .text(text) }

    /// Nil when the hospital says nothing of this spelling.
    private func replaced(_ text: String) -> SourceField? {
        if isPlain { return text.isEmpty ? .null : nil }
        if nulls.contains(text) { return .null }
        return replacements[text].map(SourceField.text)
    }
}

extension String {
    /// Without blanks and tabs at both ends.
    var trimmedOfBlanks: String {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
        guard let first = utf8.first, let last = utf8.last, isBlank(first) || isBlank(last) else { return self }
        let start = utf8.drop(while: isBlank)
        guard let end = start.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(start[...end]) ?? self
    }
}
