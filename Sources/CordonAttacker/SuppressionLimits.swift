/// What a decision may cost. Whatever does not fit is suppressed.
public struct SuppressionLimits: Sendable, Hashable {
    /// Of the whole decision. A component that is not decided by then shows nothing new.
    public var time: Duration
    /// Of improvement, in simplex iterations times rows and columns: how far unneeded secondary suppressions are looked for.
    public var steps: Int
    /// Components of up to this many unknown atoms are attacked in whole numbers too.
    public var wholeAtoms: Int

    public init(time: Duration = .seconds(20), steps: Int = 8_000_000, wholeAtoms: Int = 200) {
        self.time = time
        self.steps = steps
        self.wholeAtoms = wholeAtoms
    }

    public static let standard = SuppressionLimits()
}
