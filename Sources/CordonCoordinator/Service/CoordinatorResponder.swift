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

    let authentication: Authentication
    let nodes: NodeRoutes
    let researchers: ResearcherRoutes
    let submission: Submission
    let network: NetworkRoutes
    let audit: AuditRoutes
    let largeBodies: LargeBodies
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
        } catch is CancellationError {
            reply = ErrorReply.reply([Diagnostic(.unreachable, "The coordinator is stopping.", hint: "Try again.")])
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
            try BearerToken.refuse(inQuery: parts.query)
            switch route.audience {
            case .everybody:
                return try await reply(route, APIRequest(parts: parts, question: question, caller: .anonymous, skew: 0))
            case .newcomer:
                parts.body = try await body(of: request, upTo: route.bodyLimit)
                return try await reply(route, authentication.newcomer(parts, for: route, now: now()))
            case .node:
                return try await handle(request, &parts, route, question)
            case .researcher:
                return try await identify(request, &parts, route, question)
            case .auditor:
                do { return try await identify(request, &parts, route, question) } catch let refusal as Diagnostic {
                    try audit.record(refusal, parts)
                    throw refusal
                }
            }
        }
    }

    /// A person's request: it is signed, or shows an access token and has no body.
    private func identify(
        _ request: Request, _ parts: inout RequestParts, _ route: Route, _ question: String?
    ) async throws -> APIReply {
        guard let bearer = try BearerToken(parts) else { return try await handle(request, &parts, route, question) }
        let caller = try await authentication.reader(bearer, on: route)
        _ = try await body(of: request, upTo: 0)
        return try await reply(route, APIRequest(parts: parts, question: question, caller: caller, skew: 0))
    }

    /// Nothing of a body is read before its sender, and what the sender may send, are known.
    private func handle(
        _ request: Request, _ parts: inout RequestParts, _ route: Route, _ question: String?
    ) async throws -> APIReply {
        let head = try await authentication.head(parts, for: route, now: now())
        var received = parts
        let finish = { (limit: Int) async throws -> APIReply in
            received.body = try await body(of: request, upTo: limit)
            return try await reply(route, authentication.request(head, received, question: question, now: now()))
        }
        guard route == .partial, let question, case .node(let node, _) = head.caller else { return try await finish(route.bodyLimit) }
        _ = try await nodes.expecting(question, node)
        let length = request.headers[.contentLength].flatMap { Int($0) } ?? .max
        guard length > route.bodyLimit else { return try await finish(route.bodyLimit) }
        return try await largeBodies.reading(from: node) { try await finish(nodes.desk.configuration.limits.envelopeBytes) }
    }

    /// Also a body that only trickles has an end: it would keep its place among the ``LargeBodies``.
    private func body(of request: Request, upTo limit: Int) async throws -> Data {
        let end = ContinuousClock.now + .seconds(Authentication.bodySeconds)
        var bytes = Data()
        for try await chunk in request.body {
            guard bytes.count + chunk.readableBytes <= limit else {
                throw Diagnostic(.frameTooLarge, "The request's body is longer than \(limit) bytes.")
            }
            guard .now < end else { throw Diagnostic.slowBody }
            bytes.append(contentsOf: chunk.readableBytesView)
        }
        return bytes
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
        case .auditHeads: try audit.heads(request)
        case .auditRecords: try audit.records(request)
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
        if reply.status == 429 { fields[.retryAfter] = "5" }
        if let challenge = challenge(reply.status, request) { fields[.wwwAuthenticate] = challenge }
        for (name, value) in parts.headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        let status = HTTPResponse.Status(code: reply.status)
        guard let feed = reply.events else {
            return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body)))
        }
        return Response(status: status, headers: fields, body: stream(feed, request))
    }

    /// As RFC 6750, section 3, has it: what was wrong with a token, or, where neither token nor signature came, that one is taken.
    private func challenge(_ status: Int, _ request: RequestParts) -> String? {
        guard case .found(let route, _) = Route.match(request.method, request.path), route.audience == .researcher || route.audience == .auditor else { return nil }
        guard BearerToken.isShown(in: request) else {
            let isOffered = status == 401 && route.takesToken && authentication.tokens.takesTokens && !BearerToken.isSigned(request)
            return isOffered ? "Bearer" : nil
        }
        switch status {
        case 400: return "Bearer error=\"invalid_request\""
        case 401: return "Bearer error=\"invalid_token\""
        case 403: return "Bearer error=\"insufficient_scope\""
        default: return nil
        }
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
