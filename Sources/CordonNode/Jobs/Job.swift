import CordonValues

/// One question at this node, as a value: what has become of it, and what each event makes of it. No clock, no input or output.
///
/// Whoever drives it stores the new state (with the sealed bytes or the refusal that came with the event) *before* carrying out the
/// actions. A process that dies in between therefore finds, on the next start, the state whose actions it owes: ``Event/restarted``
/// gives them again, and every action may be carried out twice without harm.
///
/// ```
/// received ─▶ admitted ─▶ computing ─▶ sealed ─▶ delivered
///  │ ▲ │          │         │  ├─▶ failed
///  ▼ │ │          │         │  │      │
///  held ◀─────────┼─────────┘  │      │
///   │  └──────────┴────────────┴──────┴─▶ refused          any open state ─▶ cancelled, expired
///   └───────────────────────────────────▶
/// ```
/// What a person has approved is verified once more; what would then leave otherwise than it was previewed is held again.
/// What is sealed may be with the coordinator already, so from then on the coordinator's own word decides: it took these bytes, or why not.
/// Only a revocation stops it, as far as it can still be stopped.
public struct Job: Sendable, Hashable {
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// Its documents are verified and stored; policy, permit and plan are to be checked.
        case received
        /// The hospital's policy wants a person to approve it.
        case held
        /// To be computed, and waiting for its turn.
        case admitted
        case computing
        /// The sealed answer is stored; the coordinator has not acknowledged it.
        case sealed
        /// The coordinator has acknowledged the answer.
        case delivered
        /// This node does not answer it, for a reason that is in the documents or in its policy.
        case refused
        /// It could not be answered within the limits, or the coordinator did not take the answer; nobody outside learns more.
        case failed
        case cancelled
        case expired
    }

    public enum Event: Sendable, Hashable {
        case admitted
        /// By this line of the policy.
        case held(String)
        /// A person has approved it.
        case approved
        case refused(Diagnostic)
        /// Its turn has come.
        case started
        /// The answer was computed, passed the gate and was sealed.
        case sealed
        /// For a reason that only this node's log tells.
        case failed(DiagnosticCode)
        /// The coordinator has taken the answer or the refusal.
        case acknowledged
        /// The coordinator will not take the answer or the refusal, now or later.
        case rejected(DiagnosticCode)
        /// The coordinator delivered the same question again.
        case redelivered
        case cancelled
        /// The question's last moment has passed.
        case deadlinePassed
        /// The agent has started and finds this job in its store.
        case restarted
    }

    public enum Action: Sendable, Hashable {
        case verify
        /// Tell the coordinator that the question is taken on.
        case announce
        /// Put it in the queue; `started` follows when there is room.
        case enqueue
        case compute
        case sendAnswer
        case sendRefusal
        /// Stop the running computation, or take it out of the queue.
        case interrupt
        /// Forget the sealed bytes.
        case erase
    }

    /// The question's hash.
    public let question: String
    public private(set) var state: State
    /// In `refused` and `failed`: what the coordinator is told.
    public private(set) var refusal: Diagnostic?
    /// In `refused` and `failed`: the coordinator knows.
    public private(set) var isTold: Bool

    /// A question that has just arrived, whose documents are to be verified.
    public init(question: String) {
        self.init(question: question, state: .received, refusal: nil, isTold: false)
    }

    /// A job as the store holds it.
    init(question: String, state: State, refusal: Diagnostic?, isTold: Bool) {
        self.question = question
        self.state = state
        self.refusal = refusal
        self.isTold = isTold
    }

    /// Every limit and every failure that depends on data looks like this one.
    public static let notAnswered = Diagnostic(
        .notAnswered, "This hospital could not answer within its limits.", hint: "Ask for less at once, or ask again later.")

    /// True while something is still owed to the coordinator.
    public var isOpen: Bool {
        switch state {
        case .received, .held, .admitted, .computing, .sealed: true
        case .refused, .failed: !isTold
        case .delivered, .cancelled, .expired: false
        }
    }

    public mutating func handle(_ event: Event) -> [Action] {
        switch state {
        case .received: received(event)
        case .held: held(event)
        case .admitted: admitted(event)
        case .computing: computing(event)
        case .sealed: sealed(event)
        case .delivered: delivered(event)
        case .refused, .failed: declined(event)
        // Over: a late result, a second delivery or a second cancel changes nothing.
        case .cancelled, .expired: []
        }
    }

    private mutating func received(_ event: Event) -> [Action] {
        switch event {
        case .admitted: enter(.admitted, [.announce, .enqueue])
        case .held: enter(.held, [.announce])
        case .refused(let why): refuse(why, [.sendRefusal])
        case .cancelled: enter(.cancelled, [])
        case .deadlinePassed: enter(.expired, [])
        case .restarted: [.verify]
        case .approved, .started, .sealed, .failed, .acknowledged, .rejected, .redelivered: []
        }
    }

    private mutating func held(_ event: Event) -> [Action] {
        switch event {
        // Permit, charter and policy may have changed since it was held.
        case .approved: enter(.received, [.verify])
        case .refused(let why): refuse(why, [.sendRefusal])
        case .cancelled: enter(.cancelled, [])
        case .deadlinePassed: enter(.expired, [])
        case .redelivered: [.announce]
        case .admitted, .held, .started, .sealed, .failed, .acknowledged, .rejected, .restarted: []
        }
    }

    private mutating func admitted(_ event: Event) -> [Action] {
        switch event {
        case .started: enter(.computing, [.compute])
        case .refused(let why): refuse(why, [.interrupt, .sendRefusal])
        case .cancelled: enter(.cancelled, [.interrupt])
        case .deadlinePassed: enter(.expired, [.interrupt])
        // What was verified is gone with the process, and the charter may have changed since.
        case .restarted: enter(.received, [.verify])
        case .redelivered: [.announce]
        case .admitted, .held, .approved, .sealed, .failed, .acknowledged, .rejected: []
        }
    }

    private mutating func computing(_ event: Event) -> [Action] {
        switch event {
        case .sealed: enter(.sealed, [.sendAnswer])
        // Nothing has left: the person who approved it looks at what would leave now.
        case .failed(.previewOutdated): enter(.held, [.announce])
        case .failed: fail([.sendRefusal])
        case .refused(let why): refuse(why, [.interrupt, .sendRefusal])
        case .cancelled: enter(.cancelled, [.interrupt])
        case .deadlinePassed: enter(.expired, [.interrupt])
        // Nothing was sealed, so nothing can have left: computing again cannot answer twice.
        case .restarted: enter(.received, [.verify])
        case .redelivered: [.announce]
        case .admitted, .held, .approved, .started, .acknowledged, .rejected: []
        }
    }

    private mutating func sealed(_ event: Event) -> [Action] {
        switch event {
        case .acknowledged: enter(.delivered, [])
        case .rejected(.cancelled): enter(.cancelled, [.erase])
        case .rejected(.deadlinePassed), .deadlinePassed: enter(.expired, [.erase])
        case .rejected: fail([.erase, .sendRefusal])
        // Its permit or a key was revoked: what is not with the coordinator yet does not get there.
        case .refused(let why): refuse(why, [.erase, .sendRefusal])
        // A cancel may only mean that the coordinator needs it no more, because it has it.
        case .redelivered, .restarted, .cancelled: [.sendAnswer]
        case .admitted, .held, .approved, .started, .sealed, .failed: []
        }
    }

    private mutating func delivered(_ event: Event) -> [Action] {
        switch event {
        case .redelivered: [.sendAnswer]
        case .deadlinePassed: [.erase]
        case .admitted, .held, .approved, .refused, .started, .sealed, .failed, .acknowledged, .rejected, .cancelled, .restarted: []
        }
    }

    private mutating func declined(_ event: Event) -> [Action] {
        switch event {
        case .acknowledged, .rejected, .deadlinePassed:
            isTold = true
            return []
        case .redelivered: return [.sendRefusal]
        case .restarted: return isTold ? [] : [.sendRefusal]
        case .admitted, .held, .approved, .refused, .started, .sealed, .failed, .cancelled: return []
        }
    }

    private mutating func enter(_ next: State, _ actions: [Action]) -> [Action] {
        state = next
        return actions
    }

    private mutating func fail(_ actions: [Action]) -> [Action] {
        refusal = Self.notAnswered
        return enter(.failed, actions)
    }

    private mutating func refuse(_ why: Diagnostic, _ actions: [Action]) -> [Action] {
        refusal = why
        return enter(.refused, actions)
    }
}
