import Foundation

/// Runs work on threads with stacks of 8 MiB: the grammar, the tree walks and the release of trees recurse, and the threads of a task
/// pool have stacks too small for it.
///
/// The threads are few and stay: libpg_query makes a thread-local key on every thread it first runs on and never gives it back, and a
/// process has 1,024 of them. After a thousand threads nothing that needs one works any more, TLS included.
enum DeepStack {
    static let bytes = 8 << 20
    static let threads = 4

    private static let pool = DeepThreads()

    /// Blocks the caller for the few milliseconds that planning takes. Nil when the system has no thread to give.
    static func run<Success: Sendable>(_ work: @escaping @Sendable () -> Success) -> Success? {
        let box = Box<Success>()
        let done = DispatchSemaphore(value: 0)
        let accepted = pool.accept {
            box.result = work()
            done.signal()
        }
        guard accepted else { return nil }
        done.wait()
        return box.result
    }

    static func run<Success: Sendable>(_ work: @escaping @Sendable () -> Success) async -> Success? {
        await withCheckedContinuation { continuation in
            let accepted = pool.accept { continuation.resume(returning: work()) }
            if !accepted { continuation.resume(returning: nil) }
        }
    }

    /// Written once before the semaphore is signalled, read once after it was waited for.
    private final class Box<Success>: @unchecked Sendable {
        var result: Success?
    }
}

/// Threads that take work in the order it comes. Made when work waits and none is free, up to ``DeepStack/threads``; they never end.
/// Everything below `condition` is only touched while it is locked.
private final class DeepThreads: @unchecked Sendable {
    private let condition = NSCondition()
    private var waiting: [@Sendable () -> Void] = []
    private var count = 0
    private var free = 0

    /// False when there is no thread and none could be made; then `work` is never run.
    func accept(_ work: @escaping @Sendable () -> Void) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        if free <= waiting.count, count < DeepStack.threads, start() { count += 1 }
        guard count > 0 else { return false }
        waiting.append(work)
        condition.signal()
        return true
    }

    private func serve() {
        while true {
            condition.lock()
            free += 1
            while waiting.isEmpty { condition.wait() }
            free -= 1
            let work = waiting.removeFirst()
            condition.unlock()
            work()
        }
    }

    private func start() -> Bool {
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return false }
        defer { pthread_attr_destroy(&attributes) }
        guard pthread_attr_setstacksize(&attributes, DeepStack.bytes) == 0,
            pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED)) == 0
        else { return false }
        // The pool is a constant of the process and outlives its threads.
        let pool = Unmanaged.passUnretained(self).toOpaque()
        var thread = pthread_t()
        let status = pthread_create(&thread, &attributes, { context in
            if let context { Unmanaged<DeepThreads>.fromOpaque(context).takeUnretainedValue().serve() }
            return nil
        }, pool)
        return status == 0
    }
}
