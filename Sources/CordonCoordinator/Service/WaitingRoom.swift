/// Where held polls and event streams wait until something they care about happens.
///
/// Every topic has a count of its news. Who wants to wait takes the count first, looks at the store, and waits for news after that
/// count: nothing that happens in between is missed.
actor WaitingRoom {
    private struct Seat {
        let topic: String
        let continuation: CheckedContinuation<Void, Never>
    }

    private var news: [String: Int] = [:]
    private var seats: [Int: Seat] = [:]
    private var nextSeat = 0
    private(set) var isClosed = false

    func count(_ topic: String) -> Int { news[topic] ?? 0 }

    func wake(_ topics: [String]) {
        for topic in topics { news[topic, default: 0] += 1 }
        let woken = Set(topics)
        for (number, seat) in seats where woken.contains(seat.topic) { stand(number) }
    }

    /// Returns at news after `count`, when the time is over, when the task is cancelled or when the room closes.
    func wait(for topic: String, after count: Int, atMost time: Duration) async {
        guard !isClosed, (news[topic] ?? 0) == count, time > .zero else { return }
        let number = nextSeat
        nextSeat += 1
        let clock = Task {
            // Cancelled when the seat is left early.
            try? await Task.sleep(for: time)
            self.stand(number)
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled { continuation.resume() } else { seats[number] = Seat(topic: topic, continuation: continuation) }
            }
        } onCancel: {
            Task { await self.stand(number) }
        }
        clock.cancel()
    }

    /// Sends everybody away, now and later: the service stops.
    func close() {
        isClosed = true
        for number in seats.keys { stand(number) }
    }

    /// Forgets a topic that will have no more news; whoever still waits for it is woken.
    func retire(_ topic: String) {
        wake([topic])
        news[topic] = nil
    }

    private func stand(_ number: Int) { seats.removeValue(forKey: number)?.continuation.resume() }
}

/// Names of topics.
enum Topic {
    static func node(_ id: String) -> String { "node \(id)" }
    static func question(_ id: String) -> String { "question \(id)" }
}
