import Foundation

/// One timer per open question.
actor Deadlines {
    private var timers: [String: Task<Void, Never>] = [:]

    /// Runs `action` after `wait`, unless the question ends before; replaces an earlier timer.
    func set(_ id: String, after wait: Duration, _ action: @Sendable @escaping () async -> Void) {
        timers[id]?.cancel()
        timers[id] = Task {
            do { try await Task.sleep(for: max(.zero, wait)) } catch { return }
            await action()
        }
    }

    func cancel(_ id: String) { timers.removeValue(forKey: id)?.cancel() }

    func cancelAll() {
        for timer in timers.values { timer.cancel() }
        timers = [:]
    }
}
