import Dispatch

/// Does long work beside the few threads that tests share, one piece at a time, so that those with servers and clients are not kept waiting until
/// their requests are over time.
public func beside<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        queue.async { continuation.resume(with: Swift.Result { try work() }) }
    }
}

private let queue = DispatchQueue(label: "long work of tests")
