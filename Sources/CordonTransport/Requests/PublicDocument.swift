import AsyncHTTPClient
import CordonValues
import Foundation
import NIOCore
import NIOSSL

/// A document that somebody else's server gives to everybody, such as the keys of an OpenID provider. It is as trustworthy as the TLS
/// connection that it comes over.
public struct PublicDocument: Sendable, Hashable {
    public let url: String
    private let address: ServiceAddress?

    /// `https`, or `http` to this machine alone where `allowsLoopback` says so. Refused with `configuration-invalid`: other addresses,
    /// user names, fragments.
    public init(url: String, allowsLoopback: Bool = false) throws(Diagnostic) {
        guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty, parts.user == nil, parts.password == nil,
            parts.fragment == nil, url.utf8.count <= 2000, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            parts.scheme == "https" || (allowsLoopback && Self.isLoopback(url))
        else {
            throw Diagnostic(
                .configurationInvalid, "The address of a document is not https, or not one.",
                hint: "Plain http is taken from this machine alone: 127.0.0.1, [::1] or localhost.")
        }
        self.url = url
        address = parts.scheme == "https" ? try ServiceAddress(url: "https://\(host)\(parts.port.map { ":\($0)" } ?? "")") : nil
    }

    /// True for `http` to this machine.
    public static func isLoopback(_ url: String) -> Bool {
        guard let parts = URLComponents(string: url), parts.scheme == "http", let host = parts.host else { return false }
        return ["127.0.0.1", "[::1]", "::1", "localhost"].contains(host)
    }

    /// The bytes of a reply with status 200; a redirection is none. Through the environment's proxy, unless it is on this machine.
    ///
    /// Refused with `unreachable`: no answer in `seconds`, another status, more than `limit` bytes, a certificate that is not believed.
    public func fetch(trust: TLSTrust, limit: Int, seconds: Int) async throws(Diagnostic) -> Data {
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: try configuration(trust))
        let result: Result<Data, Diagnostic>
        do {
            var request = HTTPClientRequest(url: url)
            request.headers.add(name: "Accept", value: "application/json")
            let response = try await client.execute(request, deadline: .now() + .seconds(Int64(seconds)))
            result = response.status == .ok
                ? .success(Data(try await response.body.collect(upTo: limit).readableBytesView))
                : .failure(Diagnostic(.unreachable, "\(url) answers with status \(response.status.code)."))
        } catch is NIOTooManyBytesError {
            result = .failure(Diagnostic(.unreachable, "\(url) answers with more than \(limit) bytes."))
        } catch {
            result = .failure(Diagnostic(.unreachable, "\(url) does not answer, or its certificate is not believed."))
        }
        // Nothing can be done about connections that do not close.
        try? await client.shutdown()
        return try result.get()
    }

    private func configuration(_ trust: TLSTrust) throws(Diagnostic) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(tlsConfiguration: try trust.publicConfiguration(), redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        configuration.decompression = .disabled
        configuration.timeout = .init(connect: .seconds(10), read: .seconds(10))
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.proxy = try address.flatMap { address throws(Diagnostic) in try ProxyChoice.environment.resolve(for: address) }.map(\.client)
        return configuration
    }
}
