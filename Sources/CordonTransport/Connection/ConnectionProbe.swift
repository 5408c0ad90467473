import CordonTrust
import CordonValues
import Foundation
import NIOCore
import NIOPosix
import NIOSSL

/// Opens one connection to a coordinator step by step, so that a failure names its stage, and reports the certificate it met.
public struct ConnectionProbe: Sendable {
    public struct Report: Sendable {
        /// The stages that were passed, in order.
        public let passed: [ConnectionStage]
        /// What stopped the probe, with its stage; nil when everything passed.
        public let failure: (stage: ConnectionStage, diagnostic: Diagnostic)?
        /// SHA-256 of the server's certificate, hexadecimal, also when it is not trusted.
        public let certificate: String?
        /// When that certificate ends.
        public let certificateEnds: Timestamp?
    }

    let address: ServiceAddress
    let trust: TLSTrust
    let proxy: ProxyServer?
    let timeout: TimeAmount

    public init(address: ServiceAddress, trust: TLSTrust, proxy: ProxyServer?, timeoutSeconds: Int = 10) {
        self.address = address
        self.trust = trust
        self.proxy = proxy
        timeout = .seconds(Int64(timeoutSeconds))
    }

    public func run() async -> Report {
        var passed: [ConnectionStage] = []
        var leaf: NIOSSLCertificate?
        func report(_ stage: ConnectionStage, _ diagnostic: Diagnostic) -> Report {
            Self.report(passed, (stage, diagnostic), leaf)
        }
        do {
            let target = try await resolve()
            passed.append(.name)
            let channel = try await open(target)
            passed.append(.connection)
            defer { channel.close(promise: nil) }
            if proxy != nil {
                try await tunnel(channel)
                passed.append(.proxy)
            }
            leaf = try await handshake(channel)
            try await judge(leaf)
            passed.append(.tls)
            return Self.report(passed, nil, leaf)
        } catch let failure as StageFailure {
            return report(failure.stage, failure.diagnostic ?? failure.stage.failure(address, proxy, failure.detail))
        } catch {
            return report(.connection, ConnectionStage.connection.failure(address, proxy))
        }
    }

    private static func report(
        _ passed: [ConnectionStage], _ failure: (stage: ConnectionStage, diagnostic: Diagnostic)?, _ leaf: NIOSSLCertificate?
    ) -> Report {
        Report(
            passed: passed, failure: failure, certificate: leaf.flatMap(TLSTrust.fingerprint),
            certificateEnds: leaf.flatMap { Timestamp(secondsSince1970: Int64($0.notValidAfter)) })
    }

    /// The server's certificate when it is the pinned one.
    func pinnedCertificate() async throws(Diagnostic) -> NIOSSLCertificate {
        do {
            let channel = try await open(try await resolve())
            defer { channel.close(promise: nil) }
            if proxy != nil { try await tunnel(channel) }
            let leaf = try await handshake(channel)
            guard let fingerprint = TLSTrust.fingerprint(leaf), fingerprint == trust.pinned else { throw Self.notPinned(leaf) }
            return leaf
        } catch let failure as StageFailure {
            throw failure.diagnostic ?? failure.stage.failure(address, proxy, failure.detail)
        } catch {
            throw ConnectionStage.connection.failure(address, proxy)
        }
    }
}

struct StageFailure: Error {
    let stage: ConnectionStage
    var detail: String?
    var diagnostic: Diagnostic?
}

extension ConnectionProbe {
    private func resolve() async throws -> SocketAddress {
        let (host, port) = (proxy?.host ?? address.host, proxy?.port ?? address.port)
        do {
            // The resolver blocks, so it gets a thread that may.
            return try await NIOThreadPool.singleton.runIfActive { try SocketAddress.makeAddressResolvingHost(host, port: port) }
        } catch { throw StageFailure(stage: .name) }
    }

