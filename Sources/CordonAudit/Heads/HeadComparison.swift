import CordonTrust

/// How a log can turn out not to be the one whose head was held.
public enum HeadTrouble: String, Sendable, Hashable, CaseIterable {
    /// Its newest record has a lower number than the one held.
    case shortened
    /// Another record stands where the one held stood.
    case rewritten
}

/// What a newly offered head is beside the one that is held.
enum HeadComparison: Sendable, Hashable {
    /// An older message that arrives late, or the same.
    case nothingNew
    case newer
    case trouble(HeadTrouble)

    /// `anchor` is what the log's owner says now about the record whose head is held.
    init(held: AuditHead?, offered: AuditHead, anchor: HeadExchange.Anchor?) {
        guard let held else {
            self = .newer
            return
        }
        if offered.number == held.number {
            self = offered.hash == held.hash ? .nothingNew : .trouble(.rewritten)
        } else if offered.number < held.number {
            // Messages may overtake each other; a head signed later never has fewer records.
            self = offered.time > held.time ? .trouble(.shortened) : .nothingNew
        } else if let anchor, anchor.number == held.number, anchor.hash != held.hash {
            self = .trouble(.rewritten)
        } else {
            self = .newer
        }
    }
}
