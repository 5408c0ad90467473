import CordonValues

/// Somebody as an OpenID provider knows them: the issuer and the subject of their tokens, compared byte for byte.
public struct OIDCIdentity: Sendable, Hashable {
    public let issuer: String
    /// 1 to 255 printable ASCII characters.
    public let subject: String

    public init(issuer: String, subject: String) throws(Diagnostic) {
        let checks = DocumentChecks("permit's oidc")
        try checks.url(issuer, "issuer")
        try checks.require(!issuer.contains { $0 == "?" || $0 == "#" }, "issuer", "have no query and no fragment")
        let isPrintable = subject.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
        try checks.require((1...255).contains(subject.utf8.count) && isPrintable, "subject", "have 1 to 255 printable ASCII characters")
        self.issuer = issuer
        self.subject = subject
    }

    init(json: StrictJSON) throws(Diagnostic) {
        let reader = try DocumentReader(json, "permit's oidc", members: ["issuer", "subject"])
        try self.init(issuer: reader.string("issuer"), subject: reader.string("subject"))
    }

    var json: StrictJSON { .object([.init("issuer", .string(issuer)), .init("subject", .string(subject))]) }
}
