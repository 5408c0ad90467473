import CordonTrust
import CordonValues
import Foundation
import Testing

@Suite struct AdmissionTests {
    let network = Network()

    private func verify(
        charter: Data? = nil, permit: Data? = nil, question: Data? = nil, dispatch: Data? = nil, node: String = "basel",
        after seconds: TimeInterval = 0
    ) throws -> VerifiedQuestion {
        let question = try question ?? network.question()
        return try QuestionAdmission.verify(
            charter: charter ?? network.charter(), permit: permit ?? network.permit(), question: question,
            dispatch: dispatch ?? network.dispatch(question), node: node, authority: network.authority.verifyingKey,
            now: network.now.addingTimeInterval(seconds))
    }

    @Test func `a question with all four signatures is verified and names its researcher`() throws {
        let verified = try verify()
        #expect(verified.researcher.name == "Ada Example")
        #expect(verified.id == Hexadecimal.sha256(verified.question.document.json.written))
        #expect(verified.node == "basel")
    }

    @Test func `a charter or permit of another authority is refused`() throws {
        let stranger = Network()
        #expect(code { try verify(charter: stranger.charter()) } == .keyUnknown)
        #expect(code { try verify(permit: network.permit(by: stranger.authority)) } == .keyUnknown)
        #expect(code { try verify(permit: network.permit(by: network.coordinator)) } == .keyUnknown)
    }

    @Test func `a question of somebody whom the permit does not name is refused`() throws {
        let dispatch = try network.dispatch(network.question())
        #expect(code { try verify(question: network.question(by: SigningKey()), dispatch: dispatch) } == .notPermitted)
        #expect(code { try verify(question: network.question(by: network.coordinator), dispatch: dispatch) } == .notPermitted)
    }

    @Test func `a question of somebody whom the charter names as an auditor is refused, also where the permit names them`() throws {
        let charter = try network.charter(auditors: [CharterAuditor(name: "Ada Example", key: network.researcher.verifyingKey)])
        #expect(code { try verify(charter: charter) } == .notPermitted)
    }

    @Test func `a coordinator cannot invent, swap or widen a question`() throws {
        let question = try network.question()
        let other = try network.question()
        #expect(code { try verify(question: question, dispatch: network.dispatch(other)) } == .documentInvalid)
        #expect(code { try verify(question: question, dispatch: network.dispatch(question, by: SigningKey())) } == .keyUnknown)
        #expect(code { try verify(question: question, dispatch: network.dispatch(question, roster: ["basel"])) } == .notOnRoster)
        #expect(code { try verify(question: question, dispatch: network.dispatch(question), node: "zurich") } == .notOnRoster)
    }

    @Test func `a permit below the charter's floor or in another mode is refused`() throws {
        #expect(code { try verify(permit: network.permit(threshold: 10)) } == .notPermitted)
        #expect(code { try verify(permit: network.permit(mode: .siteFloor)) } == .notPermitted)
        #expect(code { try verify(question: network.question(roster: ["basel"])) } == .notPermitted)
    }

    @Test func `fewer hospitals than the charter's floor are asked only where the permit shows each of them alone`() throws {
        let alone = try network.permit(disclosure: PermitDisclosure(protectsZeros: false, siteResults: ["basel"]))
        _ = try QuestionAdmission.authorise(
            charter: network.charter(), permit: alone, question: network.question(roster: ["basel"]),
            authority: network.authority.verifyingKey, now: network.now)
        #expect(code {
            try QuestionAdmission.authorise(
                charter: network.charter(), permit: alone, question: network.question(roster: ["budapest"]),
                authority: network.authority.verifyingKey, now: network.now)
        } == .notPermitted)
    }

    @Test func `a permit limits the hospitals that are asked and how few of them`() throws {
        let two = try network.permit(limits: PermitLimits(hospitals: ["basel", "budapest"]))
        #expect(code { try verify(permit: two) } == .notOnRoster)
        let question = try network.question(roster: ["basel", "budapest"])
        let dispatch = try network.dispatch(question, roster: ["basel", "budapest"])
        #expect(code { try verify(permit: two, question: question, dispatch: dispatch) } == nil)
        let three = try network.permit(limits: PermitLimits(minimumRoster: 3))
        #expect(code { try verify(permit: three, question: question, dispatch: dispatch) } == .notPermitted)
        #expect(code { try verify(permit: three) } == nil)
    }

    @Test func `hospitals that may be asked alone still have the permit's smallest roster`() throws {
        let disclosure = try PermitDisclosure(protectsZeros: false, siteResults: ["basel"])
        let permit = try network.permit(disclosure: disclosure, limits: PermitLimits(minimumRoster: 2))
        #expect(code { try verify(permit: permit, question: network.question(roster: ["basel"])) } == .notPermitted)
    }

    @Test func `the questions of a day end with a refusal that says when to come again`() throws {
        let limits = try PermitLimits(questionsPerDay: 2)
        let (first, second) = (network.moment(-3600), network.moment(-60))
        try limits.check(earlier: [second], permit: "permit-1")
        let refusal = #expect(throws: Diagnostic.self) { try limits.check(earlier: [second, first], permit: "permit-1") }
        #expect(refusal?.code == .tooManyRequests)
        // 23 hours after `now`, which is 2026-05-28T20:26:40Z.
        #expect(refusal?.hint == "Ask again after 2026-05-29T19:26:40Z.")
        try PermitLimits.none.check(earlier: Array(repeating: first, count: 5000), permit: "permit-1")
    }

    @Test func `network, study, coordinator and roster must agree`() throws {
        #expect(code { try verify(permit: network.permit(network: "lungs")) } == .permitUnknown)
        #expect(code { try verify(permit: network.permit(study: "other")) } == .permitUnknown)
        #expect(code { try verify(question: network.question(network: "lungs")) } == .notPermitted)
        #expect(code { try verify(question: network.question(coordinator: "other")) } == .wrongCoordinator)
        #expect(code { try verify(question: network.question(roster: ["basel", "zurich"])) } == .notOnRoster)
    }

    @Test func `nothing is admitted outside its time`() throws {
        #expect(code { try verify(charter: network.charter(validUntil: 0)) } == .charterInvalid)
        #expect(code { try verify(permit: network.permit(validUntil: 0)) } == .permitExpired)
        #expect(code { try verify(question: network.question(expires: 0)) } == .expired)
        #expect(code { try verify(question: network.question(created: 500)) } == .clockSkew)
        let question = try network.question()
        #expect(code { try verify(question: question, dispatch: network.dispatch(question, deadline: 5), after: 5) } == .deadlinePassed)
    }

    @Test func `a permit covers the tables and columns that it names`() throws {
        let permit = try Signed<Permit>.verify(network.permit(), by: [network.authority.verifyingKey]).document
        #expect(code { try permit.check(table: "patient", columns: ["age", "sex"]) } == nil)
        #expect(code { try permit.check(table: "visit", columns: ["day"]) } == nil)
        #expect(code { try permit.check(table: "visit", columns: ["day", "note"]) } == .notPermitted)
        #expect(code { try permit.check(table: "lab", columns: []) } == .notPermitted)
    }
}
