import CordonCatalog
import CordonValues
import Testing

@testable import CordonQuery

/// What is offered instead of a question that is refused. `CORDON_REWRITE_GOLDEN=1` writes what is offered now into the file.
@Suite struct RewriteTests {
    @Test(.enabled(if: QuestionFiles.isRewriting))
    func `the file of rewrites is rewritten on demand`() throws { try RewriteFiles.rewrite() }

    @Test(.enabled(if: !QuestionFiles.isRewriting), arguments: RewriteFiles.all)
    func `a refused question is offered the rewrite of its file`(_ question: RewriteCase) throws {
        let outcome = try question.outcome()
        #expect(outcome.head == question.head)
        #expect(outcome.rewrite == question.rewrite)
    }

    @Test(.enabled(if: !QuestionFiles.isRewriting), arguments: RewriteFiles.all.filter { $0.rewrite != "none" })
    func `every rewrite is accepted`(_ question: RewriteCase) throws {
        _ = try Planner.plan(question.rewrite, catalog: Catalog.shipped(question.catalog))
    }

    @Test func `every code that another wording can mend has a rewrite`() {
        let codes: [DiagnosticCode] = [
            .syntax, .notOneStatement, .unsupported, .unknownTable, .unknownColumn, .unknownFunction, .ambiguousColumn, .duplicateAlias, .typeMismatch,
            .outOfRange, .notGrouped, .misplacedAggregate, .aggregateOfAggregate, .rowLevel, .patientKey, .unbinnedMeasure, .tooFine, .crossPatient,
            .orderNotTotal,
        ]
        let mended = Set(RewriteFiles.all.filter { $0.rewrite != "none" }.map(\.head))
        for code in codes { #expect(mended.contains("refused \(code.rawValue)"), "\(code)") }
    }

    @Test(arguments: QuestionFiles.all.filter { $0.expected.hasPrefix("accepted") })
    func `a question that is printed again is the same question`(_ question: QuestionCase) throws {
        let catalog = try Catalog.shipped(question.catalog)
        guard let printed = SyntaxText.of(try SyntaxReader.query(SourceText(question.sql))) else { return }
        #expect(QuestionCase.outcome(printed, catalog: catalog) == question.expected, "\(printed)")
    }
}
