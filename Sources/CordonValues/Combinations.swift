/// Of how many answers of a study none is almost what the others make together: what a permit chooses.
public enum Combinations: Int, Sendable, Hashable, CaseIterable, Comparable {
    /// Any two are compared.
    case pairs = 2
    /// Any three.
    case triples = 3
    /// All that were ever given: hospitals tell how many patients are in which sets of them. The ledger keeps it as 4.
    case all = 4

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// As permits and results have it.
    public var name: String {
        switch self {
        case .pairs: "2"
        case .triples: "3"
        case .all: "all"
        }
    }

    public init?(name: String) {
        guard let value = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = value
    }
}
