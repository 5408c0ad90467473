/// The closed set of mergeable states. The raw bytes travel in layouts and on the wire and are never reused.
public enum StateKind: UInt8, Sendable, Hashable, CaseIterable {
    /// Nothing crosses the boundary.
    case none = 0
    case count = 1
    case wholeSum = 2
    case wholeMoments = 3
    case doubleSum = 4
    case doubleMoments = 5
    case numericSum = 6
    case numericMoments = 7
}
