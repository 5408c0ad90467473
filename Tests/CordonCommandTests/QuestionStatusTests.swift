import CordonValues
import Foundation
import Testing

@testable import cordon

@Suite struct QuestionStatusTests {
    private func status(_ state: String, _ more: String) throws -> QuestionStatus {
        let json = """
            {"id": "00", "study": "hearts", "sql": "SELECT 1", "state": "\(state)", "revision": 3, "created": "2026-01-01T00:00:00Z",
             "deadline": "2026-01-02T00:00:00Z", "hospitals": [{"id": "alpha", "state": "answered"}]\(more)}
            """
        return try QuestionStatus(json: Data(json.utf8))
    }

    private let trouble = #"{"code": "conflict", "message": "Another question is under way.", "hint": "Ask again."}"#

    @Test func `a release that waits is told with the code and is no failure`() throws {
        let status = try status("releasing", ", \"waiting\": \(trouble)")
        #expect(status.progress == "releasing (conflict): alpha answered")
        #expect(status.waiting?.diagnostic.description == "conflict: Another question is under way. Ask again.")
        #expect(status.failure == nil)
    }

    @Test func `a failure says what to do`() throws {
        let status = try status("failed", ", \"error\": \(trouble)")
        #expect(status.standing == "failed (conflict)")
        #expect(status.failure?.description == "conflict: Another question is under way. Ask again.")
    }

    @Test func `a question of which nothing is wrong is told by its state`() throws {
        #expect(try status("running", "").progress == "running: alpha answered")
    }
}
