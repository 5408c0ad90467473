import CordonTrust
import CordonValues
import CordonWire
import Foundation

/// Answers polls: gives each node its questions, and tells it which to stop.
actor NodeDesk {
    /// A question that was handed out but is not in the node's list of work is handed out again after this time: the reply may
    /// have been lost.
    static let redelivery: TimeInterval = 5
    static let longestHold = 25

    private struct Handover: Hashable {
        let node: String
        let question: String
    }

    private let desk: QuestionDesk
    private var handedOut: [Handover: Date] = [:]

    init(_ desk: QuestionDesk) { self.desk = desk }

    /// Holds the request until there is something to say, the asked time is over or the service stops.
    func poll(_ member: CharterMember, _ poll: PollRequest, skew: Int) async throws(Diagnostic) -> PollReply {
        try await desk.store.record(NodeStatus(member.id, poll, skew: skew, now: desk.now()))
        let topic = Topic.node(member.id)
        let end = ContinuousClock.now + .seconds(min(poll.waitSeconds, Self.longestHold))
        while true {
            let count = await desk.room.count(topic)
            let reply = try await compose(member, poll)
            let rest = end - .now
            if reply.saysSomething || rest <= .zero { return reply }
            if await desk.room.isClosed { return reply }
            await desk.room.wait(for: topic, after: count, atMost: min(rest, Duration.seconds(Self.redelivery)))
        }
    }

    private func compose(_ member: CharterMember, _ poll: PollRequest) async throws(Diagnostic) -> PollReply {
        let charter = try await desk.registry.network().requireCharter()
        let open = try await desk.store.openQuestions()
        let mine = open.filter { record in
            record.state.isOpen && record.machine.hospital(member.id)?.state.isOpen == true
        }
        // Work on a question that is over, or that this node has answered or declined, is to stop; unless its answer is here.
        let live = Set(open.filter { $0.state.isOpen && $0.machine.hospital(member.id) != nil }.map(\.id))
        var reply = PollReply(
            charter: poll.charterVersion < charter.document.version ? charter.bytes : nil, deliveries: [],
            cancels: poll.working.filter { !live.contains($0) }, serverTime: Timestamp(desk.now()))
        guard !poll.paused else { return reply }
        for record in mine where !poll.working.contains(record.id) && isDue(member.id, record.id) {
            guard let dispatch = record.dispatch else { continue }
            let transition = try await desk.advance(record.id, .delivered(member.id))
            guard transition.record.state.isOpen, transition.record.machine.hospital(member.id)?.state.isOpen == true else { continue }
            handedOut[Handover(node: member.id, question: record.id)] = desk.now()
            reply.deliveries.append(.init(question: record.question, permit: record.permit, dispatch: dispatch))
        }
        return reply
    }

    private func isDue(_ node: String, _ question: String) -> Bool {
        let now = desk.now()
        // What is older than any redelivery says nothing any more.
        handedOut = handedOut.filter { now.timeIntervalSince($0.value) < Self.redelivery }
        return handedOut[Handover(node: node, question: question)] == nil
    }
}

extension PollReply {
    var saysSomething: Bool { charter != nil || !deliveries.isEmpty || !cancels.isEmpty }
}

extension NodeStatus {
    init(_ node: String, _ poll: PollRequest, skew: Int, now: Date) {
        self.init(
            node: node, lastSeen: now.milliseconds, version: poll.agentVersion, charterVersion: Int64(poll.charterVersion),
            skew: Int64(skew), paused: poll.paused, snapshotID: poll.snapshot?.id, snapshotNumber: poll.snapshot.map { Int64($0.number) },
            cutoff: poll.snapshot?.cutoff.description, loaded: poll.snapshot?.loaded.secondsSince1970,
            rowsMagnitude: poll.snapshot.map { Int64($0.rowsMagnitude) })
    }
}
