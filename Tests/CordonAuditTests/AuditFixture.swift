import CordonTrust
import CordonValues
import Foundation
import Synchronization

@testable import CordonAudit

/// A folder that is gone when the test is over.
final class TemporaryLog: Sendable {
    let folder: AuditFolder
    let key = SigningKey()

    init() { folder = AuditFolder(path: FileManager.default.temporaryDirectory.appending(path: "audit-\(UUID().uuidString)").path) }

    deinit { try? FileManager.default.removeItem(atPath: folder.path) }

    func open(fileLimit: Int = AuditLog.fileLimit, member: String = "basel", clock: @escaping @Sendable () -> Date = { Date() }) throws -> AuditLog {
        try AuditLog(folder, member: member, key: key, network: "hearts", software: "test", fileLimit: fileLimit, clock: clock)
    }

    func verify(heads: [HeldHead] = []) throws -> AuditReport { try AuditVerification(.folder(folder), heads: heads).run() }

    func write(_ bytes: [UInt8], _ path: String) throws { try Data(bytes).write(to: URL(filePath: path)) }

    func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

    /// The lines of the only file, each with its line feed.
    func lines() throws -> [[UInt8]] {
        try bytes(folder.file(startingAt: 1).path).split(separator: 0x0A).map { Array($0) + [0x0A] }
    }

    func replace(_ lines: [[UInt8]]) throws { try write(lines.flatMap { $0 }, folder.file(startingAt: 1).path) }
}

let asked = AuditEvent(.questionReceived, [
    AuditField("question", String(repeating: "ab", count: 32)), AuditField("sql", "SELECT sex, count(*)\nFROM patient -- \"é\""),
])

extension AuditReport {
    /// The worst finding: its code and record.
    var bad: String? { findings.first { $0.code.isBroken }.map { "\($0.code.rawValue) \($0.record)" } }
    var codes: [AuditFinding.Code] { findings.map(\.code) }
}

/// A clock that tests move.
final class TestClock: Sendable {
    private let seconds = Mutex(1_780_000_000.0)

    var now: Date { Date(timeIntervalSince1970: seconds.withLock { $0 }) }

    func advance(_ by: Double) { seconds.withLock { $0 += by } }
}

func code(_ body: () throws -> Void) -> DiagnosticCode? {
    do {
        try body()
        return nil
    } catch {
        return (error as? Diagnostic)?.code
    }
}
