/// The sets of patients that a group of an answer can be about, by number: six for each aggregate column, from 1, in the order of the cases; 0 is
/// no set of a group, but what several together are about. `protocol/partial.md` says who is in them.
public enum RevealedSet: Int, Sendable, Hashable, CaseIterable {
    case contributors
    case missing
    case passed
    case nonZero
    case allZero
    case zero

    /// Of an earlier answer: groups put together.
    public static let union = 0

    /// Of aggregate `column`, from 0.
    public func number(column: Int) -> Int { 1 + column * Self.allCases.count + rawValue }

    /// The column and the set of a number; nil for a union.
    public static func of(number: Int) -> (column: Int, set: Self)? {
        guard number > 0, let set = Self(rawValue: (number - 1) % allCases.count) else { return nil }
        return ((number - 1) / allCases.count, set)
    }

    /// How many sets a group has in a table of so many aggregates.
    public static func count(columns: Int) -> Int { 1 + columns * allCases.count }
}
