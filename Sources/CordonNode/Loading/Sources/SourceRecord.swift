/// One record of a source: a line of a CSV file, or a row of a SQLite table.
struct SourceRecord: Sendable, Hashable {
    /// The line that it starts on, or the row's place; from 1.
    let line: Int
    /// How many lines it spans.
    let lines: Int
    let fields: [SourceField]
}

/// One field as the source holds it. In CSV everything is text.
enum SourceField: Sendable, Hashable {
    case null
    case text(String)
    case integer(Int64)
    case real(Double)
    /// Bytes that are no value.
    case bytes
}

/// What a source holds next: a record, or lines that are none.
enum SourceItem: Sendable, Hashable {
    case record(SourceRecord)
    case fault(SourceFault)
}

/// Lines that hold no record, and why.
struct SourceFault: Sendable, Hashable {
    let line: Int
    let lines: Int
    let reason: RejectionReason
}
