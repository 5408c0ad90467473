import CordonTransport
import CordonValues
import Testing

@Suite struct ProxyChoiceTests {
    let address: ServiceAddress

    init() throws { address = try ServiceAddress(url: "https://coordinator.example.org:8443") }

    @Test func `the environment names the proxy with its password`() throws {
        let proxy = try ProxyChoice.environment.resolve(
            for: address, environment: ["HTTPS_PROXY": "http://kim:secret@proxy.local:3128"])
        #expect(proxy?.host == "proxy.local")
        #expect(proxy?.port == 3128)
        #expect(proxy?.credentials == "kim:secret")
    }

    @Test(arguments: ["example.org", ".example.org", "other, coordinator.example.org", "*"])
    func `an exception leads around the proxy`(_ exceptions: String) throws {
        let environment = ["https_proxy": "proxy.local:3128", "no_proxy": exceptions]
        #expect(try ProxyChoice.environment.resolve(for: address, environment: environment) == nil)
    }

    @Test func `a name that only ends alike is no exception`() throws {
        let environment = ["https_proxy": "proxy.local:3128", "NO_PROXY": "ample.org"]
        #expect(try ProxyChoice.environment.resolve(for: address, environment: environment) != nil)
    }

    @Test(arguments: ["http://a.org", "https://a.org/x", "https://u@a.org", "https://", "a.org", "https://a.org?x=1"])
    func `an address that is not plain https is refused`(_ text: String) {
        let error = #expect(throws: Diagnostic.self) { try ServiceAddress(url: text) }
        #expect(error?.code == .configurationInvalid)
    }
}
