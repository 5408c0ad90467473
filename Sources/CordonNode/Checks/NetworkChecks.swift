import CordonTransport
import CordonTrust
import CordonValues
import CordonWire
import Foundation

extension Doctor {
    static let networkChecks: Set<String> = ["dns", "connection", "proxy", "tls"]

    /// Name, connection, proxy, TLS: each its own result.
    func network(_ configuration: NodeConfiguration, _ enrolment: Enrolment) async -> [CheckResult] {
        let settings: ClientSettings
        let proxy: ProxyServer?
        do throws(Diagnostic) {
            settings = try enrolment.settings(configuration.network, state)
            proxy = try settings.proxy.resolve(for: settings.address)
        } catch {
            return [.fail("proxy", error)]
        }
        let report = await ConnectionProbe(address: settings.address, trust: settings.trust, proxy: proxy).run()
        var results = report.passed.map { stage in
            CheckResult.ok(stage.check, stage.passed(settings, proxy))
        }
        if proxy == nil, report.passed.contains(.connection) { results.insert(.ok("proxy", "none"), at: min(2, results.count)) }
        if let end = report.certificateEnds { results += Self.announce("certificate", "The coordinator's TLS certificate", end, "Remind the coordinator's operator.") }
        if let failure = report.failure { results.append(.fail(failure.stage.check, failure.diagnostic)) }
        return results
    }

    /// Signatures both ways, the clock, and whether a poll is held as long as it should be.
    func conversation(
        _ configuration: NodeConfiguration, _ enrolment: Enrolment, _ key: SigningKey, _ charter: Charter?, _ note: (CheckResult) -> Void
    ) async {
        let link: CoordinatorLink
        let client: SignedClient
        do throws(Diagnostic) {
            client = try enrolment.client(key, configuration.network, state, charter: charter)
            link = CoordinatorLink(client: client)
            let reply = try await link.poll(try poll(configuration, charter, waitSeconds: 0))
            note(.ok("signatures", "the coordinator accepts this node's signature, and this node the coordinator's"))
            note(Self.clock(reply.serverTime, now: Timestamp(Date())))
        } catch {
            return note(Self.judge(error, isMember: charter?.member(configuration.identity.id) != nil))
        }
        guard !isQuick else { return note(.skipped("long poll", "left out")) }
        await longPoll(link, configuration, charter, note)
    }

    /// A hospital that the charter does not name yet has done what it can.
    static func judge(_ error: Diagnostic, isMember: Bool) -> CheckResult {
        switch error.code {
        case .clockSkew: .fail("clock", error)
        case .notOnRoster where !isMember: .warn("signatures", error.message, error.hint ?? "Wait for the data authority.")
        default: .fail("signatures", error)
        }
    }

    static func clock(_ server: Timestamp, now: Timestamp) -> CheckResult {
        let skew = now.secondsSince1970 - server.secondsSince1970
        guard abs(skew) > 30 else { return .ok("clock", "within \(max(abs(skew), 1)) s of the coordinator's") }
        return .warn(
            "clock", "This machine's clock is \(abs(skew)) s \(skew > 0 ? "ahead of" : "behind") the coordinator's.",
            "Beyond \(defaultClockSkew) s nothing is accepted any more. Start a time service (chrony, systemd-timesyncd).")
    }

    /// A poll that says what the agent's own would say now: the coordinator keeps what the last poll said.
    func poll(_ configuration: NodeConfiguration, _ charter: Charter?, waitSeconds: Int) throws(Diagnostic) -> PollRequest {
        let record = try QuestionRecord(path: state.record)
        let warehouses = WarehouseShelf(state, catalog: try configuration.catalog(in: state))
        return PollRequest(
            agentVersion: CoordinatorLink.agentVersion, charterVersion: charter?.version ?? 0,
            snapshot: warehouses.summary(charter),
            paused: try record.pausedSince() != nil, waitSeconds: waitSeconds, working: try record.working(),
            revocationsVersion: try revocationsVersion())
    }

    private func revocationsVersion() throws(Diagnostic) -> Int {
        guard FileManager.default.fileExists(atPath: state.enrolment) else { return 0 }
        return try RevocationShelf(state, authority: Enrolment(state).authority).current?.document.version ?? 0
    }

    private func longPoll(
        _ link: CoordinatorLink, _ configuration: NodeConfiguration, _ charter: Charter?, _ note: (CheckResult) -> Void
    ) async {
        let start = ContinuousClock.now
        do throws(Diagnostic) {
            let reply = try await link.poll(try poll(configuration, charter, waitSeconds: CoordinatorLink.holdSeconds))
            let seconds = (ContinuousClock.now - start).components.seconds
            let hasNews = reply.charter != nil || !reply.deliveries.isEmpty || !reply.cancels.isEmpty
            guard hasNews || seconds >= CoordinatorLink.holdSeconds - 5 else {
                return note(.warn(
                    "long poll", "A poll came back after \(seconds) s with nothing.",
                    "The node works, but asks more often. Look for a proxy that answers for the coordinator."))
            }
            note(.ok("long poll", hasNews ? "answered with news" : "held for \(seconds) s"))
        } catch {
            let seconds = (ContinuousClock.now - start).components.seconds
            note(.fail("long poll", Diagnostic(
                error.code, "A poll was cut after \(seconds) s: \(error.message)",
                hint: "Ask the proxy's administrator to let requests to the coordinator wait at least 60 s.")))
        }
    }
}

extension ConnectionStage {
    fileprivate var check: String {
        switch self {
        case .name: "dns"
        case .connection: "connection"
        case .proxy: "proxy"
        case .tls: "tls"
        }
    }

    fileprivate func passed(_ settings: ClientSettings, _ proxy: ProxyServer?) -> String {
        switch self {
        case .name: "\(proxy?.host ?? settings.address.host) has an address"
        case .connection: "\(proxy.map { "\($0.host):\($0.port)" } ?? "\(settings.address.host):\(settings.address.port)") answers"
        case .proxy: "the proxy opens a tunnel"
        case .tls: settings.trust.pinned == nil ? "the certificate is trusted" : "the certificate is the pinned one"
        }
    }
}
