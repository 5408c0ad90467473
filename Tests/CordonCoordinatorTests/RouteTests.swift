import CordonCatalog
import CordonTestSupport
import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import CordonCoordinator

@Suite struct RouteTests {
    @Test func `the OpenAPI document describes exactly the routes that are served`() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../protocol/openapi.yaml")
        let bytes = try Data(contentsOf: file)
        let root = try YAMLNode(bytes, place: "openapi.yaml", code: .internalFailure)
        var described: Set<String> = []
        for (path, operations) in try root.member("paths").entries() {
            for (method, _) in try operations.entries() where method != "parameters" {
                described.insert("\(method.uppercased()) \(path)")
            }
        }
        #expect(described == Set(Route.allCases.map { "\($0.method) \($0.path)" }))
    }

    @Test(arguments: [
        "/v1/questions/xyz", "/v1/questions/", "/v1//questions", "//", "", "/v1/questions/\(String(repeating: "A", count: 64))",
        "/node/v1/poll/", "/v1/questions/../health",
    ])
    func `other paths lead nowhere`(_ path: String) {
        guard case .unknown = Route.match("GET", path) else {
            Issue.record("\(path) leads somewhere")
            return
        }
    }
}
