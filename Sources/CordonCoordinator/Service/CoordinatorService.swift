import CordonAudit
import CordonTrust
import CordonValues
import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle

/// The running coordinator: server, questions in work, held polls. Stops gracefully when its service group does.
public struct CoordinatorService: Service {
    public let configuration: CoordinatorConfiguration
    public let store: CoordinatorStore
    let desk: QuestionDesk
    private let application: Application<CoordinatorResponder>
    private let listening: ListeningPort
    let largeBodies: LargeBodies

    /// Opens the state directory. `now` is the wall clock; tests bring their own.
    public init(
        _ configuration: CoordinatorConfiguration, logger: Logger, now: @Sendable @escaping () -> Date = { Date() }
    ) throws(Diagnostic) {
        self.configuration = configuration
        store = try CoordinatorStore(file: configuration.databaseFile)
        let key = try SigningKey.read(file: configuration.signingKeyFile)
        try SecretFile.checkMode(configuration.privateKeyFile)
        let card = try Self.card(configuration, key)
        let audit = try configuration.auditLog(clock: now)
        let registry = Registry(store: store, authority: configuration.authority, logger: logger)
        desk = QuestionDesk(
            configuration: configuration, key: key, store: store, audit: audit, refusals: RefusalRecords(audit, clock: now),
            heads: HeldHeads(audit, clock: now), registry: registry, room: WaitingRoom(),
            active: ActiveQuestions(registry: registry), logger: logger, now: now)
        largeBodies = LargeBodies(most: configuration.limits.largeBodies)
        let responder = CoordinatorResponder(
            authentication: Authentication(
                coordinator: configuration.id, store: store, registry: registry,
                tokens: TokenVerifier(configuration.accessTokens, logger: logger, clock: now), logins: TokenLogins(audit)),
            nodes: NodeRoutes(desk: desk, polls: NodeDesk(desk), card: card), researchers: ResearcherRoutes(desk: desk),
            submission: Submission(desk: desk), network: NetworkRoutes(desk: desk, card: card),
            audit: AuditRoutes(log: audit, refusals: RefusalRecords(audit, clock: now)),
            largeBodies: largeBodies,
            signer: ReplySigner(key: key, coordinator: configuration.id), logger: logger, now: now)
        let listening = ListeningPort()
        self.listening = listening
        application = try Self.application(configuration, responder, listening, logger)
    }

    /// The port that the server listens on, once it does; nil when it stopped before.
    public func port() async -> Int? { await listening.port() }

    /// Runs until the surrounding service group shuts down or the task is cancelled.
    public func run() async throws {
        let charter = try await desk.registry.network().charter
        if let charter { desk.audit.belong(to: charter.document.network) }
        try desk.audit.append(.started(charter))
        try await desk.resume()
        do {
            try await serve()
        } catch {
            await close()
            throw error
        }
        await close()
    }

    private func close() async {
        await desk.work.close()
        store.close()
        await listening.close()
    }

    private func serve() async throws {
        async let _ = desk.keepUp()
        try await withGracefulShutdownHandler {
            try await application.run()
        } onGracefulShutdown: {
            // Held requests end at once, so that the server can.
            Task { await desk.room.close() }
        }
    }
}

extension CoordinatorService {
    private static func application(
        _ configuration: CoordinatorConfiguration, _ responder: CoordinatorResponder, _ listening: ListeningPort, _ logger: Logger
    ) throws(Diagnostic) -> Application<CoordinatorResponder> {
        let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: 16_384, maxHeaderListSize: 32_768, maxHeaderFieldCount: 100)
        do {
            let server = try HTTPServerBuilder.tls(
                .http1(configuration: .init(idleTimeout: .seconds(90), httpDecoderConfiguration: decoder)),
                tlsConfiguration: tls(configuration))
            return Application(
                responder: responder, server: server,
                configuration: .init(
                    address: .hostname(configuration.listen.host, port: configuration.listen.port), serverName: nil),
                onServerRunning: { channel in await listening.open(channel.localAddress?.port) }, logger: logger)
        } catch {
            throw Diagnostic(
                .configurationInvalid, "The TLS certificate or key of the coordinator cannot be used.",
                hint: "Check '\(configuration.certificateFile)' and '\(configuration.privateKeyFile)'.")
        }
    }

    private static func tls(_ configuration: CoordinatorConfiguration) throws -> TLSConfiguration {
        let chain = try NIOSSLCertificate.fromPEMFile(configuration.certificateFile).map { NIOSSLCertificateSource.certificate($0) }
        let key = try NIOSSLPrivateKey(file: configuration.privateKeyFile, format: .pem)
        var tls = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key))
        tls.minimumTLSVersion = .tlsv12
        tls.applicationProtocols = ["http/1.1"]
        return tls
    }

    private static func card(_ configuration: CoordinatorConfiguration, _ key: SigningKey) throws(Diagnostic) -> Signed<CoordinatorCard> {
        guard let bytes = FileManager.default.contents(atPath: configuration.cardFile) else {
            throw Diagnostic(.fileUnreadable, "'\(configuration.cardFile)' cannot be read.", hint: "Run: cordon-coordinator init.")
        }
        return try Signed<CoordinatorCard>.verify(bytes, by: [key.verifyingKey])
    }
}

/// Where the port becomes known when the server has started.
actor ListeningPort {
    private enum State { case starting, open(Int?), closed }

    private var state = State.starting
    private var waiting: [CheckedContinuation<Int?, Never>] = []

    func port() async -> Int? {
        switch state {
        case .open(let port): return port
        case .closed: return nil
        case .starting: return await withCheckedContinuation { waiting.append($0) }
        }
    }

    func open(_ port: Int?) { settle(.open(port), port) }

    func close() { settle(.closed, nil) }

    private func settle(_ next: State, _ port: Int?) {
        state = next
        for continuation in waiting { continuation.resume(returning: port) }
        waiting = []
    }
}
