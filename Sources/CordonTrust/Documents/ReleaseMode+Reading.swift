import CordonValues

extension ReleaseMode {
    static func read(_ text: String, _ checks: DocumentChecks) throws(Diagnostic) -> ReleaseMode {
        guard let mode = ReleaseMode(rawValue: text) else {
            throw Diagnostic(.documentInvalid, "A \(checks.document) names a mode that this version does not know.")
        }
        return mode
    }

    /// Its questions can be answered by this version.
    public var isBuilt: Bool { self != .secure }
}
