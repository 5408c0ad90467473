/// Waiting times between tries: doubling from `first` to `most`, each spread evenly over its upper half, so that many nodes do
/// not come back at the same moment.
public struct Backoff: Sendable, Hashable {
    public let first: Duration
    public let most: Duration
    private var tries = 0

    public init(first: Duration = .milliseconds(500), most: Duration = .seconds(30)) {
        self.first = first
        self.most = most
    }

    /// The next wait; the sequence starts again after ``reset()``.
    public mutating func next() -> Duration {
        var source = SystemRandomNumberGenerator()
        return next(using: &source)
    }

    public mutating func next(using source: inout some RandomNumberGenerator) -> Duration {
        // 2^30 times any first wait is beyond every sensible ceiling, and the shift stays within Int.
        let ceiling = min(most, first * (1 << min(tries, 30)))
        tries += 1
        return ceiling * Double.random(in: 0.5...1, using: &source)
    }

    public mutating func reset() { tries = 0 }
}
