import Foundation

/// Runs work on a thread of its own with a stack of 8 MiB: the grammar, the tree walks and the release of trees recurse, and the
/// threads of a task pool have stacks too small for it.
enum DeepStack {
    static let bytes = 8 << 20

    /// Blocks the caller for the few milliseconds that planning takes. Nil when the system has no thread to give.
    static func run<Success: Sendable>(_ work: @escaping @Sendable () -> Success) -> Success? {
        let box = Box<Success>()
        let done = DispatchSemaphore(value: 0)
        let started = start {
            box.result = work()
            done.signal()
        }
        guard started else { return nil }
        done.wait()
        return box.result
    }

    static func run<Success: Sendable>(_ work: @escaping @Sendable () -> Success) async -> Success? {
        await withCheckedContinuation { continuation in
            let started = start { continuation.resume(returning: work()) }
            if !started { continuation.resume(returning: nil) }
        }
    }

    /// False when no thread could be made; then `work` is never run.
    private static func start(_ work: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return false }
        defer { pthread_attr_destroy(&attributes) }
        guard pthread_attr_setstacksize(&attributes, bytes) == 0,
            pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED)) == 0
        else { return false }
        let job = Unmanaged.passRetained(Job(work))
        var thread = pthread_t()
        let status = pthread_create(&thread, &attributes, { context in
            if let context { Unmanaged<Job>.fromOpaque(context).takeRetainedValue().work() }
            return nil
        }, job.toOpaque())
        if status != 0 { job.release() }
        return status == 0
    }

    private final class Job: Sendable {
        let work: @Sendable () -> Void
        init(_ work: @escaping @Sendable () -> Void) { self.work = work }
    }

    /// Written once before the semaphore is signalled, read once after it was waited for.
    private final class Box<Success>: @unchecked Sendable {
        var result: Success?
    }
}
