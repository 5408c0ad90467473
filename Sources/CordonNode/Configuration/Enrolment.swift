import CordonTrust
import CordonValues
import Foundation

/// What `cordon-node enroll` pinned: whom this node answers to, and how it recognises them.
public struct Enrolment: Sendable {
    /// The data authority's key. Nothing else is trusted: charter and permits are signed by it.
    public let authority: VerifyingKey
    public let url: String
    /// SHA-256 of the coordinator's TLS certificate, when it is pinned.
    public let tlsFingerprint: String?
    /// PEM files of authorities that may vouch for the coordinator's TLS certificate, beside the system's.
    public let authorities: [String]
    public let coordinator: Signed<CoordinatorCard>

    public init(
        authority: VerifyingKey, url: String, tlsFingerprint: String?, authorities: [String], coordinator: Signed<CoordinatorCard>
    ) {
        self.authority = authority
        self.url = url
        self.tlsFingerprint = tlsFingerprint
        self.authorities = authorities
        self.coordinator = coordinator
    }

    /// Reads what was pinned; its file is written by this program and read as strictly as any document.
    public init(_ state: StateFolder) throws(Diagnostic) {
        guard let bytes = FileManager.default.contents(atPath: state.enrolment) else {
            throw Diagnostic(
                .configurationInvalid, "This node is not enrolled with a coordinator.",
                hint: "Run: cordon-node enroll --coordinator URL --token TOKEN --authority KEY")
        }
        let json = try StrictJSON.read(bytes)
        let damaged = Diagnostic(
            .configurationInvalid, "'\(state.enrolment)' is damaged.", hint: "Remove it and enrol again with a new token.")
        guard case .string(let authority)? = json["authority"], case .string(let url)? = json["url"],
            case .array(let authorities)? = json["authorities"], let card = json["coordinator"]
        else { throw damaged }
        var fingerprint: String?
        if case .string(let text)? = json["tls_fingerprint"] { fingerprint = text }
        self.init(
            authority: try VerifyingKey(text: authority), url: url, tlsFingerprint: fingerprint,
            authorities: authorities.compactMap { if case .string(let path) = $0 { path } else { nil } },
            coordinator: try Signed<CoordinatorCard>.verifySelfSigned(card.written))
    }

    public func write(to state: StateFolder) throws(Diagnostic) {
        let json = StrictJSON.object([
            .init("authority", .string(authority.text)), .init("url", .string(url)),
            .init("tls_fingerprint", tlsFingerprint.map { .string($0) } ?? .null), .init("authorities", .strings(authorities)),
            .init("coordinator", try StrictJSON.read(coordinator.bytes)),
        ])
        try StateFolder.write(json.formatted, to: state.enrolment)
    }
}
