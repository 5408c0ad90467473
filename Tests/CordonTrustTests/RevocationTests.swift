import CordonTrust
import CordonValues
import Foundation
import Testing

@Suite struct RevocationTests {
    let network = Network()

    private func verify(_ revocations: Data) throws -> VerifiedQuestion {
        let question = try network.question()
        return try QuestionAdmission.verify(
            charter: network.charter(), permit: network.permit(), question: question, dispatch: network.dispatch(question), node: "basel",
            authority: network.authority.verifyingKey, revocations: revocations, now: network.now)
    }

    private func key(_ node: String) throws -> VerifyingKey { try #require(network.nodes[node]).verifyingKey }

    @Test func `nothing is admitted under a revoked permit or by, through or at a revoked key`() throws {
        #expect(code { try verify(network.revocations(permits: ["permit-1"])) } == .revoked)
        #expect(code { try verify(network.revocations(keys: [network.researcher.verifyingKey])) } == .revoked)
        #expect(code { try verify(network.revocations(keys: [network.coordinator.verifyingKey])) } == .revoked)
        #expect(code { try verify(network.revocations(keys: [key("basel")])) } == .revoked)
    }

    @Test func `what is revoked of others stops nothing here`() throws {
        let others = try network.revocations(permits: ["permit-10"], keys: [key("budapest"), SigningKey().verifyingKey])
        #expect(code { try verify(others) } == nil)
        #expect(code { try verify(network.revocations()) } == nil)
    }

    @Test func `a coordinator asks the others when one hospital's key is revoked`() throws {
        _ = try QuestionAdmission.authorise(
            charter: network.charter(), permit: network.permit(), question: network.question(),
            authority: network.authority.verifyingKey, revocations: network.revocations(keys: [key("basel")]), now: network.now)
    }

    @Test func `a list of another network or signer is no list`() throws {
        #expect(code { try verify(network.revocations(network: "lungs")) } == .documentInvalid)
        #expect(code { try verify(network.revocations(by: network.coordinator)) } == .keyUnknown)
    }

    @Test func `a refusal says who revoked what, since when and why`() throws {
        let list = try Signed<Revocations>.verify(network.revocations(permits: ["permit-1"]), by: [network.authority.verifyingKey]).document
        let refusal = #expect(throws: Diagnostic.self) { try list.check(permit: "permit-1") }
        #expect(refusal?.message == "The data authority revoked the permit `permit-1` on 2026-05-28T20:24:40Z: Withdrawn")
    }
}
