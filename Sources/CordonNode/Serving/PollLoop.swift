import CordonTransport
import CordonValues
import CordonWire
import Logging
import Synchronization

/// Asks for work again and again, never faster than there is something that this node can take.
final class PollLoop: Sendable {
    typealias Exchange = @Sendable (PollRequest) async throws(Diagnostic) -> PollReply

    private let exchange: Exchange
    private let request: @Sendable () async -> PollRequest
    private let take: @Sendable (PollReply) async -> Bool
    private let notices: Notices
    private let log: Logger
    /// The poll under way.
    private let current = Mutex<Task<Result<PollReply, Diagnostic>, Never>?>(nil)

    /// `take` is true when the node could do something with the reply.
    init(
        notices: Notices, log: Logger, request: @escaping @Sendable () async -> PollRequest, exchange: @escaping Exchange,
        take: @escaping @Sendable (PollReply) async -> Bool
    ) {
        self.notices = notices
        self.log = log
        self.request = request
        self.exchange = exchange
        self.take = take
    }

    /// Ends the poll under way, so that the next one brings the coordinator the node's news.
    func interrupt() { current.withLock { $0?.cancel() } }

    /// Until the task is cancelled.
    func run() async throws(CancellationError) {
        // No reply: the coordinator cannot be reached. No use: it has nothing that this node can take, and would say it again at once.
        var noReply = Backoff(first: .milliseconds(500), most: .seconds(60))
        var noUse = Backoff(first: .seconds(2), most: .seconds(30))
        while !Task.isCancelled {
            let started = ContinuousClock.now
            switch await poll() {
            case .success(let reply):
                if notices.clear(.connection) { log.notice("the coordinator answers again") }
                noReply.reset()
                let isTaken = await take(reply)
                if isTaken || (reply.isEmpty && ContinuousClock.now - started >= .seconds(1)) {
                    noUse.reset()
                } else {
                    try await Self.sleep(noUse.next())
                }
            case .failure(let failure):
                let isRevoked = failure.code == .revoked
                notices.warn(
                    .connection, isRevoked ? "nothing is asked: a key is revoked" : "the coordinator does not answer", reason: "\(failure)")
                try await Self.sleep(noReply.next())
            case nil: continue
            }
        }
    }

    /// Nil when it was interrupted.
    private func poll() async -> Result<PollReply, Diagnostic>? {
        let request = await request()
        let exchange = exchange
        let task = Task { () -> Result<PollReply, Diagnostic> in
            do throws(Diagnostic) { return .success(try await exchange(request)) } catch { return .failure(error) }
        }
        current.withLock { $0 = task }
        let result = await withTaskCancellationHandler { await task.value } onCancel: { task.cancel() }
        if case .failure = result, task.isCancelled { return nil }
        return result
    }

    private static func sleep(_ duration: Duration) async throws(CancellationError) {
        do { try await Task.sleep(for: duration) } catch { throw CancellationError() }
    }
}

extension PollReply {
    fileprivate var isEmpty: Bool { charter == nil && revocations == nil && deliveries.isEmpty && cancels.isEmpty }
}
