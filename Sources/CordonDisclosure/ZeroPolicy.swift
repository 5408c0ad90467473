/// What becomes of cells that describe nobody.
public enum ZeroPolicy: String, Sendable, Hashable, CaseIterable, Codable {
    /// They are shown. That reveals who is not there.
    case publish
    /// They are as secret as those that describe a few.
    case protect
}
