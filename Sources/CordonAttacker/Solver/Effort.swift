/// What a decision may still cost. Steps are counted, so that the same instance gets the same pattern on every machine; the clock only ends
/// what would take too long, and what the clock ends is suppressed whole.
struct Effort {
    let deadline: ContinuousClock.Instant
    /// Steps that improvement may take, in simplex iterations times rows and columns.
    private let steps: Int
    private(set) var spent = 0

    init(until deadline: ContinuousClock.Instant, steps: Int) {
        self.deadline = deadline
        self.steps = steps
    }

    /// Nothing may be spent on improvement any more.
    var isSpent: Bool { spent >= steps }

    /// Nil when the time is over.
    var millisecondsLeft: Int32? {
        let left = (deadline - ContinuousClock.now) / .milliseconds(1)
        return left >= 1 ? Int32(min(left, 1_000_000)) : nil
    }

    mutating func spend(iterations: Int, size: Int) { spent += iterations * (size + 20) }
}
