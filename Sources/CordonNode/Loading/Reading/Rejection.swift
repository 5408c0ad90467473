/// Why lines of a CSV file were not loaded. The sentences name no value, by construction: none has a place for one.
enum RejectionReason: String, Sendable, Hashable, CaseIterable {
    // The file's structure.
    case notUTF8 = "is not UTF-8 text"
    case nulByte = "holds a NUL byte"
    case tooLong = "is longer than 1 MiB"
    case tooManyFields = "has more than 4096 fields"
    case strayQuote = "has a quote in the wrong place"
    case loneCarriageReturn = "has a carriage return that no line feed follows"
    case fieldCount = "does not have as many fields as the header"
    // One column.
    case notOfType = "is not a value of the column's type"
    case notInCodes = "is not in the column's code list"
    case missing = "has no value, and the column must have one"
    // The row.
    case duplicateKey = "repeats the row key of an earlier line"
}

/// One rejected record.
struct Rejection: Sendable, Hashable, CustomStringConvertible {
    let file: String
    let line: Int
    let lines: Int
    /// The catalog column at fault, where one is.
    let column: String?
    let reason: RejectionReason

    var description: String {
        let place = lines > 1 ? "\(file) lines \(line)-\(line + lines - 1)" : "\(file) line \(line)"
        return "\(place): \(column.map { "\($0) " } ?? "")\(reason.rawValue)"
    }
}
