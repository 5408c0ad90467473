import CordonTransport
import CordonTrust
import Foundation

/// Seconds of one question on its way, and what it consists of.
struct AskingTimes {
    /// Signing, and the coordinator's receipt.
    let submit: Double
    /// From the receipt to the event that says it is released.
    let release: Double
    /// Fetching the result.
    let fetch: Double

    var total: Double { submit + release + fetch }
}

/// Asks a question as `cordon ask` does: sign, submit, follow the events, fetch the result.
struct FederatedAsking {
    let researcher: Researcher

    struct Unanswered: Error, CustomStringConvertible { let description: String }

    func ask(_ sql: String) async throws -> AskingTimes {
        let clock = ContinuousClock()
        let start = clock.now
        let signed = try researcher.sign(sql)
        let receipt = try await researcher.client.send(
            "POST", "/v1/questions", query: "deadline_seconds=60", contentType: "application/json", body: signed.bytes)
        let submitted = clock.now
        try await waitForRelease(signed.hash, state: Self.state(receipt.body))
        let released = clock.now
        let result = try await researcher.client.send("GET", "/v1/questions/\(signed.hash)/result", query: "format=json").body
        let end = clock.now
        try check(result, sql)
        return AskingTimes(
            submit: (submitted - start).seconds, release: (released - submitted).seconds, fetch: (end - released).seconds)
    }

    private func waitForRelease(_ id: String, state: String?) async throws {
        var latest = state
        if latest == "released" { return }
        for try await event in try await researcher.client.events("/v1/questions/\(id)/events") {
            latest = Self.state(Data(event.data.utf8))
            switch latest {
            case "released": return
            case "queued", "running", "releasing": continue
            default: throw Unanswered(description: "a question ended as \(latest ?? "unreadable"): \(event.data)")
            }
        }
        throw Unanswered(description: "the events ended while a question was \(latest ?? "unreadable")")
    }

    private static func state(_ json: Data) -> String? { object(json)?["state"] as? String }

    private static func object(_ json: Data) -> [String: Any]? { try? JSONSerialization.jsonObject(with: json) as? [String: Any] }

    /// Only an answer that all hospitals computed now counts.
    private func check(_ result: Data, _ sql: String) throws {
        let document = Self.object(result)
        let hospitals = document?["hospitals"] as? [[String: Any]] ?? []
        guard document?["stored_from"] == nil else { throw Unanswered(description: "a stored answer came back for: \(sql)") }
        guard hospitals.count == researcher.charter.members.count, hospitals.allSatisfy({ $0["state"] as? String == "answered" }) else {
            throw Unanswered(description: "not every hospital answered: \(sql)")
        }
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
