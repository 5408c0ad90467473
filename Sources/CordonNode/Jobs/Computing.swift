import CordonValues
import CordonWarehouse
import Foundation

extension JobDesk {
    /// Starts what waits, as far as there is room.
    func pump() {
        while !isStopping, breakage == nil, running.count < limits.jobs, !queue.isEmpty {
            let hash = queue.removeFirst()
            step(hash, refusalNow(of: hash).map(Job.Event.refused) ?? .started)
        }
    }

    func begin(_ hash: String) {
        guard let question = admitted[hash] else { return }
        let cancellation = Cancellation()
        running[hash] = cancellation
        let compute = compute
        // A thread of its own: computing blocks for minutes, which the pool of tasks must never do.
        let thread = Thread {
            let began = ContinuousClock.now
            let outcome = Result { () throws(Diagnostic) in try compute(question, cancellation) }
            let spent = ContinuousClock.now - began
            // How long it took tells of the data. Who cancels need not wait.
            while !cancellation.isCancelled, ContinuousClock.now - began < spent.quantised { usleep(1000) }
            Task { await self.finished(hash, outcome, spent: spent) }
        }
        thread.stackSize = 8 << 20
        thread.start()
    }

    private func finished(_ hash: String, _ outcome: Result<SealedAnswer, Diagnostic>, spent: Duration) {
        running[hash] = nil
        guarded { () throws(Diagnostic) in
            try record.spend(spent.components.seconds * 1000 + spent.components.attoseconds / 1_000_000_000_000_000, on: hash)
        }
        // A stop is no failure: the job stays as it is in the record and is taken up again.
        guard !isStopping else { return }
        switch outcome {
        case .success(let answer): step(hash, .sealed, sealed: answer)
        case .failure(let why): step(hash, .failed(why.code))
        }
        pump()
    }
}
