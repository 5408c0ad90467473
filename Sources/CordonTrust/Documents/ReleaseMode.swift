import CordonValues

/// What the coordinator sees before disclosure control. The raw values travel in charters and permits.
public enum ReleaseMode: String, Sendable, Hashable, CaseIterable {
    /// The coordinator sees each site's partial, sealed to it, and releases merged cells.
    case merged
    /// Each node runs disclosure control on its own partial first; reserved.
    case siteFloor = "site-floor"
    /// The coordinator sees only sums over hospitals; reserved.
    case secure

    static func read(_ text: String, _ checks: DocumentChecks) throws(Diagnostic) -> ReleaseMode {
        guard let mode = ReleaseMode(rawValue: text) else {
            throw Diagnostic(.documentInvalid, "A \(checks.document) names a mode that this version does not know.")
        }
        return mode
    }
}
