import CordonCatalog
import CordonQuery
import CordonValues
import Testing

/// Places, hints and the collection of refusals.
@Suite struct RefusalTests {
    private func refusal(_ sql: String, _ catalog: String = "demo-care") throws -> Refusal {
        let catalog = try Catalog.shipped(catalog)
        return try #require(throws: Refusal.self) { try Planner.plan(sql, catalog: catalog) }
    }

    /// The text that the first diagnostic points at.
    private func place(_ sql: String) throws -> String {
        let span = try #require(try refusal(sql).first.span)
        return String(String.UnicodeScalarView(Array(sql.unicodeScalars)[span]))
    }

    @Test func `places count Unicode scalars, whatever stands before them`() throws {
        #expect(try place("SELECT 'Zürich 🫀🇨🇭' AS \"größe\", count(*) FROM patient WHERE agee > 1") == "agee")
        #expect(try place("SELECT '漢字', count(*) FROM patient p WHERE p.\"größe\" > 1") == "p.\"größe\"")
        #expect(try place("SELECT 'é', frobnicate(age) FROM patient") == "frobnicate")
        #expect(try place("/* ✓ */ SELECT count(*) FROM patient WHERE age IN (SELECT age FROM patient)") == "age IN")
        #expect(try place("SELECT 'ö', count(*) FORM patient") == "patient")
        #expect(try place("SELECT 'ö', sum(avg(age)) FROM patient") == "avg(age)")
        #expect(try place("SELECT count(*) FROM patient GROUP BY CASE WHEN sex = 'F' THEN age ELSE 0 END") == "age")
        #expect(try place("SELECT count(*) FILTER (WHERE max(age) > 1) FROM patient") == "max(age)")
    }

    @Test(arguments: [
        ("SELECT count(*) FROM patient WHERE agee > 5", "age"), ("SELECT count(*) FROM patiant", "patient"),
        ("SELECT cuont(*) FROM patient", "count"), ("SELECT count(*) FROM patient p WHERE pp.age > 5", "p"),
        ("SELECT count(*) FROM patient WHERE smokr", "smoker"),
    ])
    func `a name nearly right is suggested`(sql: String, name: String) throws {
        #expect(try refusal(sql).first.hint == "Did you mean \(name)?")
    }

    @Test func `what no question can read is never suggested`() throws {
        for sql in ["SELECT count(*) FROM patient WHERE namee = 'x'", "SELECT count(*) FROM stay WHERE notes = 'x'"] {
            let hint = try #require(try refusal(sql).first.hint)
            #expect(!hint.contains("name,") && !hint.contains("name?") && !hint.contains("note"))
        }
    }

    @Test func `several troubles are told together, in the order of the text`() throws {
        let codes = try refusal("SELECT name, patient_id, agee FROM patient WHERE smoker = 3 GROUP BY count(*)").diagnostics.map(\.code)
        #expect(codes == [.identifierRead, .unknownColumn, .typeMismatch, .misplacedAggregate])
    }

    @Test(.enabled(if: !QuestionFiles.isRewriting))
    func `every refusal of the question files names what would work`() throws {
        for question in QuestionFiles.all where question.expected.hasPrefix("refused") {
            for diagnostic in try refusal(question.sql, question.catalog).diagnostics {
                #expect(diagnostic.hint?.isEmpty == false, "\(question.sql)")
                #expect(diagnostic.message.hasSuffix("."), "\(question.sql)")
            }
        }
    }

    @Test func `the proof of a join says why it is local`() throws {
        let catalog = try Catalog.shipped("demo-care")
        let query = try Planner.plan(
            "SELECT count(*) FROM patient p JOIN stay s ON s.patient_id = p.patient_id", catalog: catalog)
        #expect(query.parts[0].proof.property == .patientLocal)
        #expect(query.parts[0].proof.rule == "Both sides belong to the same patient: s.patient_id = p.patient_id.")
        #expect(query.parts[0].proof.premises.map(\.relation) == ["patient p", "stay s"])
    }
}
