/// One record of a CSV file.
struct CSVRecord: Sendable, Hashable {
    /// The line it starts on, from 1.
    let line: Int
    /// How many lines it spans.
    let lines: Int
    let fields: [String]
}

/// What a CSV file holds next: a record, or lines that are none.
enum CSVItem: Sendable, Hashable {
    case record(CSVRecord)
    case fault(CSVFault)
}

/// Lines that hold no record, and why.
struct CSVFault: Sendable, Hashable {
    let line: Int
    let lines: Int
    let reason: RejectionReason
}
