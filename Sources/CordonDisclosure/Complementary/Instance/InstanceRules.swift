import CordonValues

/// The rules of one instance. Percentages are in hundredths of a percent.
public struct InstanceRules: Sendable, Hashable {
    /// The (n, k) rule: the `count` largest contributions are more than `share` of the total.
    public struct Dominance: Sendable, Hashable {
        public var count: Int
        public var share: Int64

        public init(count: Int, share: Int64) {
            self.count = count
            self.share = share
        }
    }

    /// What a cell asks for that is primary for another reason than a rule with levels of its own.
    public enum DefaultLevels: Sendable, Hashable {
        /// ``ProtectionLevels/belowThreshold(_:threshold:)``.
        case threshold
        case levels(ProtectionLevels)
        /// This share of the value below and above, at least one unit.
        case share(Int64)
    }

    /// T: a cell of 1 to T − 1 patients is primary. 0 and 1 switch the rule off.
    public var threshold: Int64 = 0
    public var zeros = ZeroPolicy.publish
    /// A cell is primary too where its parent has 1 to T − 1 patients more.
    public var complements = false
    /// Group disclosure: a cell is primary too where its parent has no patient more, or fewer than T.
    public var groups = false
    public var dominance: [Dominance] = []
    /// The p% rule: nobody computes the largest contribution to within this share of it.
    public var prior: Int64?
    /// Two patients who are alone in their cells do not learn of each other from a sum of both.
    public var singletons = false
    /// Hidden cells of one shown cell do not together hold 1 to T − 1 patients.
    public var unions = false
    /// Cells of value zero may be hidden to protect others.
    public var zerosMayProtect = false
    public var defaultLevels = DefaultLevels.threshold

    public init() {}

    func check() throws(Diagnostic) {
        guard (0...SuppressionInstance.largestValue).contains(threshold), dominance.allSatisfy({ (1...100).contains($0.count) }),
            dominance.allSatisfy({ (1...10_000).contains($0.share) }), prior.map({ (1...1_000_000).contains($0) }) ?? true
        else {
            throw Diagnostic(.outOfRange, "A rule of an instance has a number that it cannot have.")
        }
        switch defaultLevels {
        case .threshold: break
        case .levels(let levels): try levels.check()
        case .share(let share):
            guard (0...1_000_000).contains(share) else { throw Diagnostic(.outOfRange, "A protection level is negative or too large.") }
        }
    }
}
