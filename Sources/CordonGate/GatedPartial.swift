import CordonAggregates
import CordonQuery

/// A partial table that may leave the hospital. Only ``Gate`` makes one, and the wire has an encoder for nothing else.
public struct GatedPartial: Sendable, Hashable {
    /// Exactly what leaves: what the administrator's log shows.
    /// One table for each part of the question.
    public let tables: [PartialTable]

    init(tables: [PartialTable]) { self.tables = tables }
}
