import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import cordon

@Suite struct `A token file` {
    private func file(_ text: String, mode: Int = 0o600) throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "token-\(UUID().uuidString)").path
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    private func code(_ work: () throws -> Void) -> DiagnosticCode? {
        do { try work() } catch { return (error as? Diagnostic)?.code ?? .internalFailure }
        return nil
    }

    @Test func `is read whole, without the white space around it`() throws {
        let path = try file("\n abc.def.ghi\n")
        #expect(try ResultCommand.parse(["1f", "--token-file", path]).token.token() == "abc.def.ghi")
        #expect(try ListCommand.parse(["--token-file", path]).token.token() == "abc.def.ghi")
    }

    @Test func `that others can read, that is not there or holds no token is refused`() throws {
        let cases: [(String, DiagnosticCode)] = [
            (try file("abc", mode: 0o644), .fileUnreadable), ("/nowhere/token", .fileUnreadable), (try file("two words"), .usage), (try file("\n"), .usage),
            (try file(String(repeating: "x", count: 20 << 10)), .fileUnreadable),
        ]
        for (path, expected) in cases { #expect(code { _ = try ListCommand.parse(["--token-file", path]).token.token() } == expected) }
    }

    @Test func `asks nothing`() throws {
        let command = try AskCommand.parse(["SELECT count(*) FROM patient", "--token-file", try file("abc")])
        #expect(code { try command.token.refuse(Profile()) } == .signatureRequired)
    }
}
