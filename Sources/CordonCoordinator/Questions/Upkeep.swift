import CordonValues

/// What the coordinator does by itself while it serves: it passes deadlines, ends what is revoked, and takes up again what a failed write left undone.
extension QuestionDesk {
    /// How long after its deadline a question moves on, at most, while the store works.
    static let upkeepInterval: Duration = .milliseconds(500)
    static let longestUpkeepWait: Duration = .seconds(30)

    /// Runs until the task is cancelled. While the store fails it looks less and less often.
    func keepUp() async {
        var wait = Self.upkeepInterval
        while !Task.isCancelled {
            wait = await upkeep() ? Self.upkeepInterval : min(wait * 2, Self.longestUpkeepWait)
            do { try await Task.sleep(for: wait) } catch { return }
        }
    }

    /// One round; false when the store failed.
    func upkeep() async -> Bool {
        var isWell = true
        do {
            for record in try await store.dueQuestions(now: now().milliseconds) {
                if record.state == .releasing {
                    if try await isDue(record) { Task { await release(record) } }
                } else if await !apply(.deadlinePassed, to: record.id) {
                    isWell = false
                }
            }
            try await enforceRevocations()
        } catch {
            logger.error("questions not read", metadata: ["code": "\(error.code.rawValue)"])
            isWell = false
        }
        if await work.isLogOwed { await emptyLog() }
        return isWell
    }

    /// Empties the write-ahead log, now or, while somebody reads the database, in a later round.
    func emptyLog() async {
        do {
            try await store.truncateLog()
            await work.oweLog(false)
        } catch {
            if await !work.isLogOwed { logger.warning("log not emptied yet", metadata: ["code": "\(error.code.rawValue)"]) }
            await work.oweLog(true)
        }
    }
}
