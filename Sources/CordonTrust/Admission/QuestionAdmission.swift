import CordonValues
import Foundation

/// Decides whether a question may be planned at all. It trusts one thing: the authority's pinned key.
public enum QuestionAdmission {
    /// The node's check: everything of ``authorise(charter:permit:question:authority:revocations:now:skew:)``, and that the charter's coordinator
    /// dispatched exactly this question to its roster, this node among it, before the deadline.
    public static func verify(
        charter: Data, permit: Data, question: Data, dispatch: Data, node: String, authority: VerifyingKey, revocations: Data? = nil,
        now: Date, skew: Seconds = defaultClockSkew
    ) throws(Diagnostic) -> VerifiedQuestion {
        let authorised = try authorise(
            charter: charter, permit: permit, question: question, authority: authority, revocations: revocations, node: node, now: now,
            skew: skew)
        let dispatch = try Signed<Dispatch>.verify(dispatch, by: [authorised.charter.document.coordinator.key])
        guard dispatch.document.question == authorised.id else {
            throw Diagnostic(.documentInvalid, "The dispatch belongs to another question than it came with.")
        }
        guard dispatch.document.roster == authorised.question.document.roster else {
            throw Diagnostic(.notOnRoster, "The dispatch names another roster than the question.")
        }
        try dispatch.document.check(now: Timestamp(now), skew: skew)
        guard authorised.question.document.roster.contains(node) else {
            throw Diagnostic(.notOnRoster, "The question does not ask the node `\(node)`.")
        }
        return VerifiedQuestion(authorised: authorised, dispatch: dispatch, node: node)
    }

    /// Whether what was admitted once has been revoked since: `revoked`. Times are not looked at.
    public static func checkRevocations(
        _ revocations: Data?, charter: Data, permit: Data, question: Data, node: String, authority: VerifyingKey
    ) throws(Diagnostic) {
        let permit = try Signed<Permit>.verify(permit, by: [authority]).document
        try checkRevocations(
            revocations, charter: Signed<Charter>.verify(charter, by: [authority]).document, permit: permit,
            signer: verify(question, by: permit).signer, node: node, authority: authority)
    }

    /// `node` is nil at a coordinator, which asks the others whatever becomes of one hospital's key.
    private static func checkRevocations(
        _ revocations: Data?, charter: Charter, permit: Permit, signer: KeyIdentifier, node: String?, authority: VerifyingKey
    ) throws(Diagnostic) {
        guard let revocations else { return }
        let list = try Signed<Revocations>.verify(revocations, by: [authority]).document
        guard list.network == charter.network else {
            throw Diagnostic(
                .documentInvalid, "The revocation list belongs to the network `\(list.network)`, not `\(charter.network)`.",
                hint: "Install the list that the data authority signed for this network.")
        }
        try list.check(permit: permit.id)
        try list.check(key: signer, of: "the researcher who signed the question")
        try list.check(key: charter.coordinator.key.id, of: "the coordinator `\(charter.coordinator.id)`")
        if let node, let member = charter.member(node) { try list.check(key: member.key.id, of: "the hospital `\(node)`") }
    }

    /// The coordinator's check, before a dispatch exists. Codes beside those of ``Signed/verify(_:by:)``: `charter-invalid`,
    /// `permit-unknown` (another network's or study's), `permit-expired`, `not-permitted` (below the charter's floors, a mode that
    /// is not allowed, a researcher whom the permit does not name), `revoked`, `wrong-coordinator`, `not-on-roster`, `expired`, `clock-skew`.
    public static func authorise(
        charter: Data, permit: Data, question: Data, authority: VerifyingKey, revocations: Data? = nil, now: Date,
        skew: Seconds = defaultClockSkew
    ) throws(Diagnostic) -> AuthorisedQuestion {
        try authorise(
            charter: charter, permit: permit, question: question, authority: authority, revocations: revocations, node: nil, now: now,
            skew: skew)
    }

    private static func authorise(
        charter: Data, permit: Data, question: Data, authority: VerifyingKey, revocations: Data?, node: String?, now: Date, skew: Seconds
    ) throws(Diagnostic) -> AuthorisedQuestion {
        let moment = Timestamp(now)
        let charter = try Signed<Charter>.verify(charter, by: [authority])
        try charter.document.check(now: moment, skew: skew)
        let permit = try Signed<Permit>.verify(permit, by: [authority])
        try permit.document.check(now: moment, skew: skew)
        try check(permit.document, against: charter.document)
        let question = try verify(question, by: permit.document)
        try charter.document.check(researcher: question.signer)
        try checkRevocations(
            revocations, charter: charter.document, permit: permit.document, signer: question.signer, node: node, authority: authority)
        try check(question.document, charter.document, permit.document)
        try question.document.check(now: moment, skew: skew)
        guard let researcher = permit.document.researcher(question.signer) else {
            throw Diagnostic(.notPermitted, "The permit does not name the researcher who signed the question.")
        }
        return AuthorisedQuestion(charter: charter, permit: permit, question: question, researcher: researcher)
    }

    /// A key that the permit does not name is a matter of leave, not of cryptography.
    private static func verify(_ question: Data, by permit: Permit) throws(Diagnostic) -> Signed<Question> {
        do {
            return try Signed<Question>.verify(question, by: permit.researchers.map(\.key))
        } catch where error.code == .keyUnknown {
            throw Diagnostic(
                .notPermitted, "The permit `\(permit.id)` does not name the researcher who signed the question.",
                hint: "Ask the data authority to add your key (`cordon login` shows it).")
        }
    }

    private static func check(_ permit: Permit, against charter: Charter) throws(Diagnostic) {
        guard permit.network == charter.network else {
            throw Diagnostic(.permitUnknown, "The permit `\(permit.id)` belongs to the network `\(permit.network)`, not `\(charter.network)`.")
        }
        guard permit.threshold >= charter.floors.threshold else {
            throw Diagnostic(
                .notPermitted, "The permit `\(permit.id)` has the threshold \(permit.threshold), below the charter's \(charter.floors.threshold).")
        }
        guard charter.floors.modes.contains(permit.mode), permit.mode.isBuilt else {
            throw Diagnostic(
                .notPermitted, "The permit `\(permit.id)` has the mode `\(permit.mode.rawValue)`, which is not allowed here.")
        }
    }

    private static func check(_ question: Question, _ charter: Charter, _ permit: Permit) throws(Diagnostic) {
        guard question.network == charter.network else {
            throw Diagnostic(.notPermitted, "The question is meant for the network `\(question.network)`, not `\(charter.network)`.")
        }
        guard question.coordinator == charter.coordinator.id else {
            throw Diagnostic(
                .wrongCoordinator, "The question is meant for the coordinator `\(question.coordinator)`, not `\(charter.coordinator.id)`.")
        }
        guard question.study == permit.study else {
            throw Diagnostic(.permitUnknown, "The question belongs to the study `\(question.study)`, the permit to `\(permit.study)`.")
        }
        for node in question.roster where charter.member(node) == nil {
            throw Diagnostic(
                .notOnRoster, "The question asks `\(node)`, which is not a member of the network.",
                hint: "Members: \(charter.members.map(\.id).joined(separator: ", ")).")
        }
        guard question.roster.count >= charter.floors.minimumHospitals || permit.disclosure.allowsAlone(question.roster) else {
            throw Diagnostic(
                .notPermitted, "The question asks \(question.roster.count) hospitals; the charter demands at least \(charter.floors.minimumHospitals).",
                hint: "Only hospitals that the permit lists under `site_results` may be asked alone.")
        }
        try permit.limits.check(roster: question.roster, permit: permit.id)
    }
}
