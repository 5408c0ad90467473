import CordonCatalog
import CordonTrust
import CordonValues
import CordonWire
import Foundation

/// The coordinator's one configuration file, `coordinator.yaml` in its state directory. Unknown keys are errors, with their line.
public struct CoordinatorConfiguration: Sendable, Hashable {
    public static let fileName = "coordinator.yaml"

    public let id: String
    public let name: String
    public let jurisdiction: String
    /// What nodes and researchers connect to, `https://host[:port]`.
    public let url: String
    public let listen: ListenAddress
    /// The data authority's key; without it no charter and no permit is believed.
    public let authority: VerifyingKey?
    /// PEM files; relative paths start at the state directory.
    public let certificateFile: String
    public let privateKeyFile: String
    /// The certificate is our own and clients pin it.
    public let pinnedCertificate: Bool
    public let limits: ServiceLimits
    /// OpenID providers whose access tokens read results.
    public let accessTokens: [TokenIssuer]
    public let logLevel: String
    public let logJSON: Bool
    public let state: String

    /// Reads the file in a state directory.
    public init(state: String) throws(Diagnostic) {
        let path = "\(state)/\(Self.fileName)"
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Diagnostic(
                .fileUnreadable, "'\(path)' cannot be read.", hint: "Make a state directory with: cordon-coordinator init.")
        }
        try self.init(yaml: bytes, place: path, state: state)
    }

    public init(yaml bytes: Data, place: String, state: String) throws(Diagnostic) {
        let root = try YAMLNode(bytes, place: place, code: .configurationInvalid)
        try root.allow(["id", "name", "jurisdiction", "url", "listen", "authority", "tls", "limits", "access_tokens", "log"])
        self.state = state
        id = try root.member("id").string()
        name = try root.member("name").string()
        jurisdiction = try root.member("jurisdiction").string()
        url = try root.member("url").string()
        listen = try ListenAddress(root.member("listen"))
        if let node = try root.optional("authority") {
            guard let key = try? VerifyingKey(text: try node.string()) else {
                throw node.error("The authority's key is 43 characters of base64url.")
            }
            authority = key
        } else {
            authority = nil
        }
        let tls = try root.member("tls")
        try tls.allow(["certificate", "key", "pinned"])
        certificateFile = Self.path(try tls.member("certificate").string(), in: state)
        privateKeyFile = Self.path(try tls.member("key").string(), in: state)
        pinnedCertificate = try tls.optional("pinned")?.boolean() ?? false
        limits = try ServiceLimits(root.optional("limits"))
        accessTokens = try TokenIssuer.list(root.optional("access_tokens")) { Self.path($0, in: state) }
        let log = try root.optional("log")
        try log?.allow(["level", "format"])
        logLevel = try log?.optional("level")?.word(of: ["debug", "info", "notice", "warning", "error"]) ?? "info"
        logJSON = try log?.optional("format")?.word(of: ["text", "json"]) == "json"
    }

    private static func path(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }

    public var databaseFile: String { "\(state)/coordinator.sqlite" }
    public var signingKeyFile: String { "\(state)/signing.key" }
    public var cardFile: String { "\(state)/coordinator-card.json" }
}

/// `host:port`; port 0 lets the system choose, for tests.
public struct ListenAddress: Sendable, Hashable {
    public let host: String
    public let port: Int

    /// Nil when the text is no `host:port`.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]), (0...65535).contains(port)
        else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty else { return nil }
        self.host = host
        self.port = port
    }

    init(_ node: YAMLNode) throws(Diagnostic) {
        guard let address = ListenAddress(try node.string()) else {
            throw node.error("A listening address is host:port, for example 0.0.0.0:8443.")
        }
        self = address
    }
}

/// What one researcher, one question and one request may use.
public struct ServiceLimits: Sendable, Hashable {
    /// Unfinished questions of one researcher.
    public var questionsInFlight = 4
    /// For a question that asks for none, in seconds.
    public var deadline = 120
    public var longestDeadline = 3600
    /// Hospitals that must have answered, for a question that asks for no number; the charter's minimum always holds too.
    public var quorum = 1
    public var envelopeBytes = WireLimits.envelope
    /// Sealed answers of more than 512 KiB that are taken in at a time.
    public var largeBodies = 4
    /// A node that has not polled for so many seconds counts as offline in health.
    public var offlineAfter = 60

    public init() {}

    init(_ node: YAMLNode?) throws(Diagnostic) {
        guard let node else { return }
        try node.allow(["questions_in_flight", "deadline", "longest_deadline", "quorum", "envelope_bytes", "large_bodies", "offline_after"])
        questionsInFlight = try node.number("questions_in_flight", 1...1000) ?? questionsInFlight
        longestDeadline = try node.number("longest_deadline", 2...604_800) ?? longestDeadline
        deadline = try node.number("deadline", 2...longestDeadline) ?? min(deadline, longestDeadline)
        quorum = try node.number("quorum", 1...1000) ?? quorum
        envelopeBytes = try node.number("envelope_bytes", 65_536...WireLimits.envelope) ?? envelopeBytes
        largeBodies = try node.number("large_bodies", 1...1000) ?? largeBodies
        offlineAfter = try node.number("offline_after", 1...86_400) ?? offlineAfter
    }
}

extension YAMLNode {
    fileprivate func number(_ name: String, _ range: ClosedRange<Int>) throws(Diagnostic) -> Int? {
        guard let node = try optional(name) else { return nil }
        let number = try node.integer()
        guard range.contains(number) else {
            throw node.error("'\(name)' lies between \(range.lowerBound) and \(range.upperBound).")
        }
        return number
    }

    fileprivate func word(of words: [String]) throws(Diagnostic) -> String {
        let word = try string()
        guard words.contains(word) else { throw error("One of \(words.joined(separator: ", ")) is expected here.") }
        return word
    }
}
