/// What the coordinator sees before disclosure control. The raw values travel in charters, permits and layouts.
public enum ReleaseMode: String, Sendable, Hashable, CaseIterable, Codable {
    /// The coordinator sees each site's partial, sealed to it, and releases merged cells.
    case merged
    /// Each node runs disclosure control on its own partial first, and the coordinator sees what that hospital could publish alone.
    case siteFloor = "site-floor"
    /// The coordinator sees only sums over hospitals; reserved.
    case secure
}
