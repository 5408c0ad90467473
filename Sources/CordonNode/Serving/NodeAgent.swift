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
    private let state: StateFolder
    private let configuration: NodeConfiguration
    private let desk: JobDesk
    private let link: CoordinatorLink
    private let snapshots: SnapshotFolder
    private let warehouses: WarehouseShelf
    private let charters: Mutex<CharterShelf>
    private let lock: FolderLock
    private let log: Logger

    /// Reads everything from the state folder; what is missing or wrong fails here, before any connection.
    public init(_ state: StateFolder, log: Logger) throws(Diagnostic) {
        let configuration = try NodeConfiguration(state)
        lock = try FolderLock(state, name: "serve", what: "cordon-node serve")
        let catalog = try configuration.catalog(in: state)
        let key = try SigningKey.read(file: state.signingKey)
        let enrolment = try Enrolment(state)
        let charters = try CharterShelf(state, authority: enrolment.authority)
        link = CoordinatorLink(
            client: try enrolment.client(key, configuration.network, state, charter: charters.current?.document))
        warehouses = WarehouseShelf(state, catalog: catalog)
        let worker = QuestionWorker(
            node: configuration.identity.id, key: key, limits: configuration.limits.execution, warehouses: warehouses)
        desk = JobDesk(
            record: try QuestionRecord(path: state.record),
            examiner: QuestionExaminer(
                node: configuration.identity.id, authority: enrolment.authority, policy: configuration.policy, catalog: catalog),
            route: link, limits: configuration.limits, charter: charters.current?.bytes, log: log
        ) { (question, cancellation) throws(Diagnostic) in try worker.answer(question, cancellation) }
        snapshots = state.snapshotFolder
        self.charters = Mutex(charters)
        self.state = state
        self.configuration = configuration
        self.log = log
    }

    /// Serves until SIGTERM or SIGINT.
    public func serve() async throws(Diagnostic) {
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: self)], gracefulShutdownSignals: [.sigterm, .sigint], logger: Self.quiet))
        do {
            try await group.run()
        } catch let diagnostic as Diagnostic {
            throw diagnostic
        } catch is CancellationError {
            return
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
        log.notice("serving", metadata: ["node": "\(configuration.identity.id)"])
        await desk.start()
        let polling = Polling()
        try await cancelWhenGracefulShutdown {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.poll(polling) }
                group.addTask { try await self.watch(polling) }
                try await group.next()
                group.cancelAll()
            }
        }
        await desk.stop()
        log.notice("stopped")
    }
}

// MARK: - Asking for work

extension NodeAgent {
    /// The poll under way, so that news can end it early.
    private final class Polling: Sendable {
        private let current = Mutex<Task<PollReply, any Error>?>(nil)

        func run(_ body: @escaping @Sendable () async throws(Diagnostic) -> PollReply) async throws -> PollReply {
            let task = Task { try await body() }
            current.withLock { $0 = task }
            return try await withTaskCancellationHandler { try await task.value } onCancel: { task.cancel() }
        }

        func interrupt() { current.withLock { $0?.cancel() } }
    }

    private func poll(_ polling: Polling) async throws {
        var backoff = Backoff(first: .milliseconds(500), most: .seconds(60))
        var isReachable = true
        while !Task.isCancelled {
            let request = await request()
            do {
                let started = ContinuousClock.now
                let link = link
                let reply = try await polling.run { () throws(Diagnostic) in try await link.poll(request) }
                if !isReachable { log.notice("the coordinator answers again") }
                isReachable = true
                backoff.reset()
                let hasRoom = await handle(reply)
                // Deliveries that cannot be taken now come again at once: ask more slowly.
                if !hasRoom, ContinuousClock.now - started < .seconds(1) { try await Task.sleep(for: .seconds(1)) }
            } catch let failure as Diagnostic where failure.code != .cancelled {
                if isReachable { log.warning("the coordinator does not answer", metadata: ["reason": "\(failure)"]) }
                isReachable = false
                try await Task.sleep(for: backoff.next())
            } catch {
                // Interrupted by news, or by the end: the loop's condition tells.
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    private func request() async -> PollRequest {
        let (isPaused, working) = (await desk.isPaused, await desk.working)
        return PollRequest(
            agentVersion: CoordinatorLink.agentVersion, charterVersion: charters.withLock { $0.current?.document.version ?? 0 },
            snapshot: snapshot, paused: isPaused, waitSeconds: CoordinatorLink.holdSeconds, working: working)
    }

    private var snapshot: SnapshotSummary? {
        (try? warehouses.newest().snapshot).flatMap(SnapshotSummary.init)
    }

    /// False when a delivery found no room, or brought nothing new.
    private func handle(_ reply: PollReply) async -> Bool {
        if let bytes = reply.charter { await adopt(bytes) }
        let skew = abs(Timestamp(Date()).secondsSince1970 - reply.serverTime.secondsSince1970)
        if skew > 60 { log.warning("this machine's clock and the coordinator's differ", metadata: ["seconds": "\(skew)"]) }
        for hash in reply.cancels { await desk.cancel(hash) }
        var isNew = reply.deliveries.isEmpty
        for delivery in reply.deliveries where await desk.receive(delivery) == .new { isNew = true }
        return isNew
    }

    private func adopt(_ bytes: Data) async {
        do throws(Diagnostic) {
            let isNew = try charters.withLock { (shelf) throws(Diagnostic) in try shelf.offer(bytes) }
            guard isNew else { return }
            await desk.adopt(charter: bytes)
            log.notice("a new charter is in force")
        } catch {
            log.error("a charter is refused", metadata: ["code": "\(error.code.rawValue)"])
        }
    }
}

// MARK: - Watching

extension NodeAgent {
    /// Twice a second: pausing and resuming, a newly loaded snapshot, deadlines, the record's health.
    private func watch(_ polling: Polling) async throws {
        var wasPaused = await desk.isPaused
        var number = snapshots.files.last?.number
        if wasPaused { await desk.pauseChanged(isPaused: true) }
        while !Task.isCancelled {
            try await Task.sleep(for: .milliseconds(500))
            if let breakage = await desk.breakage { throw breakage }
            await desk.sweep()
            let isPaused = await desk.isPaused
            let newest = snapshots.files.last?.number
            if isPaused != wasPaused {
                log.notice("\(isPaused ? "paused" : "resumed") by the administrator")
                await desk.pauseChanged(isPaused: isPaused)
            }
            if newest != number { log.notice("a new snapshot is in use", metadata: ["number": "\(newest ?? 0)"]) }
            if isPaused != wasPaused || newest != number { polling.interrupt() }
            wasPaused = isPaused
            number = newest
        }
    }
}

extension WorkLimits {
    var execution: ExecutionLimits {
        ExecutionLimits(seconds: Double(seconds), memoryBytes: memoryMegabytes << 20, groups: groups)
    }
}
