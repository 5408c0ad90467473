import CordonTransport
import CordonTrust
import CordonValues
import Foundation
import Logging

/// The keys of one issuer, fetched when they are needed and kept for a while: `protocol/access-tokens.md`, "Keys of a provider".
actor OpenIDProvider {
    static let documentLimit = 64 << 10
    static let keysLimit = 256 << 10
    /// How long keys are kept, how often a `kid` that is not among them is looked for, and how soon after a failure: in seconds.
    static let lifetime = 3600.0, patience = 60.0, pause = 5.0

    private let issuer: TokenIssuer
    private let logger: Logger
    private let clock: @Sendable () -> Date
    private var known: (keys: ProviderKeys, at: Date)?
    private var failed: Date?
    private var fetching: Task<ProviderKeys, any Error>?

    init(_ issuer: TokenIssuer, logger: Logger, clock: @escaping @Sendable () -> Date) {
        self.issuer = issuer
        self.logger = logger
        self.clock = clock
    }

    /// The key of this `kid`; nil where the provider has none. `provider-unavailable` while its keys cannot be had.
    func key(_ id: String) async throws(Diagnostic) -> ProviderKey? {
        if let known, isWithin(Self.lifetime, of: known.at) {
            if let key = known.keys[id] { return key }
            if isWithin(Self.patience, of: known.at) { return nil }
        }
        return try await fetched()[id]
    }

    /// A clock that was set back makes nothing last longer.
    private func isWithin(_ seconds: Double, of moment: Date) -> Bool { (0..<seconds).contains(clock().timeIntervalSince(moment)) }

    /// Who comes while keys are being fetched waits for the same.
    private func fetched() async throws(Diagnostic) -> ProviderKeys {
        if fetching == nil, let failed, isWithin(Self.pause, of: failed) { throw .providerUnavailable }
        let task = fetching ?? Task { try await Self.fetch(issuer) }
        let isFirst = fetching == nil
        fetching = task
        do {
            let keys = try await task.value
            if isFirst { (known, failed, fetching) = ((keys, clock()), nil, nil) }
            return keys
        } catch {
            if isFirst {
                // Addresses are for the operator: whoever shows a token may be a stranger.
                let reason = (error as? Diagnostic)?.message ?? "unknown"
                logger.warning("no keys of a token issuer", metadata: ["issuer": "\(issuer.issuer)", "reason": "\(reason)"])
                (failed, fetching) = (clock(), nil)
            }
            throw .providerUnavailable
        }
    }

    private static func fetch(_ issuer: TokenIssuer) async throws(Diagnostic) -> ProviderKeys {
        let trust = TLSTrust(authorities: issuer.authorities.map { [$0] } ?? [])
        let discovery = try await issuer.discovery.fetch(trust: trust, limit: documentLimit, seconds: 20)
        guard let json = try? StrictJSON.read(discovery), case .string(let named)? = json["issuer"], case .string(let address)? = json["jwks_uri"] else {
            throw Diagnostic(.unreachable, "Its discovery document is none.")
        }
        guard named.utf8.elementsEqual(issuer.issuer.utf8) else {
            throw Diagnostic(.unreachable, "Its discovery document is of another issuer.")
        }
        let document = try PublicDocument(url: address, allowsLoopback: PublicDocument.isLoopback(issuer.discovery.url))
        guard let keys = ProviderKeys(try await document.fetch(trust: trust, limit: keysLimit, seconds: 20)) else {
            throw Diagnostic(.unreachable, "Its key set is none, or has more than \(ProviderKeys.most) keys.")
        }
        return keys
    }
}

extension Diagnostic {
    fileprivate static let providerUnavailable = Diagnostic(
        .providerUnavailable, "The keys of the token's issuer cannot be had, so it cannot be verified.",
        hint: "Sign requests meanwhile; the coordinator's log says why.")
}
