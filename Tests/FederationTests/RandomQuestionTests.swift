import CordonCatalog
import RandomQuestions
import Testing

/// The first promise on questions that nobody thought of. `make fuzz-questions` asks many more.
@Suite struct RandomQuestionTests {
    @Test(arguments: 0..<10)
    func `random questions have one answer, split, pooled and reckoned apart`(_ part: Int) throws {
        var run = RandomRun(catalog: try Catalog.shipped("omop-5.4"), seed: 2026)
        try run.ask(part * 50..<(part + 1) * 50)
        for fault in run.faults { Issue.record("\(fault.shrunk(trials: 200).text)") }
        #expect(run.questions == 50)
        // A generator whose questions are refused would prove nothing.
        #expect(run.accepted > 0.4)
        #expect(run.counted > 2)
    }
}
