import CordonTransport
import CordonValues
import Foundation

extension JobDesk {
    private enum Message { case answer(Data), refusal(Diagnostic) }

    /// The coordinator also sees in the next poll that the question is in work, so this message may get lost.
    func announce(_ hash: String) {
        let route = route
        Task { try? await route.announce(hash) }
    }

    /// Sends what the question owes until the coordinator's last word on it; not a second time while it is under way.
    func send(_ hash: String) {
        guard !isStopping, sending.insert(hash).inserted else { return }
        Task { await deliver(hash) }
    }

    private func deliver(_ hash: String) async {
        var backoff = Backoff()
        var trouble: DiagnosticCode?
        while !isStopping, let message = message(hash) {
            do throws(Diagnostic) {
                let verdict = try await pass(hash, message)
                // Whoever takes this up after the stop sends the same bytes again.
                guard !isStopping else { break }
                // What follows from it may have to be sent too.
                sending.remove(hash)
                return step(hash, verdict.event)
            } catch {
                if trouble != error.code {
                    log.warning("sending failed and is tried again", metadata: ["question": "\(hash)", "code": "\(error.code.rawValue)"])
                }
                trouble = error.code
            }
            try? await Task.sleep(for: backoff.next())
        }
        sending.remove(hash)
    }

    private func pass(_ hash: String, _ message: Message) async throws(Diagnostic) -> Verdict {
        switch message {
        case .answer(let envelope): try await route.sendAnswer(hash, envelope)
        case .refusal(let refusal): try await route.sendRefusal(hash, refusal)
        }
    }

    /// What is to be sent now, from the record: nil when there is nothing, or nothing any more.
    private func message(_ hash: String) -> Message? {
        guarded { () throws(Diagnostic) in
            guard let job = try record.job(hash) else { return nil }
            switch job.state {
            case .sealed, .delivered:
                guard try record.pausedSince() == nil, try revocation(of: hash) == nil else { return nil }
                return try record.sealedBytes(hash).map(Message.answer)
            case .refused, .failed: return job.refusal.map(Message.refusal)
            case .received, .held, .admitted, .computing, .cancelled, .expired: return nil
            }
        } ?? nil
    }
}

extension Verdict {
    fileprivate var event: Job.Event {
        switch self {
        case .taken: .acknowledged
        case .refused(let code): .rejected(code)
        }
    }
}