    private func open(_ target: SocketAddress) async throws -> any Channel {
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(timeout)
                .connect(to: target).get()
        } catch let error as IOError {
            throw StageFailure(stage: .connection, detail: String(cString: strerror(error.errnoCode)))
        } catch { throw StageFailure(stage: .connection, detail: "no answer within \(timeout.nanoseconds / 1_000_000_000) s") }
    }

    private func tunnel(_ channel: any Channel) async throws {
        guard let proxy else { return }
        let promise = channel.eventLoop.makePromise(of: Int.self)
        let authority = address.authority
        let expiry = channel.eventLoop.scheduleTask(in: timeout) { promise.fail(ChannelError.connectTimeout(timeout)) }
        defer { expiry.cancel() }
        let status: Int
        do {
            try await channel.eventLoop.submit {
                let handler = TunnelHandler(authority: authority, credentials: proxy.credentials, answered: promise)
                try channel.pipeline.syncOperations.addHandler(handler, name: "tunnel")
            }.get()
            status = try await promise.futureResult.get()
            try await channel.pipeline.removeHandler(name: "tunnel").get()
        } catch {
            promise.fail(error)
            throw StageFailure(stage: .proxy, detail: "it did not answer in time or not as a proxy does")
        }
        guard (200..<300).contains(status) else {
            throw StageFailure(stage: .proxy, detail: status == 407 ? "it wants a password" : "it answered \(status)")
        }
    }

    /// Shakes hands with whoever is there and gives its certificate; believing it is ``judge(_:)``'s work.
    private func handshake(_ channel: any Channel) async throws -> NIOSSLCertificate {
        let promise = channel.eventLoop.makePromise(of: NIOSSLCertificate.self)
        let expiry = channel.eventLoop.scheduleTask(in: timeout) { promise.fail(ChannelError.connectTimeout(timeout)) }
        defer { expiry.cancel() }
        do {
            let context = try NIOSSLContext(configuration: TLSConfiguration.makeClientConfiguration())
            let name = sniName
            try await channel.eventLoop.submit {
                let tls = try NIOSSLClientHandler(context: context, serverHostname: name) {
                    (chain: [NIOSSLCertificate], verdict: EventLoopPromise<NIOSSLVerificationResult>) in
                    if let leaf = chain.first { promise.succeed(leaf) } else { promise.fail(NIOSSLError.noCertificateToValidate) }
                    verdict.succeed(.failed)
                }
                try channel.pipeline.syncOperations.addHandlers([tls, HandshakeEnd(outcome: promise)])
            }.get()
            return try await promise.futureResult.get()
        } catch {
            promise.fail(error)
            throw StageFailure(stage: .tls, detail: "the other side does not speak TLS as expected")
        }
    }

    /// Checks the certificate as a request would: by the pin, or by a full handshake under the configured authorities.
    private func judge(_ leaf: NIOSSLCertificate?) async throws {
        if trust.pinned != nil {
            guard let leaf, TLSTrust.fingerprint(leaf) == trust.pinned else {
                throw StageFailure(stage: .tls, diagnostic: leaf.map(Self.notPinned))
            }
            return
        }
        let configuration: TLSConfiguration
        do { configuration = try trust.publicConfiguration() } catch { throw StageFailure(stage: .tls, diagnostic: error) }
        let channel = try await open(try await resolve())
        defer { channel.close(promise: nil) }
        if proxy != nil { try await tunnel(channel) }
        let promise = channel.eventLoop.makePromise(of: Void.self)
        let expiry = channel.eventLoop.scheduleTask(in: timeout) { promise.fail(ChannelError.connectTimeout(timeout)) }
        defer { expiry.cancel() }
        do {
            let context = try NIOSSLContext(configuration: configuration)
            let name = sniName
            try await channel.eventLoop.submit {
                let tls = try NIOSSLClientHandler(context: context, serverHostname: name)
                try channel.pipeline.syncOperations.addHandlers([tls, HandshakeEnd(outcome: promise)])
            }.get()
            try await promise.futureResult.get()
        } catch {
            promise.fail(error)
            throw StageFailure(stage: .tls, detail: "its certificate is not trusted here, or names another host")
        }
    }

    /// Server names in TLS are names, never addresses.
    private var sniName: String? {
        (try? SocketAddress(ipAddress: address.host, port: 0)) == nil ? address.host : nil
    }

    private static func notPinned(_ leaf: NIOSSLCertificate) -> Diagnostic {
        Diagnostic(
            .unreachable, "The server's certificate (SHA-256 \(TLSTrust.fingerprint(leaf) ?? "unknown")) is not the pinned one.",
            hint: "If the coordinator's certificate was replaced, get the new fingerprint from its operator; otherwise somebody stands "
                + "between.")
    }
}
