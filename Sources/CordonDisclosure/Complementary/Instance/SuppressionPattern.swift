/// What is decided of an instance's cells. Whoever makes a release reads ``isHidden(_:)`` only: why a cell is hidden is for the audit record.
public struct SuppressionPattern: Sendable, Hashable {
    public enum Decision: String, Sendable, Hashable, CaseIterable, Codable {
        case shown, primary, secondary
    }

    /// One for each cell of the instance.
    public let decisions: [Decision]
    public let audit: SuppressionAudit

    package init(decisions: [Decision], audit: SuppressionAudit) {
        self.decisions = decisions
        self.audit = audit
    }

    /// A cell that is not there is hidden.
    public func isHidden(_ cell: Int) -> Bool { !decisions.indices.contains(cell) || decisions[cell] != .shown }

    public var hidden: Set<Int> { Set(decisions.indices.filter { decisions[$0] != .shown }) }
}

/// What a reader of the shown cells can compute of a hidden one: it lies between these.
public struct AttackInterval: Sendable, Hashable {
    public let low: Int64
    /// Nil: as large as one likes.
    public let high: Int64?

    package init(low: Int64, high: Int64?) {
        self.low = low
        self.high = high
    }
}

/// For the restricted record: nothing of it belongs into a result, an error or a metric.
public struct SuppressionAudit: Sendable, Hashable {
    public enum Trouble: String, Sendable, Hashable, CaseIterable, Codable {
        /// No pattern protects all: earlier releases, or cells that must be shown, give something away.
        case unprotectable
        /// The time was over.
        case expired
        /// The solver failed.
        case failed
    }

    /// A part of the instance in which everything that could be hidden was.
    public struct Blanket: Sendable, Hashable {
        public let trouble: Trouble
        public let cells: [Int]

        package init(trouble: Trouble, cells: [Int]) {
            self.trouble = trouble
            self.cells = cells
        }
    }

    public let blankets: [Blanket]
    public let hiddenCells: Int
    /// Contributors of hidden cells, added up.
    public let hiddenPatients: Int64

    package init(blankets: [Blanket], hiddenCells: Int, hiddenPatients: Int64) {
        self.blankets = blankets
        self.hiddenCells = hiddenCells
        self.hiddenPatients = hiddenPatients
    }
}
