import CordonTrust
import CordonValues
import Foundation
import Logging
import Synchronization
import Testing

@testable import CordonCoordinator

@Suite(.timeLimit(.minutes(10))) struct `The keys of a provider` {
    private final class Clock: Sendable {
        private let seconds = Mutex(1_780_000_000.0)
        var now: Date { Date(timeIntervalSince1970: seconds.withLock { $0 }) }
        func advance(_ by: Double) { seconds.withLock { $0 += by } }
    }

    private func keys(_ issuer: String, _ clock: Clock, discovery: String? = nil) throws -> OpenIDProvider {
        let more = discovery.map { ", discovery: \"\($0)\"" } ?? ""
        let yaml = "access_tokens: [{issuer: \"\(issuer)\", audience: x\(more)}]"
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return OpenIDProvider(try #require(try Self.issuers(yaml).first), logger: logger) { clock.now }
    }

    static func issuers(_ yaml: String) throws -> [TokenIssuer] {
        let text = """
            id: hub
            name: The hub
            jurisdiction: CH
            url: https://localhost
            listen: 127.0.0.1:0
            tls: {certificate: a.pem, key: b.pem}
            \(yaml)
            """
        return try CoordinatorConfiguration(yaml: Data(text.utf8), place: "test.yaml", state: "/state").accessTokens
    }

    private func code(_ work: () async throws -> Void) async -> DiagnosticCode? { await RefusalTests.code(work) }

    @Test func `are fetched when they are needed, kept for an hour, and looked for again once a minute`() async throws {
        let (first, second) = (try TokenSigner("EdDSA", id: "first"), try TokenSigner("ES256", id: "second"))
        let (provider, clock) = (try await TokenProvider([first]), Clock())
        let keys = try keys(provider.issuer, clock)
        #expect(provider.count("/keys") == 0)
        #expect(try await keys.key("first") != nil)
        try provider.publish([first, second])
        for _ in 0..<5 { #expect(try await keys.key("second") == nil) }
        #expect(provider.count("/keys") == 1)
        clock.advance(61)
        #expect(try await keys.key("second") != nil)
        for number in 0..<50 { #expect(try await keys.key("no \(number)") == nil) }
        #expect(provider.count("/keys") == 2)
        // An outage: what is known serves on for its hour, and no longer.
        await provider.stop()
        clock.advance(3599)
        #expect(try await keys.key("first") != nil)
        #expect(await code { _ = try await keys.key("third") } == .providerUnavailable)
        clock.advance(2)
        #expect(await code { _ = try await keys.key("first") } == .providerUnavailable)
    }

    @Test func `are fetched once for all who come at the same time`() async throws {
        let provider = try await TokenProvider([try TokenSigner("EdDSA", id: "first")])
        let keys = try keys(provider.issuer, Clock())
        let found = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { try await keys.key("first") != nil } }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(found == 20)
        #expect(provider.count("/keys") == 1)
        await provider.stop()
    }

    @Test func `are not taken from a discovery document or key set that is not right, and are once it is`() async throws {
        let signer = try TokenSigner("EdDSA", id: "first")
        let (provider, clock) = (try await TokenProvider([signer]), Clock())
        let (issuer, path) = (provider.issuer, TokenProvider.discoveryPath)
        let right = #"{"issuer":"\#(issuer)","jwks_uri":"\#(issuer)/keys"}"#
        func discovery(_ body: String, _ status: Int = 200, _ headers: [String: String] = [:]) { provider.serve(path, body, status: status, headers: headers) }
        let set = #"{"keys":[\#(try signer.jwk())]}"#
        let spoil: [(String, () throws -> Void)] = [
            ("another issuer", { discovery(right.replacing("\"\(issuer)\"", with: "\"https://login.example\"")) }),
            ("its issuer with a slash", { discovery(right.replacing("\"\(issuer)\"", with: "\"\(issuer)/\"")) }),
            ("an issuer twice", { discovery(right.replacing("{", with: #"{"issuer":"https://login.example","#)) }),
            ("a redirection", { provider.serve("/elsewhere", right); discovery("", 302, ["Location": "\(issuer)/elsewhere"]) }),
            ("an error", { discovery(right, 500) }), ("no JSON", { discovery("<html>") }), ("no address", { discovery(#"{"issuer":"\#(issuer)"}"#) }),
            ("an address of another kind", { discovery(right.replacing("\(issuer)/keys", with: "file:///etc/passwd")) }),
            ("plain http elsewhere", { discovery(right.replacing("\(issuer)/keys", with: "http://192.0.2.1/keys")) }),
            ("too long", { discovery(right + String(repeating: " ", count: 70 << 10)) }),
            ("redirected keys", { provider.serve("/keys", "", status: 307, headers: ["Location": "\(issuer)/others"]); provider.serve("/others", set) }),
            ("too long a key set", { provider.serve("/keys", set + String(repeating: " ", count: 300 << 10)) }),
            ("too many keys", { provider.publish(keys: Array(repeating: try signer.jwk(), count: 101)) }),
            ("no key set", { provider.serve("/keys", "[]") }),
        ]
        let keys = try keys(issuer, clock)
        for (what, work) in spoil {
            discovery(right)
            provider.serve("/keys", set)
            try work()
            clock.advance(6)
            #expect(await code { _ = try await keys.key("first") } == .providerUnavailable, "\(what)")
            // Who asks again at once is answered without another request.
            let asked = provider.count(path)
            #expect(await code { _ = try await keys.key("first") } == .providerUnavailable, "\(what)")
            #expect(provider.count(path) == asked, "\(what)")
        }
        discovery(right)
        provider.serve("/keys", set)
        clock.advance(6)
        #expect(try await keys.key("first") != nil)
        let named = try self.keys("https://login.example", clock, discovery: issuer + path)
        #expect(await code { _ = try await named.key("first") } == .providerUnavailable)
        discovery(right.replacing("\"\(issuer)\"", with: "\"https://login.example\""))
        clock.advance(6)
        #expect(try await named.key("first") != nil)
        await provider.stop()
    }

    @Test func `that are not fit to verify are left out, and those whose name stands twice`() async throws {
        let signer = try TokenSigner("EdDSA", id: "fit")
        let small = try TokenSigner("RS256", id: "small", bits: 1024)
        func named(_ id: String, _ more: String) throws -> String { #"{\#(try signer.material),"kid":"\#(id)"\#(more)}"# }
        let set = [
            try named("fit", ""), try named("operations", #","key_ops":["verify"]"#), try small.jwk(), try named("sealing", #","use":"enc""#),
            try named("wraps", #","key_ops":["wrapKey"]"#), #"{"kty":"oct","k":"AAAA","kid":"secret"}"#, try named("twice", ""), try named("twice", ""),
            #"{"kty":"EC","crv":"P-521","x":"AA","y":"AA","kid":"curve"}"#, #"{"kty":"OKP","crv":"Ed25519","x":"AA","kid":"short"}"#,
            #"{"kty":"EC","crv":"P-256","x":"\#(Base64URL.encode(Data(count: 32)))","y":"\#(Base64URL.encode(Data(count: 32)))","kid":"off"}"#,
        ]
        let keys = try #require(ProviderKeys(Data(#"{"keys":[\#(set.joined(separator: ","))]}"#.utf8)))
        for id in ["fit", "operations"] { #expect(keys[id] != nil, "\(id)") }
        for id in ["small", "sealing", "wraps", "secret", "twice", "curve", "short", "off", ""] { #expect(keys[id] == nil, "\(id)") }
        let bound = try #require(ProviderKey(StrictJSON.read(Data(try named("fit", #","alg":"RS256""#).utf8))))
        #expect(!bound.hasSigned(try AccessToken(signer.token("{}"))))
        #expect(try #require(keys["fit"]).hasSigned(try AccessToken(signer.token("{}"))))
    }

    @Test(arguments: [
        "[{issuer: \"http://login.example\", audience: x}]", "[{issuer: login.example, audience: x}]", "[{issuer: \"https://login.example?a=b\", audience: x}]",
        "[{issuer: \"https://me:secret@login.example\", audience: x}]", "[{issuer: \"https://login.example\"}]", "[{issuer: \"https://login.example\", audience: \"\"}]",
        "[{issuer: \"https://login.example\", audience: x, clients: []}]", "[{issuer: \"https://login.example\", audience: x, profile: open}]",
        "[{issuer: \"https://login.example\", audience: x, secret: y}]", "[{issuer: \"https://login.example\", audience: x, discovery: \"http://login.example/x\"}]",
        "[{issuer: \"https://login.example\", audience: x}, {issuer: \"https://login.example\", audience: y}]", "{issuer: \"https://login.example\"}",
    ])
    func `are not looked for where the configuration is not right`(_ yaml: String) throws {
        #expect(throws: Diagnostic.self) { try Self.issuers("access_tokens: \(yaml)") }
    }

    @Test func `are looked for where OpenID Connect Discovery says, or the configuration`() throws {
        let yaml = "access_tokens: [{issuer: \"https://login.example/realms/a/\", audience: x, ca: ca.pem}, {issuer: \"https://b.example\", audience: x, discovery: \"https://c.example/d\"}]"
        let issuers = try Self.issuers(yaml)
        #expect(issuers.map(\.discovery.url) == ["https://login.example/realms/a/.well-known/openid-configuration", "https://c.example/d"])
        #expect(issuers.first?.authorities == "/state/ca.pem")
        #expect(try Self.issuers("log: {level: info}").isEmpty)
    }
}
