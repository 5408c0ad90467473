import CordonAggregates
import CordonTrust
import CordonValues
import CordonWire
import Foundation
import Testing

@testable import CordonCoordinator

/// A study whose answers are all combined, at a running coordinator: hospitals of 40 women and 50 men, who tell of every answer which earlier ones are about the same patients.
struct StudyBeside {
    let network: TestNetwork
    private(set) var running: RunningCoordinator

    init() async throws {
        network = try await TestNetwork(combinations: .all)
        running = try await RunningCoordinator(network)
    }

    /// Stops the coordinator as a kill would, and starts it again.
    mutating func restart() async throws {
        await running.stop()
        running = try await RunningCoordinator(network)
    }

    /// A question that is asked: for everybody's sake each in other words.
    func ask(_ words: String = "age > 28", of roster: [String] = TestNetwork.nodes, query: String = "") async throws -> Signed<Question> {
        let question = try network.question("SELECT sex, count(*) AS n FROM patient WHERE \(words) GROUP BY sex ORDER BY sex", roster: roster)
        _ = try await running.ask(question, query: query)
        return question
    }

    /// The hospital's answer, which it gives after those to `earlier`.
    func answer(_ question: Signed<Question>, from id: String, after earlier: [Signed<Question>] = []) async throws {
        let node = try running.node(id)
        let delivery = try #require(await delivery(of: question, to: node))
        let names = ([question] + earlier).map(\.hash)
        let sets = [0 as Int64, 1].map { sex in
            names.map { name in
                SetCombinations.Other(
                    question: name, part: 0, name: GroupName.bytes(question: name, part: 0, keys: [.integer(sex)]), set: RevealedSet.contributors.number(column: 0))
            }
        }
        let atoms = PatientAtoms(sets: sets, atoms: [.init(patients: 40, sets: [0]), .init(patients: 50, sets: [1])])
        try await node.send(node.envelope(delivery, women: 40, men: 50, atoms: atoms), to: question.hash)
    }

    /// Polls say that the hospital works on nothing, so that each question comes again in a while.
    private func delivery(of question: Signed<Question>, to node: TestNode) async throws -> PollReply.Delivery? {
        for _ in 0..<20 {
            if let delivery = try await node.poll().deliveries.first(where: { $0.question == question.bytes }) { return delivery }
        }
        return nil
    }

    /// The status once the release waits.
    func waiting(_ question: Signed<Question>) async throws -> StrictJSON {
        for _ in 0..<800 {
            let status = try await running.status(question.hash, until: ["releasing", "released", "failed"])
            if status["waiting"] != nil || status["state"] != .string("releasing") { return status }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Diagnostic(.deadlinePassed, "The release does not wait.")
    }

    func record(_ question: Signed<Question>) async throws -> QuestionRecord {
        try #require(try await running.service.store.question(question.hash))
    }

    /// What is shown of women and men.
    func released(_ question: Signed<Question>) async throws -> [String] {
        _ = try await running.status(question.hash, until: ["released"])
        let reply = try await running.researcher().send("GET", "/v1/questions/\(question.hash)/result", query: "format=csv")
        return String(decoding: reply.body, as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst().map(String.init)
    }

    /// The code that a question failed with.
    func failure(_ question: Signed<Question>) async throws -> StrictJSON? {
        try await running.status(question.hash, until: ["failed"])["error"]
    }
}
