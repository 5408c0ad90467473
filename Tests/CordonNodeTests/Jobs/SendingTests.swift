import CordonTestSupport
import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import CordonNode

@Suite struct `What the coordinator says to an answer` {
    private static let sealed: JobDesk.Computation = { (_, _) throws(Diagnostic) in
        SealedAnswer(envelope: Data([1, 2, 3]), kept: KeptTable(bytes: Data(), layout: ""), snapshot: "s")
    }

    private func asked(_ network: NetworkFixture) throws -> NetworkFixture.Asked {
        try network.ask("SELECT sex, count(*) FROM patient GROUP BY sex")
    }

    @Test func `too large becomes not answered, and only the hospital's log says why`() async throws {
        let network = try NetworkFixture(NodeFixture())
        let inbox = Inbox(verdict: .refused(.frameTooLarge))
        let desk = try network.desk(inbox, compute: Self.sealed)
        let asked = try asked(network)
        await desk.receive(asked.delivery)
        #expect(await eventually { await inbox.refusals.map(\.refusal) == [Job.notAnswered] })
        let record = try QuestionRecord(path: network.node.state.record)
        #expect(try await eventually { try record.job(asked.hash)?.isOpen == false })
        #expect(try record.job(asked.hash)?.state == .failed)
        #expect(try record.sealedBytes(asked.hash) == nil)
        #expect(try record.steps(asked.hash).contains { $0.event == "not taken (frame-too-large)" })
    }

    @Test func `a limit met before sealing has the same face`() async throws {
        let network = try NetworkFixture(NodeFixture())
        let inbox = Inbox()
        let tooLarge: JobDesk.Computation = { (_, _) throws(Diagnostic) in throw Diagnostic(.frameTooLarge, "Too large.") }
        let desk = try network.desk(inbox, compute: tooLarge)
        let asked = try asked(network)
        await desk.receive(asked.delivery)
        #expect(await eventually { await inbox.refusals.map(\.refusal) == [Job.notAnswered] })
        #expect(try NodeLog(network.node.state).show(asked.hash).contains { $0.contains("failed (frame-too-large)") })
    }

    /// A request that was cut off here, a coordinator that is stopping, a reply out of its time.
    @Test(arguments: [DiagnosticCode.cancelled, .unreachable, .expired, .clockSkew, .tooLong, .internalFailure])
    func `what is not its last word is no end`(code: DiagnosticCode) async throws {
        let network = try NetworkFixture(NodeFixture())
        let inbox = Inbox(failing: [Diagnostic(code, "Not now.")])
        let desk = try network.desk(inbox, compute: Self.sealed)
        let asked = try asked(network)
        await desk.receive(asked.delivery)
        let record = try QuestionRecord(path: network.node.state.record)
        #expect(try await eventually { try record.job(asked.hash)?.state == .delivered })
    }

    @Test func `the codes that end the sending are those of the protocol`() throws {
        let text = try String(contentsOf: ProtocolVector.protocolFolder.appending(path: "errors.md"), encoding: .utf8)
        let paragraph = try #require(text.components(separatedBy: "\n\n").first { $0.hasPrefix("A node sends an answer or a refusal") })
        let named = Set(paragraph.split(separator: "`").compactMap { DiagnosticCode(rawValue: String($0)) })
        #expect(named == Set(DiagnosticCode.allCases.filter(\.isFinalForSender)))
    }
}
