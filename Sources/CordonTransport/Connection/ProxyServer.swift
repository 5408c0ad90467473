import CordonValues
import Foundation

/// An HTTP proxy that is asked to CONNECT.
public struct ProxyServer: Sendable, Hashable {
    public let host: String
    public let port: Int
    /// `user:password`, as Basic authentication sends them.
    public let credentials: String?

    /// Reads `http://[user:password@]host[:port]`; the scheme may be left out.
    public init(url text: String) throws(Diagnostic) {
        let spelled = text.contains("://") ? text : "http://\(text)"
        guard let parts = URLComponents(string: spelled), parts.scheme == "http", let host = parts.host, !host.isEmpty else {
            // The text may hold a password, so it is not repeated.
            throw Diagnostic(
                .configurationInvalid, "The proxy setting is not the address of an HTTP proxy.",
                hint: "Write it as http://proxy.example.org:3128.")
        }
        self.host = host
        port = parts.port ?? 3128
        credentials = parts.user.map { "\($0):\(parts.password ?? "")" }
    }
}

/// Which proxy leads to the coordinator.
public enum ProxyChoice: Sendable, Hashable {
    /// `HTTPS_PROXY` or `https_proxy`, unless `NO_PROXY` or `no_proxy` names the host.
    case environment
    case none
    case server(ProxyServer)

    public func resolve(
        for address: ServiceAddress, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(Diagnostic) -> ProxyServer? {
        switch self {
        case .none: return nil
        case .server(let server): return server
        case .environment:
            let exceptions = environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""
            guard let text = environment["https_proxy"] ?? environment["HTTPS_PROXY"], !text.isEmpty,
                !Self.isExcepted(address.host.lowercased(), exceptions)
            else { return nil }
            return try ProxyServer(url: text)
        }
    }

    /// `example.org` and `.example.org` stand for the domain and all below it; `*` for everything.
    private static func isExcepted(_ host: String, _ exceptions: String) -> Bool {
        exceptions.split(separator: ",").contains { entry in
            var name = entry.trimmingCharacters(in: .whitespaces).lowercased()
            if name == "*" { return true }
            if name.hasPrefix(".") { name.removeFirst() }
            return !name.isEmpty && (host == name || host.hasSuffix(".\(name)"))
        }
    }
}
