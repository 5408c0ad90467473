import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import CordonAudit

@Suite struct `An audit log` {
    @Test func `goes on over files, restarts and the chain between them`() throws {
        let log = TemporaryLog()
        for _ in 0..<4 {
            let writer = try log.open(fileLimit: 1000)
            for _ in 0..<4 { try writer.append(asked) }
        }
        #expect(log.folder.files.count > 3)
        let report = try log.verify()
        #expect(report.exitCode == 0)
        #expect(report.last == 17)
        // An archived first file leaves a log whose beginning is not known, and no more.
        try FileManager.default.removeItem(atPath: try #require(log.folder.files.first).path)
        #expect(try AuditVerification(.folder(log.folder), key: log.key.verifyingKey).run().codes == [.beginningMissing])
        #expect(try log.open().head().document.number == 17)
        // A file in the middle does not go unnoticed.
        try FileManager.default.removeItem(atPath: log.folder.files[1].path)
        #expect(try AuditVerification(.folder(log.folder), key: log.key.verifyingKey).run().isBroken)
    }

    @Test func `takes records of many tasks and of two writers at once`() async throws {
        let log = TemporaryLog()
        let writers = try [log.open(), log.open()]
        await withTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                group.addTask { (0..<10).allSatisfy { _ in (try? writers[task % 2].append([asked, asked])) != nil } }
            }
            for await isDone in group { #expect(isDone) }
        }
        let report = try log.verify()
        #expect(report.exitCode == 0)
        #expect(report.last == 161)
    }

    @Test func `knows the hash of each of its records`() throws {
        let log = TemporaryLog()
        let writer = try log.open(fileLimit: 600)
        var hashes: [String] = []
        for _ in 0..<6 {
            try writer.append(asked)
            hashes.append(try writer.head().document.hash)
        }
        let reader = try log.open()
        #expect(try (2...7).map { try reader.hash(at: $0) } == hashes)
        #expect(try reader.hash(at: 0) == nil)
        #expect(try reader.hash(at: 8) == nil)
    }

    @Test func `says who wrote it, and an event for which no record about heads counts`() throws {
        let log = TemporaryLog()
        let writer = try log.open()
        try writer.append(AuditEvent(.paused))
        try writer.append(AuditEvent(.headHeld, [AuditField("of", "hub")]))
        let head = try writer.head().document
        #expect((head.network, head.member, head.number, head.event) == ("hearts", "basel", 3, 2))
        #expect(try log.open().head().document.event == 2)
    }

    @Test func `takes in what an ended process left behind its head, and says so`() throws {
        let log = TemporaryLog()
        let head: [UInt8]
        do {
            let writer = try log.open()
            try writer.append(asked)
            head = try log.bytes(log.folder.head)
            try writer.append(AuditEvent(.paused))
        }
        let path = log.folder.file(startingAt: 1).path
        try log.write(head, log.folder.head)
        try log.write(log.bytes(path) + Array(#"{"v":1,"n":4"#.utf8), path)
        #expect(try log.verify().codes == [.torn, .unsigned])
        let writer = try log.open()
        try writer.append(AuditEvent(.resumed))
        #expect(try log.verify().exitCode == 0)
        let records = try AuditSelection().records(in: .folder(log.folder))
        #expect(records.map(\.kind) == ["log-started", "question-received", "paused", "log-recovered", "resumed"])
        #expect(records[3].fields == [AuditField("unsigned", 1), AuditField("torn", "yes")])
    }

    @Test func `begins anew when its very first line was cut`() throws {
        let log = TemporaryLog()
        try log.folder.make()
        try log.write(Array(#"{"v":1,"#.utf8), log.folder.file(startingAt: 1).path)
        try log.open().append(asked)
        #expect(try log.verify().exitCode == 0)
    }

    @Test func `does not open when its end was changed`() throws {
        func refused(_ change: (TemporaryLog) throws -> Void) throws -> DiagnosticCode? {
            let log = TemporaryLog()
            try log.open().append([asked, AuditEvent(.paused)])
            try change(log)
            return code { _ = try log.open() }
        }
        #expect(try refused { try $0.replace(Array($0.lines().dropLast())) } == .auditBroken)
        #expect(try refused { try FileManager.default.removeItem(atPath: $0.folder.head) } == .auditBroken)
        #expect(try refused { try FileManager.default.removeItem(atPath: $0.folder.file(startingAt: 1).path) } == .auditBroken)
        #expect(try refused { try $0.replace($0.lines() + [Array("{}\n".utf8)]) } == .auditBroken)
        #expect(try refused { log in
            var lines = try log.lines()
            lines[2][lines[2].count - 4] ^= 1
            try log.replace(lines)
        } == .auditBroken)
        #expect(try refused { _ in } == nil)
    }

    @Test func `that cannot be written throws, keeps what it has, and goes on when it can again`() throws {
        let log = TemporaryLog()
        let writer = try log.open()
        try writer.append(asked)
        let path = log.folder.file(startingAt: 1).path
        // A folder in the place of the head's next version: the record is written, its head cannot be.
        let beside = "\(log.folder.head).part"
        try FileManager.default.createDirectory(atPath: beside, withIntermediateDirectories: false)
        #expect(code { try writer.append(AuditEvent(.paused)) } == .storageFailed)
        #expect(code { try writer.append(AuditEvent(.paused)) } == .storageFailed)
        try FileManager.default.removeItem(atPath: beside)
        try writer.append(AuditEvent(.resumed))
        #expect(try log.verify().exitCode == 0)
        // The log itself gone from under the writer.
        let bytes = try log.bytes(path)
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(code { try writer.append(AuditEvent(.paused)) } != nil)
        try FileManager.default.removeItem(atPath: path)
        try log.write(bytes, path)
        try writer.append(AuditEvent(.paused))
        #expect(try log.verify().exitCode == 0)
    }

    @Test func `shows a question's records, the newest of a kind, and the export verifies elsewhere`() throws {
        let log = TemporaryLog()
        let writer = try log.open()
        for index in 0..<5 { try writer.append(AuditEvent(.questionAdmitted, [AuditField("question", "\(index)ab")])) }
        var selection = AuditSelection()
        selection.question = "3a"
        #expect(try selection.records(in: .folder(log.folder)).map(\.number) == [5])
        selection = AuditSelection()
        selection.limit = 2
        selection.kind = "question-admitted"
        #expect(try selection.records(in: .folder(log.folder)).map(\.number) == [5, 6])
    }
}
