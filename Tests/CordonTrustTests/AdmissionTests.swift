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
