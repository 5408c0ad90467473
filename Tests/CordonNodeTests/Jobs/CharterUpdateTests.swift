import CordonTrust
import CordonValues
import Testing

@testable import CordonNode

@Suite(.timeLimit(.minutes(10))) struct `A new charter at the node` {
    private static let sql = "SELECT sex, count(*) AS n FROM patient GROUP BY sex"

    /// The network's next charter, with a floor above or at the permit's threshold of 11.
    private func next(_ network: NetworkFixture, threshold: Int) throws -> Signed<Charter> {
        let charter = network.charter.document
        return try Signed.sign(
            Charter(
                network: charter.network, version: 2, issued: charter.issued, validUntil: charter.validUntil, catalog: charter.catalog,
                coordinator: charter.coordinator, members: charter.members,
                floors: CharterFloors(threshold: threshold, minimumHospitals: 1, modes: [.merged])), by: network.authority)
    }

    /// What becomes of a question that waits behind another when the charter changes.
    private func waiting(threshold: Int) async throws -> (Job.State?, [DiagnosticCode]) {
        let network = try NetworkFixture(hospital())
        let inbox = Inbox()
        let desk = try network.desk(inbox, compute: endless)
        let (running, waiting) = (try network.ask(Self.sql), try network.ask(Self.sql))
        for asked in [running, waiting] { #expect(await desk.receive(asked.delivery) == .new) }
        let record = try QuestionRecord(path: network.node.state.record)
        await desk.adopt(charter: try next(network, threshold: threshold).bytes)
        #expect(try record.job(running.hash)?.state == .computing)
        await desk.cancel(running.hash)
        #expect(try await eventually { try record.job(waiting.hash)?.state != .admitted })
        let state = try record.job(waiting.hash)?.state
        await desk.cancel(waiting.hash)
        if state == .refused { #expect(await eventually { await !inbox.refusals.isEmpty }) }
        return (state, await inbox.refusals.map(\.refusal.code))
    }

    @Test func `is what a waiting question is held to when its turn comes`() async throws {
        let (kept, refused) = (try await waiting(threshold: 11), try await waiting(threshold: 12))
        #expect(kept == (.computing, []))
        #expect(refused == (.refused, [.notPermitted]))
    }
}
