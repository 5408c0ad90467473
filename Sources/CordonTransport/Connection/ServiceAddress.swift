import CordonValues
import Foundation

/// Where a coordinator listens: `https://host[:port]`, nothing more.
public struct ServiceAddress: Sendable, Hashable {
    public let host: String
    public let port: Int

    /// Refuses other schemes, paths, queries and user names.
    public init(url text: String) throws(Diagnostic) {
        let refusal = Diagnostic(
            .configurationInvalid, "'\(text)' is not the address of a coordinator.",
            hint: "Write it as https://coordinator.example.org or https://host:8443.")
        guard let parts = URLComponents(string: text), parts.scheme == "https", var host = parts.host, !host.isEmpty,
            parts.path.isEmpty || parts.path == "/", parts.query == nil, parts.fragment == nil, parts.user == nil
        else { throw refusal }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        let port = parts.port ?? 443
        guard (1...65535).contains(port) else { throw refusal }
        self.host = host
        self.port = port
    }

    public var url: String { "https://\(authority)" }

    /// Host and port as a CONNECT request writes them.
    var authority: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}
