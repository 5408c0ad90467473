import CordonValues

/// A document of which a network has one at a time: a newer version replaces an older one, never the reverse.
public protocol VersionedDocument: TrustDocument {
    var network: String { get }
    var version: Int { get }
    /// For people: "charter".
    static var title: String { get }
    /// The code with which one is refused that cannot come into force.
    static var refusal: DiagnosticCode { get }
}

extension Charter: VersionedDocument {
    public static let title = "charter"
    public static let refusal = DiagnosticCode.charterInvalid
}

extension Revocations: VersionedDocument {
    public static let title = "revocation list"
    public static let refusal = DiagnosticCode.conflict
}
