import CordonTrust
import Foundation
import CordonValues
import Synchronization

/// Records refusals within a ``RefusalBudget``, from wherever they come.
public final class RefusalRecords: Sendable {
    private let log: AuditLog
    private let clock: @Sendable () -> Date
    private let budget = Mutex(RefusalBudget())

    public init(_ log: AuditLog, clock: @escaping @Sendable () -> Date = { Date() }) {
        self.log = log
        self.clock = clock
    }

    public func append(_ refusal: AuditEvent) throws(Diagnostic) {
        let now = Timestamp(clock())
        try log.append(budget.withLock { $0.records(of: refusal, at: now) })
    }
}
