import CordonValues
import Testing

@testable import CordonCoordinator

/// Sequences of events and where they lead. The machine has no clock, so every race is a sequence.
@Suite struct QuestionMachineTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let events: [QuestionEvent]
        let state: QuestionState
        let hospitals: [HospitalState]
        /// What the last event asks for.
        let actions: [QuestionAction]
        var failure: DiagnosticCode?

        var testDescription: String { name }
    }

    static let both: [QuestionEvent] = [.answered("a", digest: "1"), .answered("b", digest: "2")]

    static let cases = [
        Case(
            name: "delivery starts the question", events: [.delivered("a")], state: .running, hospitals: [.delivered, .waiting],
            actions: []),
        Case(
            name: "a lost delivery does not undo work", events: [.accepted("a"), .delivered("a")], state: .running,
            hospitals: [.working, .waiting], actions: []),
        Case(
            name: "the last answer releases", events: both, state: .releasing, hospitals: [.answered, .answered],
            actions: [.merge("b"), .wake, .release]),
        Case(
            name: "the same answer twice changes nothing", events: [.answered("a", digest: "1"), .answered("a", digest: "1")],
            state: .running, hospitals: [.answered, .waiting], actions: []),
        Case(
            name: "another answer is refused", events: [.answered("a", digest: "1"), .answered("a", digest: "9")], state: .running,
            hospitals: [.answered, .waiting], actions: [.reject(.alreadyAnswered)]),
        Case(
            name: "the same answer after the release is recognised", events: both + [.released, .answered("a", digest: "1")],
            state: .released, hospitals: [.answered, .answered], actions: []),
        Case(
            name: "a late answer is refused", events: [.answered("a", digest: "1"), .deadlinePassed, .answered("b", digest: "2")],
            state: .failed, hospitals: [.answered, .missing], actions: [.reject(.deadlinePassed)], failure: .quorumNotMet),
        Case(
            name: "silence until the deadline", events: [.deadlinePassed], state: .failed, hospitals: [.missing, .missing],
            actions: [.wake, .erase], failure: .deadlinePassed),
        Case(
            name: "the deadline after the release does nothing", events: both + [.deadlinePassed], state: .releasing,
            hospitals: [.answered, .answered], actions: []),
        Case(
            name: "all refuse", events: [.declined("a", .paused), .declined("b", .notPermitted)], state: .refused,
            hospitals: [.refused, .refused], actions: [.erase], failure: .paused),
        Case(
            name: "one hits a limit", events: [.answered("a", digest: "1"), .declined("b", .notAnswered)], state: .failed,
            hospitals: [.answered, .notAnswered], actions: [.wake, .erase], failure: .quorumNotMet),
        Case(
            name: "a refusal after the answer is refused", events: [.answered("a", digest: "1"), .declined("a", .notAnswered)],
            state: .running, hospitals: [.answered, .waiting], actions: [.reject(.alreadyAnswered)]),
        Case(
            name: "a revocation stops everybody", events: [.accepted("a"), .revoked], state: .cancelled, hospitals: [.cancelled, .cancelled],
            actions: [.wake, .erase], failure: .revoked),
        Case(
            name: "a revocation stops a release that is not stored", events: both + [.revoked], state: .cancelled,
            hospitals: [.answered, .answered], actions: [.wake, .erase], failure: .revoked),
        Case(
            name: "a release that a revocation stopped is not stored", events: both + [.revoked, .released], state: .cancelled,
            hospitals: [.answered, .answered], actions: [.reject(.conflict)], failure: .revoked),
        Case(
            name: "a revocation does not undo a release", events: both + [.released, .revoked], state: .released,
            hospitals: [.answered, .answered], actions: []),
        Case(
            name: "cancelling stops everybody", events: [.accepted("a"), .cancelRequested], state: .cancelled,
            hospitals: [.cancelled, .cancelled], actions: [.wake, .erase], failure: .cancelled),
        Case(
            name: "cancelling twice", events: [.cancelRequested, .cancelRequested], state: .cancelled,
            hospitals: [.cancelled, .cancelled], actions: [], failure: .cancelled),
        Case(
            name: "an answer after cancelling is refused", events: [.cancelRequested, .answered("a", digest: "1")],
            state: .cancelled, hospitals: [.cancelled, .cancelled], actions: [.reject(.cancelled)], failure: .cancelled),
        Case(
            name: "cancelling loses against the release", events: both + [.cancelRequested], state: .releasing,
            hospitals: [.answered, .answered], actions: [.reject(.conflict)]),
        Case(
            name: "cancelling wins against a release that waits", events: both + [.releaseWaits(.conflict), .cancelRequested], state: .cancelled,
            hospitals: [.answered, .answered], actions: [.wake, .erase], failure: .cancelled),
        Case(
            name: "a release that waits is made after a start", events: both + [.releaseWaits(.conflict), .resumed(expired: false)], state: .releasing,
            hospitals: [.answered, .answered], actions: [.merge("a"), .merge("b"), .release]),
        Case(
            name: "a question that hospitals work on does not wait for another", events: [.accepted("a"), .releaseWaits(.conflict), .cancelRequested],
            state: .cancelled, hospitals: [.cancelled, .cancelled], actions: [.wake, .erase], failure: .cancelled),
        Case(
            name: "a stranger is not on the roster", events: [.answered("c", digest: "1")], state: .queued,
            hospitals: [.waiting, .waiting], actions: [.reject(.notOnRoster)]),
        Case(
            name: "an answer that does not open is no answer", events: [.answerRejected("a", .envelopeInvalid)], state: .running,
            hospitals: [.refused, .waiting], actions: []),
        Case(
            name: "a stored answer that no longer opens", events: both + [.answerRejected("b", .frameInvalid)], state: .failed,
            hospitals: [.answered, .refused], actions: [.wake, .erase], failure: .quorumNotMet),
        Case(
            name: "a start while merging merges again", events: both + [.resumed(expired: false)], state: .releasing,
            hospitals: [.answered, .answered], actions: [.merge("a"), .merge("b"), .release]),
        Case(
            name: "a start with one answer", events: [.answered("a", digest: "1"), .resumed(expired: false)], state: .running,
            hospitals: [.answered, .waiting], actions: [.wake, .merge("a")]),
        Case(
            name: "a start after the question's life", events: [.accepted("a"), .resumed(expired: true)], state: .expired,
            hospitals: [.working, .waiting], actions: [.wake, .erase], failure: .expired),
        Case(
            name: "a start after the end makes sure of the erasure", events: both + [.released, .resumed(expired: false)],
            state: .released, hospitals: [.answered, .answered], actions: [.erase]),
        Case(
            name: "a release that fails", events: both + [.releaseFailed(.internalFailure)], state: .failed,
            hospitals: [.answered, .answered], actions: [.wake, .erase], failure: .internalFailure),
    ]

    @Test(arguments: cases) func `a sequence of events leads where the table says`(_ test: Case) {
        var machine = QuestionMachine(roster: ["a", "b"], quorum: 2)
        var actions: [QuestionAction] = []
        for event in test.events { actions = machine.handle(event) }
        #expect(machine.state == test.state)
        #expect(machine.hospitals.map(\.state) == test.hospitals)
        #expect(actions == test.actions)
        #expect(machine.failure == test.failure)
    }

    @Test func `the deadline releases with a quorum and names the missing`() {
        var machine = QuestionMachine(roster: ["a", "b", "c"], quorum: 2)
        _ = machine.handle(.answered("a", digest: "1"))
        _ = machine.handle(.answered("c", digest: "3"))
        #expect(machine.handle(.deadlinePassed) == [.wake, .release])
        #expect(machine.hospitals.map(\.state) == [.answered, .missing, .answered])
        #expect(machine.hospital("b")?.reason == .deadlinePassed)
    }

    @Test func `a release that waits is tried again without an answer that no longer stands, and waits no longer once it is over`() {
        var machine = QuestionMachine(roster: ["a", "b", "c"], quorum: 2)
        for node in ["a", "b", "c"] { _ = machine.handle(.answered(node, digest: node)) }
        #expect(machine.handle(.releaseWaits(.conflict)) == [])
        #expect(machine.waiting == .conflict)
        #expect(machine.handle(.answerRejected("c", .revoked)) == [.release])
        #expect(machine.waiting == .conflict)
        #expect(machine.handle(.released) == [.erase])
        #expect(machine.waiting == nil)
    }

    @Test func `nobody waits for a paused hospital alone`() {
        var machine = QuestionMachine(roster: ["a", "b", "c"], quorum: 2)
        #expect(machine.handle(.pauseReported("b", isPaused: true)) == [])
        #expect(machine.hospital("b")?.state == .waiting)
        #expect(machine.hospital("b")?.reason == .paused)
        _ = machine.handle(.answered("a", digest: "1"))
        #expect(machine.state == .running)
        #expect(machine.handle(.answered("c", digest: "3")) == [.merge("c"), .wake, .release])
        #expect(machine.hospitals.map(\.state) == [.answered, .missing, .answered])
        #expect(machine.hospital("b")?.reason == .paused)
    }

    @Test func `a question whose last hospital pauses moves on at once`() {
        var machine = QuestionMachine(roster: ["a", "b"], quorum: 1)
        _ = machine.handle(.accepted("b"))
        _ = machine.handle(.answered("a", digest: "1"))
        #expect(machine.handle(.pauseReported("b", isPaused: true)) == [.wake, .release])
        #expect(machine.handle(.pauseReported("b", isPaused: false)) == [])
        #expect(machine.hospital("b")?.reason == .paused)
    }

    @Test func `a hospital that resumes in time is waited for and answers`() {
        var machine = QuestionMachine(roster: ["a", "b"], quorum: 2)
        _ = machine.handle(.pauseReported("b", isPaused: true))
        // Too few without it: it has until the deadline.
        #expect(machine.handle(.answered("a", digest: "1")) == [.merge("a")])
        #expect(machine.handle(.pauseReported("b", isPaused: false)) == [])
        #expect(machine.hospital("b")?.reason == nil)
        #expect(machine.handle(.answered("b", digest: "2")) == [.merge("b"), .wake, .release])
    }

    @Test func `the deadline tells the paused from the silent`() {
        var machine = QuestionMachine(roster: ["a", "b", "c"], quorum: 2)
        _ = machine.handle(.pauseReported("b", isPaused: true))
        _ = machine.handle(.answered("a", digest: "1"))
        #expect(machine.handle(.deadlinePassed) == [.wake, .erase])
        #expect(machine.hospitals.map(\.reason) == [nil, .paused, .deadlinePassed])
        #expect(machine.failure == .quorumNotMet)
    }

    @Test func `a hospital where a person decides is waited for until the deadline`() {
        var machine = QuestionMachine(roster: ["a", "b", "c"], quorum: 2)
        _ = machine.handle(.accepted("b"))
        #expect(machine.handle(.holdReported("b", isHeld: true)) == [])
        #expect(machine.hospital("b")?.state == .held)
        _ = machine.handle(.answered("a", digest: "1"))
        #expect(machine.handle(.answered("c", digest: "3")) == [.merge("c")])
        var decided = machine
        _ = decided.handle(.holdReported("b", isHeld: false))
        #expect(decided.hospital("b")?.state == .working)
        #expect(decided.handle(.answered("b", digest: "2")) == [.merge("b"), .wake, .release])
        #expect(machine.handle(.deadlinePassed) == [.wake, .release])
        #expect(machine.hospital("b")?.state == .missing)
        #expect(machine.hospital("b")?.reason == .held)
        // Late news of an answer, or of a question that is over, change nothing.
        #expect(machine.handle(.holdReported("a", isHeld: true)) == [.reject(.deadlinePassed)])
        #expect(machine.hospital("a")?.state == .answered)
    }

    @Test func `a hospital that is barred is not waited for, and is named with its words`() {
        let why = Diagnostic(.borderForbidden, "Cells stay in FR.")
        var machine = QuestionMachine(roster: ["a", "b", "c"], quorum: 2, barred: ["b": why])
        #expect(machine.hospital("b")?.state == .refused)
        #expect(machine.hospital("b")?.message == "Cells stay in FR.")
        _ = machine.handle(.answered("a", digest: "1"))
        #expect(machine.handle(.answered("c", digest: "3")) == [.merge("c"), .wake, .release])
        #expect(machine.hospital("b")?.reason == .borderForbidden)
    }

    @Test func `the end without a release repeats what hospitals said whose policies refused`() {
        var machine = QuestionMachine(roster: ["a", "b"], quorum: 2)
        _ = machine.handle(.declined("a", .policyRefused, message: "Not this study."))
        _ = machine.handle(.declined("b", .notPermitted))
        #expect(machine.state == .refused)
        #expect(Diagnostic.ending(machine, .policyRefused).message == "The question ended without a release. a: Not this study.")
    }

    @Test func `no sequence of five events leaves a final state or counts an answer twice`() {
        let events: [QuestionEvent] = [
            .accepted("a"), .answered("a", digest: "1"), .answered("a", digest: "2"), .answered("b", digest: "3"),
            .declined("b", .notAnswered), .answerRejected("a", .frameInvalid), .deadlinePassed, .cancelRequested, .released,
            .releaseFailed(.internalFailure), .releaseWaits(.conflict), .resumed(expired: false), .pauseReported("b", isPaused: true),
            .holdReported("b", isHeld: true),
        ]
        var open = [QuestionMachine(roster: ["a", "b"], quorum: 1)]
        for _ in 0..<5 {
            var next: Set<QuestionMachine> = []
            for machine in open {
                for event in events {
                    var after = machine
                    _ = after.handle(event)
                    if machine.state.isFinal { #expect(after.state == machine.state) }
                    if let digest = machine.hospital("a")?.digest { #expect(after.hospital("a")?.digest == digest) }
                    if after.waiting != nil { #expect(after.state == .releasing) }
                    if after.state == .released { #expect(!after.answered.isEmpty) }
                    next.insert(after)
                }
            }
            open = Array(next)
        }
    }
}
