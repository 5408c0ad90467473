/// The sets of patients that a group of an answer can be about, by number: 0 is the group's patients; then six for each aggregate column, in the
/// order of the cases. `protocol/partial.md` says who is in them.
public enum RevealedSet: Int, Sendable, Hashable, CaseIterable {
    case contributors
    case missing
    case passed
    case nonZero
    case allZero
    case zero

    /// The patients of the group.
    public static let group = 0

    /// Of aggregate `column`, from 0.
    public func number(column: Int) -> Int { 1 + column * Self.allCases.count + rawValue }

    /// The column and the set of a number; nil for the group's patients.
    public static func of(number: Int) -> (column: Int, set: Self)? {
        guard number > 0, let set = Self(rawValue: (number - 1) % allCases.count) else { return nil }
        return ((number - 1) / allCases.count, set)
    }

    /// How many sets a group has in a table of so many aggregates.
    public static func count(columns: Int) -> Int { 1 + columns * allCases.count }
}
