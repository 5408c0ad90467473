import CordonQuery
import CordonTrust
import CordonValues
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// From HTTP to the routes and back. Every reply is signed, refusals and unknown paths included, and bound to its request.
struct CoordinatorResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    /// Bodies that are read before anything of them is verified.
    static let smallBody = 512 * 1024

    let authentication: Authentication
    let nodes: NodeRoutes
    let researchers: ResearcherRoutes
    let submission: Submission
    let network: NetworkRoutes
    let signer: ReplySigner
    let logger: Logger
    let now: @Sendable () -> Date

    func respond(to request: Request, context: Context) async throws -> Response {
        var parts = RequestParts(request.head)
        let reply: APIReply
        do {
            reply = try await handle(request, &parts)
        } catch let refusal as Refusal {
            reply = ErrorReply.reply(refusal.diagnostics)
        } catch let diagnostic as Diagnostic {
            log(diagnostic, parts)
            reply = ErrorReply.reply([diagnostic])
        } catch is NIOTooManyBytesError {
            reply = ErrorReply.reply([Diagnostic(.frameTooLarge, "The request's body is too long.")])
        } catch is CancellationError {
            reply = ErrorReply.reply([Diagnostic(.cancelled, "The service is stopping.", hint: "Try again.")])
        } catch {
            logger.error("request failed", metadata: ["path": "\(parts.path)"])
            reply = ErrorReply.reply([Diagnostic(.internalFailure, "The coordinator could not handle the request.")])
        }
        return try signed(reply, parts)
    }

    private func handle(_ request: Request, _ parts: inout RequestParts) async throws -> APIReply {
        switch Route.match(parts.method, parts.path) {
        case .unknown: throw Diagnostic(.notFound, "There is nothing at this path.", hint: "The API is described in protocol/openapi.yaml.")
        case .wrongMethod(let methods):
            throw Diagnostic(.invalidRequest, "This path takes \(methods.joined(separator: " and ")).")
        case .found(let route, let question):
            let limit = try await bodyLimit(route, question, parts)
            parts.body = Data((try await request.body.collect(upTo: limit)).readableBytesView)
            let authenticated = try await authentication.authenticate(parts, for: route, question: question, now: now())
            return try await reply(route, authenticated)
        }
    }

    /// A long body is only read for a question and a key that exist.
    private func bodyLimit(_ route: Route, _ question: String?, _ parts: RequestParts) async throws(Diagnostic) -> Int {
        guard route == .partial, let question else { return Self.smallBody }
        guard try await authentication.mayBeKnown(parts, for: route) else {
            throw Diagnostic(.keyUnknown, "The request is signed by a key that is not known here.")
        }
        guard let record = try await nodes.desk.store.question(question), record.dispatch != nil else {
            throw Diagnostic(.notFound, "There is no question \(question).")
        }
        return nodes.desk.configuration.limits.envelopeBytes
    }

    private func reply(_ route: Route, _ request: APIRequest) async throws -> APIReply {
        switch route {
        case .enroll: try await nodes.enroll(request)
        case .nodeCharter: try await nodes.charter(request)
        case .poll: try await nodes.poll(request)
        case .accepted: try await nodes.accepted(request)
        case .partial: try await nodes.partial(request)
        case .refusal: try await nodes.refusal(request)
        case .submit: try await submission.submit(request)
        case .list: try await researchers.list(request)
        case .status: try await researchers.status(request)
        case .result: try await researchers.result(request)
        case .events: try await researchers.events(request)
        case .cancel: try await researchers.cancel(request)
        case .charter: try await network.charter()
        case .catalog: try await network.catalog()
        case .permits: try await network.permits(request)
        case .nodes: try await network.nodes()
        case .health: try await network.health()
        case .coordinator: network.coordinator()
        }
    }

    private func log(_ diagnostic: Diagnostic, _ parts: RequestParts) {
        logger.notice("refused", metadata: ["method": "\(parts.method)", "path": "\(parts.path)", "code": "\(diagnostic.code.rawValue)"])
    }
}

extension CoordinatorResponder {
    private func signed(_ reply: APIReply, _ request: RequestParts) throws -> Response {
        var parts = ReplyParts(status: reply.status, body: reply.body)
        parts.headers = try signer.sign(parts, to: request, now: now())
        var fields = HTTPFields()
        fields[.contentType] = reply.contentType
        fields[.cacheControl] = "no-store"
        for (name, value) in parts.headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        let status = HTTPResponse.Status(code: reply.status)
        guard let feed = reply.events else {
            return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body)))
        }
        return Response(status: status, headers: fields, body: stream(feed, request))
    }

    /// Writes events as they come, and a comment when nothing happens, so that proxies and clients see a living connection.
    private func stream(_ feed: EventFeed, _ request: RequestParts) -> ResponseBody {
        let key = signer.key
        let signature = request.headers.first { $0.0.lowercased() == "signature" }?.1 ?? ""
        return ResponseBody { writer in
            var last = -1
            while await !feed.isClosed() {
                guard let event = try await feed.next(last) else {
                    try await writer.write(ByteBuffer(string: ": waiting\n\n"))
                    continue
                }
                let text = try EventFeed.text(event, requestSignature: signature, key: key)
                try await writer.write(ByteBuffer(string: text))
                last = event.number
                if event.isLast { break }
            }
            try await writer.finish(nil)
        }
    }
}

extension RequestParts {
    init(_ head: HTTPRequest) {
        let target = head.path ?? "/"
        let cut = target.firstIndex(of: "?")
        self.init(
            method: head.method.rawValue, path: String(target[..<(cut ?? target.endIndex)]),
            query: cut.map { String(target[target.index(after: $0)...]) } ?? "",
            headers: head.headerFields.map { ($0.name.rawName, $0.value) })
    }
}
