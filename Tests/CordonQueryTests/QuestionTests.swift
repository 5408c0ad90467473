import Testing

/// The planner's behaviour, in text files. `CORDON_REWRITE_GOLDEN=1` writes what it does now into them.
@Suite struct QuestionTests {
    @Test(.enabled(if: QuestionFiles.isRewriting))
    func `the question files are rewritten on demand`() throws {
        try QuestionFiles.rewrite()
    }

    @Test(.enabled(if: !QuestionFiles.isRewriting), arguments: QuestionFiles.all)
    func `a question is accepted or refused as its file says`(_ question: QuestionCase) throws {
        #expect(try question.outcome() == question.expected)
    }

    @Test func `the files hold many questions`() {
        #expect(QuestionFiles.all.count >= 120)
    }
}
