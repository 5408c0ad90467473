import CordonTrust
import CordonValues
import Foundation

/// The requests of researchers about their own questions. Another researcher's question is `not-found`.
struct ResearcherRoutes: Sendable {
    static let keepAlive: Duration = .seconds(10)

    let desk: QuestionDesk

    func list(_ request: APIRequest) async throws(Diagnostic) -> APIReply {
        let limit = try request.number("limit", 1...1000) ?? 100
        let records = try await desk.store.questions(readBy: request.requireReader(), limit: limit)
        return .json(.object([.init("questions", .array(records.map(QuestionStatus.json)))]))
    }

    func status(_ request: APIRequest) async throws(Diagnostic) -> APIReply { QuestionStatus.reply(try await own(request)) }

    func cancel(_ request: APIRequest) async throws(Diagnostic) -> APIReply {
        _ = try request.requireResearcher()
        let record = try await own(request)
        let transition = try await desk.advance(record.id, .cancelRequested)
        guard transition.rejection == nil else {
            throw Diagnostic(.conflict, "The question is \(transition.record.state.rawValue); it cannot be cancelled any more.")
        }
        return QuestionStatus.reply(transition.record)
    }

    func result(_ request: APIRequest) async throws(Diagnostic) -> APIReply {
        let record = try await own(request)
        guard record.state == .released, let json = record.resultJSON, let csv = record.resultCSV else {
            if let error = record.error, record.state.isFinal { throw Diagnostic(error.code, error.message, hint: error.hint) }
            throw Diagnostic(.conflict, "The question is \(record.state.rawValue); there is no result.", hint: "Follow its status.")
        }
        try await desk.checkRules(record)
        switch request.parameter("format") ?? "json" {
        case "json": return APIReply(contentType: "application/json", body: json)
        case "csv": return APIReply(contentType: "text/csv; charset=utf-8", body: csv)
        default: throw Diagnostic(.invalidRequest, "The format is json or csv.")
        }
    }

    /// Server-sent events of the status, until it is final.
    func events(_ request: APIRequest) async throws(Diagnostic) -> APIReply {
        let id = try await own(request).id
        let (store, room) = (desk.store, desk.room)
        let feed = EventFeed(
            next: { last in
                let count = await room.count(Topic.question(id))
                if let event = try await Self.event(id, after: last, store) { return event }
                await room.wait(for: Topic.question(id), after: count, atMost: Self.keepAlive)
                return try await Self.event(id, after: last, store)
            },
            isClosed: { await room.isClosed })
        return APIReply(contentType: "text/event-stream", body: Data(), events: feed)
    }

    private static func event(_ id: String, after last: Int, _ store: CoordinatorStore) async throws -> ProgressEvent? {
        guard let record = try await store.question(id), record.revision > last else { return nil }
        return ProgressEvent(
            number: record.revision, data: QuestionStatus.json(record).written, isLast: record.state.isFinal)
    }

    private func own(_ request: APIRequest) async throws(Diagnostic) -> QuestionRecord {
        let (id, reader) = (try request.requireQuestion(), try request.requireReader())
        guard let record = try await desk.store.question(id), reader.reads(record) else {
            throw Diagnostic(.notFound, "You have no question \(id).", hint: "'cordon list' shows your questions.")
        }
        return record
    }
}
