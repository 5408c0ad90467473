import CordonWire

/// What still fits into a poll's reply. The rest comes with the next poll.
struct ReplyBudget {
    private var deliveries = WireLimits.pollQuestions
    private var bytes: Int
    /// What the coordinator tells of its audit log.
    private static let audit = 8192

    /// The budget for deliveries beside what the reply holds already.
    init(_ reply: PollReply) {
        // Tags and lengths are at most 16 bytes a member; a digest has 32.
        bytes = WireLimits.pollReply - (reply.charter?.count ?? 0) - (reply.revocations?.count ?? 0) - reply.cancels.count * 48 - Self.audit - 64
    }

    /// True when the delivery fits; then it is counted.
    mutating func take(_ delivery: PollReply.Delivery) -> Bool {
        let size = delivery.question.count + delivery.permit.count + delivery.dispatch.count + 64
        guard deliveries > 0, size <= bytes else { return false }
        deliveries -= 1
        bytes -= size
        return true
    }
}
