import CordonCatalog
import CordonTransport
import CordonValues

/// An OpenID provider whose access tokens read results here, as the configuration names it.
public struct TokenIssuer: Sendable, Hashable {
    /// How its access tokens look.
    public enum Profile: String, Sendable, Hashable, CaseIterable {
        /// RFC 9068: `typ` is `at+jwt`.
        case rfc9068
        /// `typ` may be `JWT` or missing: of providers that do not write that profile.
        case jwt
    }

    /// The `iss` of its tokens and of its discovery document, byte for byte.
    public let issuer: String
    /// What `aud` names when a token is meant for this coordinator.
    public let audience: String
    public let profile: Profile
    /// The clients whose tokens are taken; nil for all.
    public let clients: [String]?
    /// A PEM file, or a folder of them, believed besides the system's authorities.
    public let authorities: String?
    public let discovery: PublicDocument

    /// The list `access_tokens` of a configuration: at most 20, each issuer once.
    static func list(_ node: YAMLNode?, _ path: (String) -> String) throws(Diagnostic) -> [TokenIssuer] {
        guard let node else { return [] }
        var issuers: [TokenIssuer] = []
        for element in try node.elements() {
            let issuer = try TokenIssuer(element, path)
            guard !issuers.contains(where: { $0.issuer == issuer.issuer }) else { throw element.error("This issuer stands here twice.") }
            issuers.append(issuer)
        }
        guard issuers.count <= 20 else { throw node.error("At most 20 issuers are taken.") }
        return issuers
    }

    private init(_ node: YAMLNode, _ path: (String) -> String) throws(Diagnostic) {
        try node.allow(["issuer", "audience", "profile", "clients", "ca", "discovery"])
        let base = try Self.address(node.member("issuer"))
        guard !base.contains("?") else { throw try node.member("issuer").error("An issuer has no query.") }
        issuer = base
        audience = try Self.word(node.member("audience"))
        profile = try node.optional("profile").map { node throws(Diagnostic) in try Self.profile(node) } ?? .rfc9068
        clients = try node.optional("clients").map { node throws(Diagnostic) in try Self.clients(node) }
        authorities = try node.optional("ca").map { node throws(Diagnostic) in path(try node.string()) }
        let standard = "\(base.hasSuffix("/") ? String(base.dropLast()) : base)/.well-known/openid-configuration"
        let named = try node.optional("discovery").map { node throws(Diagnostic) in try Self.address(node) }
        discovery = try PublicDocument(url: named ?? standard, allowsLoopback: true)
    }

    private static func address(_ node: YAMLNode) throws(Diagnostic) -> String {
        let text = try node.string()
        do throws(Diagnostic) { return try PublicDocument(url: text, allowsLoopback: true).url } catch {
            throw node.error("An https address is expected here.", hint: error.hint)
        }
    }

    private static func word(_ node: YAMLNode) throws(Diagnostic) -> String {
        let text = try node.string()
        guard !text.isEmpty else { throw node.error("This cannot be empty.") }
        return text
    }

    private static func profile(_ node: YAMLNode) throws(Diagnostic) -> Profile {
        guard let profile = Profile(rawValue: try node.string()) else { throw node.error("The profile is rfc9068 or jwt.") }
        return profile
    }

    private static func clients(_ node: YAMLNode) throws(Diagnostic) -> [String] {
        let clients = try node.elements().map { element throws(Diagnostic) in try word(element) }
        guard !clients.isEmpty else { throw node.error("Name one client at least, or leave 'clients' out.") }
        return clients
    }
}
