import CordonReport
import CordonTransport
import CordonValues
import Foundation

/// Fetches a released result and shows it in a form.
struct ResultFetch {
    let connection: CoordinatorConnection
    let id: String

    func text(_ format: ResultFormat) async throws(Diagnostic) -> String {
        let reply = try await connection.client.send("GET", "/v1/questions/\(id)/result", query: "format=json")
        let document = try ResultDocument(json: reply.body)
        try connection.check(document.questionHash, is: id)
        switch format {
        case .json: return String(decoding: reply.body, as: UTF8.self) + "\n"
        case .csv: return CSVReport(document).text
        case .table: return TextReport(document).text
        }
    }
}
