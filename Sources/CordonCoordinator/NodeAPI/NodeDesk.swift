import CordonAudit
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
    /// Nodes with whose audit logs something is wrong, so that it is logged once.
    private var troubled: Set<String> = []

    init(_ desk: QuestionDesk) { self.desk = desk }

    /// Holds the request until there is something to say, the asked time is over or the service stops.
    func poll(_ member: CharterMember, _ poll: PollRequest, skew: Int) async throws(Diagnostic) -> PollReply {
        try await desk.store.record(NodeStatus(member.id, poll, skew: skew, now: desk.now()))
        try await compareLogs(member, poll.audit)
        let topic = Topic.node(member.id)
        let end = ContinuousClock.now + .seconds(min(poll.waitSeconds, Self.longestHold))
        while true {
            let count = await desk.room.count(topic)
            var reply = try await compose(member, poll)
            if poll.audit != nil { reply.audit = try desk.heads.exchange(with: member.id) }
            let rest = end - .now
            if reply.saysSomething || rest <= .zero { return reply }
            if await desk.room.isClosed { return reply }
            await desk.room.wait(for: topic, after: count, atMost: min(rest, Duration.seconds(Self.redelivery)))
        }
    }

    /// The node is served whatever is found: it is for people to talk about.
    private func compareLogs(_ member: CharterMember, _ exchange: HeadExchange?) async throws(Diagnostic) {
        guard let exchange else { return }
        let network = try await desk.registry.network().requireCharter().document.network
        desk.audit.belong(to: network)
        do throws(Diagnostic) {
            let verdict = try desk.heads.take(exchange, of: member.id, keys: member.keys(at: Timestamp(desk.now())), network: network)
            guard case .trouble(let trouble) = verdict else { return _ = troubled.remove(member.id) }
            guard troubled.insert(member.id).inserted else { return }
            desk.logger.error("a node's audit log is not the one it was", metadata: ["node": "\(member.id)", "trouble": "\(trouble.rawValue)"])
        } catch where error.code != .storageFailed && error.code != .auditBroken {
            desk.logger.warning("head of an audit log refused", metadata: ["node": "\(member.id)", "code": "\(error.code.rawValue)"])
        }
    }

    private func compose(_ member: CharterMember, _ poll: PollRequest) async throws(Diagnostic) -> PollReply {
        let network = try await desk.registry.network()
        let charter = try network.requireCharter()
        let mine = try await desk.store.openQuestions().filter { $0.awaits(member.id) }
        var reply = PollReply(
            charter: poll.charterVersion < charter.document.version ? charter.bytes : nil, deliveries: [],
            cancels: try await stops(poll.working, at: member.id), serverTime: Timestamp(desk.now()))
        if let list = network.revocations, poll.revocationsVersion < list.document.version { reply.revocations = list.bytes }
        // The newest poll tells: an older one may still be held on a connection that is gone.
        let status = try await desk.store.nodeStatus(member.id)
        let (isPaused, held) = (status?.paused ?? poll.paused, status?.held ?? poll.held)
        for record in mine {
            guard let hospital = record.machine.hospital(member.id) else { continue }
            if hospital.isPaused != isPaused { try await desk.advance(record.id, .pauseReported(member.id, isPaused: isPaused)) }
            let isHeld = held.contains(record.id)
            if (hospital.state == .held) != isHeld { try await desk.advance(record.id, .holdReported(member.id, isHeld: isHeld)) }
        }
        guard !isPaused else { return reply }
        var budget = ReplyBudget(reply)
        for record in mine where !poll.working.contains(record.id) && isDue(member.id, record.id) {
            guard let dispatch = record.dispatch else { continue }
            let delivery = PollReply.Delivery(question: record.question, permit: record.permit, dispatch: dispatch)
            guard budget.take(delivery) else { break }
            let transition = try await desk.advance(record.id, .delivered(member.id))
            guard transition.record.awaits(member.id) else { continue }
            handedOut[Handover(node: member.id, question: record.id)] = desk.now()
            reply.deliveries.append(delivery)
        }
        return reply
    }

    /// Work to stop: on a question that is over or unknown, or in which this node's part is over. Never where the node's answer is
    /// stored: that is no work any more, only the node has not heard so yet.
    private func stops(_ working: [String], at node: String) async throws(Diagnostic) -> [String] {
        let known = try await desk.store.questions(working)
        return working.filter { id in
            guard let record = known[id], let hospital = record.machine.hospital(node) else { return true }
            return hospital.digest == nil && !record.awaits(node)
        }
    }

    private func isDue(_ node: String, _ question: String) -> Bool {
        let now = desk.now()
        // What is older than any redelivery says nothing any more.
        handedOut = handedOut.filter { now.timeIntervalSince($0.value) < Self.redelivery }
        return handedOut[Handover(node: node, question: question)] == nil
    }
}

extension QuestionRecord {
    /// True while this node may still answer.
    fileprivate func awaits(_ node: String) -> Bool { state.isOpen && machine.hospital(node)?.state.isOpen == true }
}

extension PollReply {
    var saysSomething: Bool { charter != nil || revocations != nil || !deliveries.isEmpty || !cancels.isEmpty }
}

extension NodeStatus {
    init(_ node: String, _ poll: PollRequest, skew: Int, now: Date) {
        self.init(
            node: node, lastSeen: now.milliseconds, version: poll.agentVersion, charterVersion: Int64(poll.charterVersion),
            skew: Int64(skew), paused: poll.paused, snapshotID: poll.snapshot?.id, snapshotNumber: poll.snapshot.map { Int64($0.number) },
            cutoff: poll.snapshot?.cutoff.description, loaded: poll.snapshot?.loaded.secondsSince1970,
            rowsMagnitude: poll.snapshot.map { Int64($0.rowsMagnitude) }, replicated: poll.snapshot?.replicated,
            vocabularyVersion: poll.snapshot?.vocabularyVersion, objections: poll.snapshot?.objections, border: poll.border, held: poll.held,
            revocationsVersion: Int64(poll.revocationsVersion), patientsMagnitude: poll.snapshot.map { Int64($0.patientsMagnitude) } ?? 0)
    }
}
