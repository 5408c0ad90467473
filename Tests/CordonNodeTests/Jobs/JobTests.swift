import CordonValues
import Testing

@testable import CordonNode

@Suite struct `Job state machine` {
    private static let refusal = Diagnostic(.notPermitted, "The permit does not cover it.")

    private func job(_ state: Job.State, told: Bool = false) -> Job {
        let refusal: Diagnostic? =
            switch state {
            case .refused: Self.refusal
            case .failed: Job.notAnswered
            case .received, .held, .admitted, .computing, .sealed, .delivered, .cancelled, .expired: nil
            }
        return Job(question: "q", state: state, refusal: refusal, isTold: told)
    }

    private static let events: [Job.Event] = [
        .admitted, .held("default: hold"), .approved, .refused(refusal), .started, .sealed, .failed(.tooManyGroups), .failed(.previewOutdated), .acknowledged, .rejected(.cancelled),
        .rejected(.deadlinePassed), .rejected(.frameTooLarge), .redelivered, .cancelled, .deadlinePassed, .restarted,
    ]

    /// Every transition that changes something or asks for something; every other pair does neither.
    private static let table: [(Job.State, Job.Event, Job.State, [Job.Action])] = [
        (.received, .admitted, .admitted, [.announce, .enqueue]),
        (.received, .held("default: hold"), .held, [.announce]),
        (.received, .refused(refusal), .refused, [.sendRefusal]),
        (.received, .cancelled, .cancelled, []),
        (.received, .deadlinePassed, .expired, []),
        (.received, .restarted, .received, [.verify]),
        (.held, .approved, .received, [.verify]),
        (.held, .refused(refusal), .refused, [.sendRefusal]),
        (.held, .redelivered, .held, [.announce]),
        (.held, .cancelled, .cancelled, []),
        (.held, .deadlinePassed, .expired, []),
        (.admitted, .started, .computing, [.compute]),
        (.admitted, .refused(refusal), .refused, [.interrupt, .sendRefusal]),
        (.admitted, .redelivered, .admitted, [.announce]),
        (.admitted, .cancelled, .cancelled, [.interrupt]),
        (.admitted, .deadlinePassed, .expired, [.interrupt]),
        (.admitted, .restarted, .received, [.verify]),
        (.computing, .refused(refusal), .refused, [.interrupt, .sendRefusal]),
        (.computing, .sealed, .sealed, [.sendAnswer]),
        (.computing, .failed(.tooManyGroups), .failed, [.sendRefusal]),
        (.computing, .failed(.previewOutdated), .held, [.announce]),
        (.computing, .redelivered, .computing, [.announce]),
        (.computing, .cancelled, .cancelled, [.interrupt]),
        (.computing, .deadlinePassed, .expired, [.interrupt]),
        (.computing, .restarted, .received, [.verify]),
        (.sealed, .acknowledged, .delivered, []),
        (.sealed, .rejected(.cancelled), .cancelled, [.erase]),
        (.sealed, .rejected(.deadlinePassed), .expired, [.erase]),
        (.sealed, .rejected(.frameTooLarge), .failed, [.erase, .sendRefusal]),
        (.sealed, .refused(refusal), .refused, [.erase, .sendRefusal]),
        (.sealed, .redelivered, .sealed, [.sendAnswer]),
        (.sealed, .cancelled, .sealed, [.sendAnswer]),
        (.sealed, .deadlinePassed, .expired, [.erase]),
        (.sealed, .restarted, .sealed, [.sendAnswer]),
        (.delivered, .redelivered, .delivered, [.sendAnswer]),
        (.delivered, .deadlinePassed, .delivered, [.erase]),
        (.refused, .acknowledged, .refused, []),
        (.refused, .deadlinePassed, .refused, []),
        (.refused, .redelivered, .refused, [.sendRefusal]),
        (.refused, .restarted, .refused, [.sendRefusal]),
        (.failed, .acknowledged, .failed, []),
        (.failed, .deadlinePassed, .failed, []),
        (.failed, .redelivered, .failed, [.sendRefusal]),
        (.failed, .restarted, .failed, [.sendRefusal]),
    ]

    @Test(arguments: Job.State.allCases) func `each event does what the table says and nothing else`(state: Job.State) {
        for event in Self.events {
            var job = job(state)
            let actions = job.handle(event)
            let expected = Self.table.first { $0.0 == state && $0.1 == event }
            #expect(job.state == expected?.2 ?? state, "\(state) \(event)")
            #expect(actions == expected?.3 ?? [], "\(state) \(event)")
        }
    }

    @Test func `a refusal that the coordinator knows is not sent again after a restart, but when it asks again`() {
        var job = job(.refused)
        #expect(job.isOpen)
        #expect(job.handle(.acknowledged) == [])
        #expect(!job.isOpen)
        #expect(job.handle(.restarted) == [])
        #expect(job.handle(.redelivered) == [.sendRefusal])
    }

    @Test func `every failure has the same face`() {
        var late = job(.sealed)
        _ = late.handle(.rejected(.frameTooLarge))
        #expect(late.refusal == Job.notAnswered)
        var job = job(.computing)
        _ = job.handle(.failed(.storageFailed))
        #expect(job.refusal == Job.notAnswered)
    }

    @Test func `no order of events answers what is held without a person's approval`() {
        var frontier = [job(.held)]
        for _ in 0..<4 {
            var next: Set<Job> = []
            for job in frontier {
                for event in Self.events where event != .approved {
                    var copy = job
                    let actions = copy.handle(event)
                    #expect(!actions.contains(.compute) && !actions.contains(.sendAnswer) && !actions.contains(.verify))
                    next.insert(copy)
                }
            }
            frontier = Array(next)
        }
    }

    @Test func `no order of events computes a question again after its answer was sealed`() {
        // Every sequence of five events after sealing.
        var frontier = [job(.sealed)]
        for _ in 0..<5 {
            var next: Set<Job> = []
            for job in frontier {
                for event in Self.events {
                    var copy = job
                    #expect(!copy.handle(event).contains(.compute))
                    next.insert(copy)
                }
            }
            frontier = Array(next)
        }
    }
}
