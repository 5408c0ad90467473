import CordonTrust
import CordonValues

extension JobDesk {
    /// Questions that wait for a person, for the coordinator to know.
    var held: [String] { guarded { () throws(Diagnostic) in try record.heldQuestions().map(\.question) } ?? [] }

    /// Carries out what people have decided, and gives up what nobody decided in time.
    func tendHeld() throws(Diagnostic) {
        for (question, since, _) in try record.heldQuestions() {
            switch try record.decision(question) {
            case .approved: step(question, .approved)
            case .rejected(let reason): step(question, .refused(.rejected(reason)))
            case nil:
                guard now >= since.adding(examiner.policy.holdHours * 3600) else { continue }
                step(question, .refused(.undecided(hours: examiner.policy.holdHours)))
            }
        }
    }
}

extension Diagnostic {
    fileprivate static func rejected(_ reason: String) -> Diagnostic {
        Diagnostic(
            .policyRefused, "A person of this hospital has rejected the question: \(reason)", hint: "Talk to the hospital, or ask without it.")
    }

    fileprivate static func undecided(hours: Int) -> Diagnostic {
        Diagnostic(
            .policyRefused, "Nobody at this hospital has decided about the question in \(hours) hours.", hint: "Talk to the hospital, or ask without it.")
    }
}
