import Synchronization

/// What one question may cost a warehouse.
public struct ExecutionLimits: Sendable, Hashable {
    /// Time on the clock from the start of ``Warehouse/answer(_:limits:cancellation:)``.
    public var seconds: Double
    /// Memory of groups, their states and the patients that they count, as the warehouse reckons it.
    public var memoryBytes: Int
    /// Rows that the inside plan gives.
    public var rows: Int64
    public var groups: Int

    public init(seconds: Double = 60, memoryBytes: Int = 1 << 30, rows: Int64 = 1_000_000_000, groups: Int = 1_000_000) {
        self.seconds = seconds
        self.memoryBytes = memoryBytes
        self.rows = rows
        self.groups = groups
    }
}

/// Stops a running question, from any thread; it cannot be taken back.
public final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    public init() {}

    public func cancel() { flag.store(true, ordering: .relaxed) }

    public var isCancelled: Bool { flag.load(ordering: .relaxed) }
}

/// The clock of one execution.
package struct Deadline: Sendable {
    private let end: ContinuousClock.Instant
    private let cancellation: Cancellation

    package init(_ limits: ExecutionLimits, _ cancellation: Cancellation) {
        // A year stands for no limit: longer spans overflow on their way to nanoseconds.
        end = .now + .seconds(min(max(limits.seconds, 0), 31_536_000))
        self.cancellation = cancellation
    }

    /// True when the question has to stop.
    package var hasPassed: Bool { cancellation.isCancelled || ContinuousClock.now >= end }
}
