import CordonTrust

/// Keeps refusals from filling the disk: whoever may send questions can send bad ones for ever. So many an hour are recorded one by one,
/// the rest as their number at the next refusal of a later hour.
public struct RefusalBudget: Sendable {
    public static let mostAnHour = 200

    private var hour: Int64 = 0
    private var recorded = 0
    private var more = 0

    public init() {}

    /// What to append for a refusal: nothing when the hour's budget is used up.
    public mutating func records(of refusal: AuditEvent, at now: Timestamp) -> [AuditEvent] {
        let current = now.secondsSince1970 / 3600
        var events: [AuditEvent] = []
        if current != hour {
            if more > 0 { events.append(AuditEvent(.refusalsSummed, [AuditField("count", more)])) }
            (hour, recorded, more) = (current, 0, 0)
        }
        guard recorded < Self.mostAnHour else {
            more += 1
            return events
        }
        recorded += 1
        return events + [refusal]
    }
}
