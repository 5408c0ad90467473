/// What a permit makes of values outside the bounds that the catalog declares of their column. Where it says nothing they count as they are.
public enum OutOfBounds: String, Sendable, Hashable, CaseIterable, Codable {
    /// A value below the lower bound reads as the lower bound, one above the upper as the upper.
    case clip
    /// A sum, mean or spread of the column that such a value contributes to is not shown.
    case refuse
}
