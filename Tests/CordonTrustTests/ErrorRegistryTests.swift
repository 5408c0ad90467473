import CordonTestSupport
import CordonValues
import Foundation
import Testing

@Suite struct ErrorRegistryTests {
    /// The codes that `protocol/errors.md` lists, one table row each: | `code` | … |
    private func registry() throws -> [String] {
        let text = try String(contentsOf: ProtocolVector.protocolFolder.appending(path: "errors.md"), encoding: .utf8)
        return text.split(separator: "\n").compactMap { line in
            guard line.hasPrefix("| `") else { return nil }
            return line.dropFirst(3).split(separator: "`", omittingEmptySubsequences: false).first.map(String.init)
        }
    }

    @Test func `the registry and the program know the same codes, each once`() throws {
        let listed = try registry()
        #expect(Set(listed) == Set(DiagnosticCode.allCases.map(\.rawValue)))
        #expect(listed.count == Set(listed).count)
    }
}
