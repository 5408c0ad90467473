import CordonAudit
import CordonReport
import CordonTransport
import CordonTrust
import CordonValues
import Crypto
import Foundation
import Testing

@testable import CordonCoordinator

@Suite(.timeLimit(.minutes(10))) struct `An access token` {
    private static let rsa = Result { try TokenSigner("RS256", id: "first") }

    @Test(arguments: ["RS256", "PS256", "ES256", "EdDSA"])
    func `reads the list, the status, the events and the result of a question of its researcher`(_ algorithm: String) async throws {
        let signer = try TokenSigner(algorithm, id: "first")
        let scene = try await TokenScene([signer])
        let question = try await scene.released()
        let client = try scene.client(try signer.token(claims(scene.provider.issuer, ["aud": #"["other","https://hub.example"]"#])))
        let list = try StrictJSON.read(try await client.send("GET", "/v1/questions").body)
        guard case .array(let questions)? = list["questions"] else { throw Diagnostic(.notFound, "no list") }
        #expect(questions.map { $0["id"] } == [.string(question.hash)])
        let status = try StrictJSON.read(try await client.send("GET", "/v1/questions/\(question.hash)").body)
        #expect(status["state"] == .string("released"))
        var events = 0
        for try await event in try await client.events("/v1/questions/\(question.hash)/events") {
            #expect(try StrictJSON.read(Data(event.data.utf8)) == status)
            events += 1
        }
        #expect(events == 1)
        let path = "/v1/questions/\(question.hash)/result"
        #expect(try await client.send("GET", path).body == (try await scene.running.researcher().send("GET", path).body))
        #expect(try await String(decoding: client.send("GET", path, query: "format=csv").body, as: UTF8.self).contains(",120,"))
        // One record for all that was read with it.
        let records = try AuditSelection().records(in: .folder(AuditFolder(path: scene.network.state + "/audit")))
        let taken = records.filter { $0.kind == "token-taken" }
        #expect(taken.count == 1)
        #expect(taken.first?.text("issuer") == scene.provider.issuer)
        await scene.stop()
    }

    @Test func `that is not as it should be is refused with its code, and stands nowhere afterwards`() async throws {
        let signer = try Self.rsa.get()
        let scene = try await TokenScene([signer])
        let (issuer, now) = (scene.provider.issuer, Int(Date().timeIntervalSince1970))
        func token(_ changes: [String: String?], _ header: String? = nil) throws -> String { try signer.token(claims(issuer, changes), header: header) }
        let good = try token([:])
        let parts = good.split(separator: ".").map(String.init)
        let altered = "\(parts[0]).\(Base64URL.encode(Data(claims(issuer, ["sub": "\"eve\""]).utf8))).\(parts[2])"
        let none = Base64URL.encode(Data(#"{"alg":"none","typ":"at+jwt","kid":"first"}"#.utf8))
        let other = try TokenSigner("RS256", id: "first")
        let elliptic = try TokenSigner("ES256", id: "first")
        let invalid: [(String, String)] = [
            ("another audience", try token(["aud": "\"https://elsewhere.example\""])), ("no audience", try token(["aud": nil])),
            ("an audience that begins like it", try token(["aud": "\"https://hub.example/\""])), ("an audience that is a number", try token(["aud": "1"])),
            ("another issuer", try token(["iss": "\"https://elsewhere.example\""])), ("its issuer with a slash", try token(["iss": "\"\(issuer)/\""])),
            ("no issuer", try token(["iss": nil])), ("no end", try token(["exp": nil])), ("an end that is text", try token(["exp": "\"\(now + 60)\""])),
            ("an end beyond all numbers", try token(["exp": "1e999"])), ("no beginning", try token(["iat": nil])),
            ("not yet", try token(["nbf": "\(now + 3000)"])), ("made in the future", try token(["iat": "\(now + 3000)"])),
            ("no subject", try token(["sub": nil])), ("an empty subject", try token(["sub": "\"\""])),
            ("bound to a key", try token(["cnf": #"{"jkt":"x"}"#])), ("a member twice", try signer.token(claims(issuer).replacing("{\"aud\"", with: "{\"sub\":\"eve\",\"aud\""))),
            ("a member twice in the header", try token([:], #"{"alg":"none","alg":"RS256","typ":"at+jwt","kid":"first"}"#)),
            ("no algorithm, no signature", "\(none).\(parts[1])."), ("no algorithm, its signature", "\(none).\(parts[1]).\(parts[2])"),
            ("a shared secret that is the public key", try scene.forged(signer, claims(issuer))),
            ("another algorithm than signed with", try token([:], #"{"alg":"PS256","typ":"at+jwt","kid":"first"}"#)),
            ("an algorithm that is not taken", try token([:], #"{"alg":"RS512","typ":"at+jwt","kid":"first"}"#)),
            ("another kind of key", try elliptic.token(claims(issuer))), ("another key of the same name", try other.token(claims(issuer))),
            ("an unknown key", try token([:], #"{"alg":"RS256","typ":"at+jwt","kid":"second"}"#)), ("no key", try token([:], #"{"alg":"RS256","typ":"at+jwt"}"#)),
            ("a key in the header", try other.token(claims(issuer), header: #"{"alg":"RS256","typ":"at+jwt","kid":"mine","jwk":\#(try other.jwk())}"#)),
            ("an extension", try token([:], #"{"alg":"RS256","typ":"at+jwt","kid":"first","crit":["b64"],"b64":false}"#)),
            ("another type", try token([:], #"{"alg":"RS256","typ":"JWT","kid":"first"}"#)), ("no type", try token([:], #"{"alg":"RS256","kid":"first"}"#)),
            ("altered claims", altered), ("a signature cut off", String(good.dropLast(4))), ("padding", good + "="), ("no token", "x"), ("two parts", "\(parts[0]).\(parts[1])"),
            ("too long", try token(["pad": "\"\(String(repeating: "x", count: 9000))\""])),
        ]
        for (what, text) in invalid {
            let reply = try await scene.raw.reply(scene.request("/v1/questions", text))
            #expect(reply.status == 401, "\(what)")
            #expect(try StrictJSON.read(reply.body)["error"]?["code"] == .string("access-token-invalid"), "\(what)")
            #expect(reply.headers.contains { $0.0.lowercased() == "www-authenticate" && $0.1 == #"Bearer error="invalid_token""# }, "\(what)")
            #expect(!String(decoding: reply.body, as: UTF8.self).contains("eve"), "\(what)")
        }
        #expect(try await scene.raw.code(scene.request("/v1/questions", token(["exp": "\(now - 1)", "iat": "\(now - 60)"]))) == "access-token-expired")
        #expect(try await scene.raw.code(scene.request("/v1/questions", good)) == nil)
        // An unknown key is looked for once a minute, not once a token.
        #expect(scene.provider.count("/keys") == 1)
        await scene.stop()
        for name in try FileManager.default.contentsOfDirectory(atPath: scene.network.state + "/audit") where name.hasSuffix(".jsonl") {
            let log = try String(contentsOfFile: scene.network.state + "/audit/" + name, encoding: .utf8)
            #expect(!log.contains(parts[2]) && !log.contains(parts[1]))
        }
    }

    @Test func `of an issuer is not signed with the key of another`() async throws {
        let (signer, other) = (try Self.rsa.get(), try TokenSigner("RS256", id: "first"))
        let stranger = try await TokenProvider([other])
        let scene = try await TokenScene([signer], more: "  - {issuer: \"\(stranger.issuer)\", audience: \"https://hub.example\"}\n")
        #expect(try await scene.raw.code(scene.request("/v1/questions", other.token(claims(scene.provider.issuer)))) == "access-token-invalid")
        // Its own tokens are genuine, and nobody's here: the same subject of another issuer is somebody else.
        #expect(try await scene.raw.code(scene.request("/v1/questions", other.token(claims(stranger.issuer)))) == "permit-unknown")
        #expect(try await scene.raw.code(scene.request("/v1/questions", signer.token(claims(scene.provider.issuer)))) == nil)
        await stranger.stop()
        await scene.stop()
    }

    @Test func `does nothing but read, and comes in one place`() async throws {
        let signer = try Self.rsa.get()
        let scene = try await TokenScene([signer])
        let question = try await scene.released()
        let token = try signer.token(claims(scene.provider.issuer))
        let paths: [(String, String)] = [
            ("POST", "/v1/questions"), ("POST", "/v1/questions/\(question.hash)/cancel"), ("GET", "/v1/charter"), ("GET", "/v1/catalog"),
            ("GET", "/v1/permits"), ("GET", "/v1/nodes"), ("GET", "/v1/audit/heads"), ("GET", "/v1/audit/records"),
        ]
        for (method, path) in paths {
            var request = scene.request(path, token)
            request.method = method
            if method == "POST" { request.body = try scene.network.question().bytes }
            let reply = try await scene.raw.reply(request)
            #expect(reply.status == 403, "\(path)")
            #expect(try StrictJSON.read(reply.body)["error"]?["code"] == .string("signature-required"), "\(path)")
            #expect(reply.headers.contains { $0.1 == #"Bearer error="insufficient_scope""# }, "\(path)")
        }
        let path = "/v1/questions/\(question.hash)/result"
        var inQuery = RequestParts(method: "GET", path: path, query: "access_token=\(token)")
        #expect(try await scene.raw.code(inQuery) == "invalid-request")
        inQuery.headers = scene.request(path, token).headers
        #expect(try await scene.raw.code(inQuery) == "invalid-request")
        var both = scene.request(path, token)
        both.headers += try RequestSigner(key: scene.network.researcher, tag: .researcher, coordinator: "hub").sign(both, now: Date())
        #expect(try await scene.raw.code(both) == "invalid-request")
        for value in ["Basic \(token)", "Bearer", "Bearer ", "Bearer  \(token)", "Bearer a b", token] {
            var request = scene.request(path, token)
            request.headers = [("Authorization", value)]
            #expect(try await scene.raw.code(request) == "access-token-invalid", "\(value.prefix(10))")
        }
        var twice = scene.request(path, token)
        twice.headers += twice.headers
        #expect(try await scene.raw.code(twice) == "access-token-invalid")
        var lower = scene.request(path, token)
        lower.headers = [("authorization", "bearer \(token)")]
        #expect(try await scene.raw.code(lower) == nil)
        let nothing = try await scene.raw.reply(RequestParts(method: "GET", path: path))
        #expect(nothing.status == 401 && nothing.headers.contains { $0.0.lowercased() == "www-authenticate" && $0.1 == "Bearer" })
        // On a node's route nobody looks at it, and nothing is known of who sent it.
        #expect(try await scene.raw.code(scene.request("/node/v1/charter", token)) == "signature-invalid")
        await scene.stop()
        var selection = AuditSelection()
        selection.kind = "audit-refused"
        let refused = try selection.records(in: .folder(AuditFolder(path: scene.network.state + "/audit")))
        #expect(refused.map { $0.text("code") } == ["signature-required", "signature-required"])
        #expect(refused.allSatisfy { $0.text("key") == "none" })
    }

    @Test func `reads nothing of another researcher, of another permit, or of a permit that does not name it`() async throws {
        let signer = try Self.rsa.get()
        let scene = try await TokenScene([signer])
        let colleague = SigningKey()
        let kim = try PermitResearcher(name: "Kim", jurisdiction: "CH", key: scene.network.researcher.verifyingKey)
        let lee = try PermitResearcher(
            name: "Lee", jurisdiction: "CH", key: colleague.verifyingKey, oidc: OIDCIdentity(issuer: scene.provider.issuer, subject: "lee"))
        try await scene.install("permit-2", study: "kidneys", [kim, lee])
        let mine = try await scene.released()
        let elsewhere = try await scene.released(study: "kidneys")
        let theirs = try await scene.released(study: "kidneys", by: colleague)
        let reads = [("kim", [mine.hash]), ("lee", [theirs.hash])]
        for (subject, hashes) in reads {
            let client = try scene.client(try signer.token(claims(scene.provider.issuer, ["sub": "\"\(subject)\""])))
            guard case .array(let list)? = try StrictJSON.read(try await client.send("GET", "/v1/questions").body)["questions"] else { return }
            #expect(list.map { $0["id"] } == hashes.map { .string($0) }, "\(subject)")
            for question in [mine, elsewhere, theirs] {
                let isRead = hashes.contains(question.hash)
                // A stream that opens is no reply with a body of its own.
                for path in ["", "/result"] + (isRead ? [] : ["/events"]) {
                    let code = await RefusalTests.code { _ = try await client.send("GET", "/v1/questions/\(question.hash)\(path)") }
                    #expect(code == (isRead ? nil : .notFound), "\(subject) \(path)")
                }
            }
        }
        for subject in ["Kim", "kim ", "eve", "\\u212Aim"] {
            let token = try signer.token(claims(scene.provider.issuer, ["sub": "\"\(subject)\""]))
            #expect(try await scene.raw.code(scene.request("/v1/questions", token)) == "permit-unknown", "\(subject)")
        }
        await scene.stop()
    }

    @Test func `ends with its researcher's key, and with a later permit that no longer names it, and not with the permit's time`() async throws {
        let signer = try Self.rsa.get()
        let scene = try await TokenScene([signer])
        let question = try await scene.released()
        let token = try signer.token(claims(scene.provider.issuer))
        let request = scene.request("/v1/questions/\(question.hash)/result", token)
        let kim = try PermitResearcher(name: "Kim", jurisdiction: "CH", key: scene.network.researcher.verifyingKey)
        try await scene.install("permit-1", study: "hearts", [kim], until: 100)
        #expect(try await scene.raw.code(request) == nil)
        // A later end decides: the identity is taken back, and given again.
        try await scene.install("permit-1", study: "hearts", [kim], until: 200_000)
        #expect(try await scene.raw.code(request) == "permit-unknown")
        try await scene.install("permit-1", study: "hearts", [scene.kim], until: 300_000)
        #expect(try await scene.raw.code(request) == nil)
        try await scene.network.revoke(1, permits: ["permit-1"])
        #expect(try await scene.raw.code(request) == nil)
        #expect(await RefusalTests.code { _ = try await scene.running.researcher().send("GET", request.path) } == nil)
        try await scene.network.revoke(2, keys: [scene.network.researcher])
        #expect(try await scene.raw.code(request) == "revoked")
        #expect(try await scene.raw.code(scene.request("/v1/questions", token)) == "revoked")
        await scene.stop()
    }

    @Test func `reads no release that stricter rules have overtaken`() async throws {
        let signer = try Self.rsa.get()
        let scene = try await TokenScene([signer])
        let question = try await scene.released()
        try await scene.network.change(threshold: 20)
        let request = scene.request("/v1/questions/\(question.hash)/result", try signer.token(claims(scene.provider.issuer)))
        #expect(try await scene.raw.code(request) == "rules-tightened")
        await scene.stop()
    }

    @Test func `of a permit that ties it to an auditor's key reads nothing`() async throws {
        let signer = try Self.rsa.get()
        let scene = try await TokenScene([signer])
        let identity = try OIDCIdentity(issuer: scene.provider.issuer, subject: "dora")
        try await scene.install(
            "permit-3", study: "hearts",
            [PermitResearcher(name: "Dora", jurisdiction: "CH", key: scene.network.auditor.verifyingKey, oidc: identity)])
        let token = try signer.token(claims(scene.provider.issuer, ["sub": "\"dora\""]))
        #expect(try await scene.raw.code(scene.request("/v1/questions", token)) == "permit-unknown")
        await scene.stop()
    }

    @Test func `of an older provider is taken where the configuration says so, for the clients that it names, and an ID token is not`() async throws {
        let signer = try Self.rsa.get()
        let scene = try await TokenScene([signer], settings: ", profile: jwt, clients: [notebook, desk]")
        let header = #"{"alg":"RS256","typ":"JWT","kid":"first"}"#
        func code(_ changes: [String: String?], _ header: String) async throws -> String? {
            try await scene.raw.code(scene.request("/v1/questions", signer.token(claims(scene.provider.issuer, changes), header: header)))
        }
        #expect(try await code([:], header) == nil)
        #expect(try await code([:], signer.header) == nil)
        #expect(try await code([:], #"{"alg":"RS256","kid":"first"}"#) == nil)
        #expect(try await code(["client_id": nil, "azp": "\"desk\""], header) == nil)
        let changes: [[String: String?]] = [["nonce": "\"1\""], ["at_hash": "\"1\""], ["azp": "\"other\""], ["client_id": "\"other\""], ["client_id": nil], ["client_id": "1"]]
        for change in changes {
            #expect(try await code(change, header) == "access-token-invalid", "\(change)")
        }
        #expect(try await code([:], #"{"alg":"RS256","typ":"id+jwt","kid":"first"}"#) == "access-token-invalid")
        await scene.stop()
    }

    @Test func `is not taken where no issuer is configured, or while its issuer's keys cannot be had`() async throws {
        let network = try await TestNetwork()
        let running = try await RunningCoordinator(network)
        let signer = try Self.rsa.get()
        var request = RequestParts(method: "GET", path: "/v1/questions")
        request.headers = [("Authorization", "Bearer \(try signer.token(claims("https://login.example")))")]
        #expect(try await RawClient(running).code(request) == "signature-required")
        await running.stop()
        let scene = try await TokenScene([signer])
        await scene.provider.stop()
        let reply = try await scene.raw.reply(scene.request("/v1/questions", try signer.token(claims(scene.provider.issuer))))
        #expect(reply.status == 503)
        #expect(try StrictJSON.read(reply.body)["error"]?["code"] == .string("provider-unavailable"))
        await scene.running.stop()
    }
}
