import CordonTrust
import CordonValues
import Foundation
import Testing

@Suite struct HTTPSignatureTests {
    let node = SigningKey()
    let coordinator = SigningKey()
    let now = Date(timeIntervalSince1970: 1_780_000_000)

    private func signed(_ request: RequestParts, lifetime: Seconds? = nil) throws -> RequestParts {
        var request = request
        let signer = RequestSigner(key: node, tag: .node, coordinator: "centre")
        request.headers += try signer.sign(request, now: now, lifetime: lifetime)
        return request
    }

    private func poll() throws -> RequestParts {
        try signed(RequestParts(method: "POST", path: "/node/v1/poll", query: "a=1", headers: [("Accept", "*/*")], body: Data("hello".utf8)))
    }

    private func verify(_ request: RequestParts, coordinator: String = "centre", after seconds: TimeInterval = 0) throws -> VerifiedRequest {
        try RequestVerifier.verify(request, coordinator: coordinator, now: now.addingTimeInterval(seconds)) { id in
            id == node.verifyingKey.id ? node.verifyingKey : nil
        }
    }

    @Test func `a signed request is verified, and its key, tag and nonce are told`() throws {
        let request = try poll()
        let verified = try verify(request, after: 20)
        #expect(verified.keyID == node.verifyingKey.id)
        #expect(verified.tag == .node)
        #expect(Base64URL.decode(verified.nonce)?.count == 16)
        #expect(verified.rememberUntil > now.addingTimeInterval(300))
        #expect(try RequestVerifier.claimedKey(of: request) == node.verifyingKey.id)
        #expect(try verify(signed(RequestParts(method: "GET", path: ""))).tag == .node)
    }

    @Test func `a head is verified before its body is there, and takes no other body nor a late one`() throws {
        let request = try poll()
        var bodiless = request
        bodiless.body = Data()
        let head = try RequestVerifier.verify(headOf: bodiless, coordinator: "centre", now: now, bodySeconds: 60) { _ in node.verifyingKey }
        #expect(code { try head.request(body: Data("hellp".utf8), now: now) } == .signatureInvalid)
        #expect(code { try head.request(body: request.body, now: now.addingTimeInterval(362)) } == .clockSkew)
        let verified = try head.request(body: request.body, now: now.addingTimeInterval(360))
        // Whatever is accepted is remembered for longer than it is accepted.
        #expect(verified.rememberUntil > now.addingTimeInterval(360))
        bodiless.path = "/other"
        #expect(code { try RequestVerifier.verify(headOf: bodiless, coordinator: "centre", now: now) { _ in node.verifyingKey } } == .signatureInvalid)
    }

    @Test func `a request that was changed anywhere is refused`() throws {
        let request = try poll()
        var changed = request
        changed.method = "PUT"
        #expect(code { try verify(changed) } == .signatureInvalid)
        changed = request
        changed.path = "/node/v1/enroll"
        #expect(code { try verify(changed) } == .signatureInvalid)
        changed = request
        changed.query = "a=2"
        #expect(code { try verify(changed) } == .signatureInvalid)
        changed = request
        changed.body = Data("hellp".utf8)
        #expect(code { try verify(changed) } == .signatureInvalid)
    }

    @Test func `every signed header is needed, once, as it was`() throws {
        let request = try poll()
        for index in request.headers.indices where request.headers[index].0 != "Accept" {
            var changed = request
            changed.headers.remove(at: index)
            #expect(code { try verify(changed) } == .signatureInvalid)
            changed = request
            changed.headers.append(request.headers[index])
            #expect(code { try verify(changed) } == .signatureInvalid)
            changed = request
            changed.headers[index].1 += "x"
            #expect(code { try verify(changed) } != nil)
            changed = request
            changed.headers[index].0 = changed.headers[index].0.lowercased()
            changed.headers[index].1 = " \(changed.headers[index].1) "
            #expect(code { try verify(changed) } == nil)
        }
    }

    @Test func `another key, another coordinator and other times are refused by their codes`() throws {
        let request = try poll()
        #expect(code { try verify(request, coordinator: "other") } == .wrongCoordinator)
        #expect(code { try verify(request, after: 301) } == .clockSkew)
        #expect(code { try verify(request, after: -301) } == .clockSkew)
        #expect(code { try verify(signed(RequestParts(method: "GET", path: "/"), lifetime: 10), after: 311) } == .expired)
        #expect(code { try verify(signed(RequestParts(method: "GET", path: "/"), lifetime: 10), after: 290) } == nil)
        let stranger = RequestSigner(key: SigningKey(), tag: .node, coordinator: "centre")
        var foreign = RequestParts(method: "GET", path: "/")
        foreign.headers = try stranger.sign(foreign, now: now)
        #expect(code { try verify(foreign) } == .keyUnknown)
    }

    @Test func `a line break in a path cannot forge another part`() throws {
        #expect(code { try signed(RequestParts(method: "GET", path: "/a\n\"@query\": ?x")) } == .invalidRequest)
        var request = try signed(RequestParts(method: "GET", path: "/a"))
        request.path = "/a\n\"@query\": ?"
        #expect(code { try verify(request) } == .invalidRequest)
    }

    @Test func `a reply is bound to its request, its status, its body and its coordinator`() throws {
        let request = try poll()
        let other = try poll()
        var reply = ReplyParts(status: 200, body: Data("work".utf8))
        reply.headers = try ReplySigner(key: coordinator, coordinator: "centre").sign(reply, to: request, now: now)
        func verify(_ reply: ReplyParts, to request: RequestParts, coordinator id: String = "centre", key: VerifyingKey? = nil) throws -> VerifiedReply {
            try ReplyVerifier.verify(reply, to: request, coordinator: id, key: key ?? coordinator.verifyingKey, now: now)
        }
        #expect(try verify(reply, to: request).body == Data("work".utf8))
        #expect(code { try verify(reply, to: other) } == .signatureInvalid)
        #expect(code { try verify(reply, to: request, coordinator: "other") } == .wrongCoordinator)
        #expect(code { try verify(reply, to: request, key: node.verifyingKey) } == .keyUnknown)
        var changed = reply
        changed.status = 204
        #expect(code { try verify(changed, to: request) } == .signatureInvalid)
        changed = reply
        changed.body = Data()
        #expect(code { try verify(changed, to: request) } == .signatureInvalid)
        var unbound = ReplyParts(status: 200, body: Data("work".utf8))
        unbound.headers = try ReplySigner(key: coordinator, coordinator: "centre").sign(unbound, to: RequestParts(method: "GET", path: "/"), now: now)
        #expect(code { try verify(unbound, to: request) } == .signatureInvalid)
        #expect(code { try verify(unbound, to: RequestParts(method: "GET", path: "/")) } == nil)
    }

    @Test func `a request cannot pass for a reply, nor a reply for a request`() throws {
        let request = try poll()
        var forged = RequestParts(method: "POST", path: "/node/v1/poll", query: "a=1", body: Data("hello".utf8))
        forged.headers = try RequestSigner(key: node, tag: .reply, coordinator: "centre").sign(forged, now: now)
        #expect(code { try verify(forged) } == .signatureInvalid)
        let reply = ReplyParts(status: 200, headers: request.headers, body: request.body)
        #expect(code { try ReplyVerifier.verify(reply, to: request, coordinator: "centre", key: node.verifyingKey, now: now) } == .signatureInvalid)
    }
}
