import CordonAudit
import CordonCatalog
import CordonTransport
import CordonTrust
import CordonValues
import CordonWarehouse
import CordonWarehouseSQLite
import CordonWire
import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// A node at work: asks its coordinator for questions, computes, answers. It opens connections and accepts none.
public final class NodeAgent: Service {
    public static let version = "0.1.0"

    private let node: String
    private let desk: JobDesk
    private let intake: ReplyIntake
    private let polling: PollLoop
    private let snapshots: SnapshotFolder
    private let rotation: KeyRotation
    /// The charter names this node's next key: it has to be started anew.
    private let isOutgrown = Mutex(false)
    private let lock: FolderLock
    private let log: Logger

    /// Reads everything from the state folder; what is missing or wrong fails here, before any connection.
    public init(_ state: StateFolder, log: Logger) throws(Diagnostic) {
        let configuration = try NodeConfiguration(state)
        lock = try FolderLock(state, name: "serve", what: "cordon-node serve")
        let catalog = try configuration.catalog(in: state)
        try configuration.policy.check(against: catalog)
        let enrolment = try Enrolment(state)
        let charters = try CharterShelf(state, authority: enrolment.authority)
        let rotation = KeyRotation(state)
        if try rotation.isDue(charters.current?.document, node: configuration.identity.id) {
            try rotation.complete(configuration.identity)
            log.notice("this node signs with its next key from now on")
        }
        let audit = try state.auditLog(configuration.identity)
        let key = try SigningKey.read(file: state.signingKey)
        let revocations = try RevocationShelf(state, authority: enrolment.authority)
        let link = CoordinatorLink(
            client: try enrolment.client(key, configuration.network, state, charter: charters.current?.document))
        let warehouses = WarehouseShelf(state, catalog: catalog)
        let node = configuration.identity.id
        try audit.append(.started(configuration.policy, charters.current))
        try Self.notePolicy(configuration, state, audit)
        let worker = QuestionWorker(node: node, key: key, limits: configuration.limits.execution, warehouses: warehouses, record: state.record,
            authority: enrolment.authority)
        let desk = JobDesk(
            record: try QuestionRecord(path: state.record), audit: audit,
            examiner: QuestionExaminer(
                node: node, authority: enrolment.authority, policy: configuration.policy, catalog: catalog),
            route: link, limits: configuration.limits, charter: charters.current?.bytes, revocations: revocations.current?.bytes, log: log
        ) { (question, cancellation) throws(Diagnostic) in try worker.answer(question, cancellation) }
        let notices = Notices(log)
        let border = configuration.policy.cellsMayGoTo
        let intake = ReplyIntake(desk: desk, charters: charters, revocations: revocations, notices: notices, log: log)
        polling = PollLoop(
            notices: notices, log: log,
            request: { await Self.request(desk, intake, warehouses, border: border) },
            exchange: { (request) throws(Diagnostic) in
                try intake.check(coordinator: enrolment.coordinator.document)
                return try await link.poll(request)
            },
            take: { await intake.take($0) })
        snapshots = state.snapshotFolder
        self.desk = desk
        self.intake = intake
        self.rotation = rotation
        self.node = node
        self.log = log
    }

    /// Serves until SIGTERM or SIGINT; true when it ended because a new charter names the node's next key, and another agent has to go on.
    public func serve() async throws(Diagnostic) -> Bool {
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: self, successTerminationBehavior: .gracefullyShutdownGroup)],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: Self.quiet))
        do {
            try await group.run()
            return isOutgrown.withLock { $0 }
        } catch let diagnostic as Diagnostic {
            throw diagnostic
        } catch is CancellationError {
            return false
        } catch {
            throw Diagnostic(.internalFailure, "The agent ended unexpectedly.", hint: "Start it again; nothing is lost.")
        }
    }

    private static var quiet: Logger {
        var logger = Logger(label: "cordon-node.lifecycle")
        logger.logLevel = .error
        return logger
    }

    public func run() async throws {
        log.notice("serving", metadata: ["node": "\(node)"])
        await desk.start()
        do {
            try await cancelWhenGracefulShutdown { try await self.work() }
        } catch is CancellationError {
            // The end that was asked for.
        }
        await desk.stop()
        log.notice("stopped")
    }

    private func work() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.polling.run() }
            group.addTask { try await self.watch() }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Records that the policy, or anything else in its file, has changed since the last start.
    static func notePolicy(_ configuration: NodeConfiguration, _ state: StateFolder, _ audit: AuditLog) throws(Diagnostic) {
        let record = try QuestionRecord(path: state.record)
        guard try record.remark("configuration") != configuration.hash else { return }
        try audit.append(.policyChanged(configuration))
        try record.setRemark("configuration", configuration.hash)
    }

    private static func request(
        _ desk: JobDesk, _ intake: ReplyIntake, _ warehouses: WarehouseShelf, border: Jurisdictions?
    ) async -> PollRequest {
        let (isPaused, working, held) = (await desk.isPaused, await desk.working, await desk.held)
        return PollRequest(
            agentVersion: CoordinatorLink.agentVersion, charterVersion: intake.charterVersion, snapshot: warehouses.summary(intake.charter), paused: isPaused,
            waitSeconds: CoordinatorLink.holdSeconds, working: working, audit: intake.exchange,
            border: border, held: held, revocationsVersion: intake.revocationsVersion)
    }

    /// Twice a second: jobs, pausing and resuming, what people decide, a newly loaded snapshot, an imported revocation list, a charter with
    /// the node's next key, the record's health.
    private func watch() async throws {
        var wasPaused = await desk.isPaused
        var number = snapshots.files.last?.number
        var wereHeld = await desk.held
        while !Task.isCancelled {
            await intake.refreshRevocations()
            await desk.tend()
            let isPaused = await desk.isPaused
            let newest = snapshots.files.last?.number
            let held = await desk.held
            if let breakage = await desk.breakage { throw breakage }
            if try rotation.isDue(intake.charter, node: node) { return isOutgrown.withLock { $0 = true } }
            if isPaused != wasPaused { log.notice("\(isPaused ? "paused" : "resumed") by the administrator") }
            if newest != number { log.notice("a new snapshot is in use", metadata: ["number": "\(newest ?? 0)"]) }
            if isPaused != wasPaused || newest != number || held != wereHeld { polling.interrupt() }
            wereHeld = held
            wasPaused = isPaused
            number = newest
            try await Task.sleep(for: .milliseconds(500))
        }
    }
}

extension WorkLimits {
    var execution: ExecutionLimits {
        ExecutionLimits(seconds: Double(seconds), memoryBytes: memoryMegabytes << 20, groups: groups)
    }
}
