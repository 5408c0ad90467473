import CordonQuery
import CordonValues
import Foundation
import Testing

@Suite struct SequenceTests {
    @Test func `every sequence file is read`() {
        #expect(SequenceCase.all.count == SequenceCase.files.count)
        #expect(SequenceCase.all.count >= 12)
    }

    @Test(arguments: SequenceCase.all)
    func `the answers to several questions are hidden as their file says, and more than without what was answered before`(
        _ sequence: SequenceCase
    ) throws {
        let network = try StudyNetwork(catalog: sequence.catalog, days: sequence.days, permit: sequence.permit)
        // Of the same mode and the same values: what they keep from the coordinator is no matter of memory.
        let forgetful = try StudyNetwork(catalog: sequence.catalog, days: sequence.days, permit: sequence.permit.filter { ["mode", "out-of-bounds"].contains($0.key) })
        let answers = try sequence.steps.map { try shown($0, network) }
        if ProcessInfo.processInfo.environment["CORDON_REWRITE_GOLDEN"] != nil { return try sequence.rewrite(answers) }
        var differs = false
        for (step, answer) in zip(sequence.steps, answers) {
            #expect(answer == step.released, "\(step.sql)")
            if try shown(step, forgetful, compares: false) != step.released { differs = true }
        }
        if !sequence.title.hasSuffix("(open)") { #expect(differs == !sequence.title.hasSuffix("(nothing to hide)")) }
    }

    /// As the files have it: what is released, or why the release fails.
    private func shown(_ step: SequenceCase.Step, _ network: StudyNetwork, compares: Bool = true) throws -> String {
        do {
            return try network.ask(step, compares: compares)
        } catch let error as Diagnostic {
            return "refused: \(error.code.rawValue)"
        }
    }

    @Test(arguments: ["three-way", "tracker", "parts-of-a-whole", "combination-means", "combination-of-one-hospital"])
    func `the last of three answers is hidden in whatever order they are asked`(_ name: String) throws {
        let sequence = try SequenceCase(file: "\(SequenceCase.folder)/\(name).sequence")
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let network = try StudyNetwork(catalog: sequence.catalog, days: sequence.days, permit: sequence.permit)
            let answers = try order.map { try network.ask(sequence.steps[$0]) }
            #expect(answers.map { $0.contains("suppressed") } == [false, false, true], "\(order)")
        }
    }

    @Test(arguments: ["all-three-parts", "all-two-pairs"])
    func `the last of four answers is hidden in whatever order they are asked where all are combined`(_ name: String) throws {
        let sequence = try SequenceCase(file: "\(SequenceCase.folder)/\(name).sequence")
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1], [3, 0, 1, 2]] {
            let network = try StudyNetwork(catalog: sequence.catalog, days: sequence.days, permit: sequence.permit)
            let answers = try order.map { try network.ask(sequence.steps[$0]) }
            #expect(answers.map { $0.contains("suppressed") } == [false, false, false, true], "\(order)")
        }
    }

    @Test(arguments: [("hospital-set", 1), ("part-of-large", 0), ("zeros", 1), ("all-three-parts", 1)])
    func `a question is blocked when nothing of it is shown because of earlier answers`(_ name: String, _ blocked: Int) throws {
        let sequence = try SequenceCase(file: "\(SequenceCase.folder)/\(name).sequence")
        let network = try StudyNetwork(catalog: sequence.catalog, days: sequence.days, permit: sequence.permit)
        for step in sequence.steps { _ = try network.ask(step) }
        #expect(network.blocked == blocked)
    }
}
