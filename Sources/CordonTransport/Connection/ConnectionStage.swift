import CordonValues

/// The stages on the way to a coordinator, in their order.
public enum ConnectionStage: String, Sendable, Hashable, CaseIterable {
    case name, connection, proxy, tls

    func failure(_ address: ServiceAddress, _ proxy: ProxyServer?, _ detail: String? = nil) -> Diagnostic {
        let target = proxy.map { "the proxy \($0.host):\($0.port)" } ?? address.authority
        let host = proxy?.host ?? address.host
        let because = detail.map { " (\($0))" } ?? ""
        switch self {
        case .name:
            return Diagnostic(
                .unreachable, "The name '\(host)' cannot be resolved\(because).",
                hint: "Check its spelling and this machine's DNS; behind a proxy, set HTTPS_PROXY.")
        case .connection:
            return Diagnostic(
                .unreachable, "No connection to \(target)\(because).",
                hint: "Check that it is running and that the firewall lets this machine open outbound connections to it.")
        case .proxy:
            return Diagnostic(
                .unreachable, "The proxy does not open a tunnel to \(address.authority)\(because).",
                hint: "Ask the proxy's administrator to allow CONNECT to \(address.authority), and check the proxy's password.")
        case .tls:
            return Diagnostic(
                .unreachable, "No trusted TLS connection to \(address.authority)\(because).",
                hint: "Check this machine's clock, the extra CA folder (a TLS-inspecting proxy has its own authority) and the pinned "
                    + "certificate.")
        }
    }
}
