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

    /// After those of a group, the numbers of groups of this answer together: the contributors of aggregate `column` in all groups, or in all with the value
    /// that a group has at the key `position`.
    public static func union(column: Int, position: Int?, in layout: PartialLayout) -> Int {
        count(columns: layout.aggregates.count) + column * (layout.keys.count + 1) + (position.map { $0 + 1 } ?? 0)
    }

    /// What ``union(column:position:in:)`` numbers; nil for any other number.
    public static func union(number: Int, in layout: PartialLayout) -> (column: Int, position: Int?)? {
        let (rest, width) = (number - count(columns: layout.aggregates.count), layout.keys.count + 1)
        guard rest >= 0, rest < layout.aggregates.count * width else { return nil }
        return (rest / width, rest % width == 0 ? nil : rest % width - 1)
    }
}
