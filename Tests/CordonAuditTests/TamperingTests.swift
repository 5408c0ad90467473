import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import CordonAudit

@Suite struct `A log that somebody changed` {
    private func log() throws -> TemporaryLog {
        let log = TemporaryLog()
        let writer = try log.open()
        try writer.append([asked, AuditEvent(.questionAdmitted, [AuditField("question", "ab")])])
        try writer.append([AuditEvent(.paused), AuditEvent(.resumed)])
        #expect(try log.verify().exitCode == 0)
        #expect(try log.verify().last == 5)
        return log
    }

    @Test func `shows any byte that is another, at its record`() throws {
        let log = try log()
        let path = log.folder.file(startingAt: 1).path
        let bytes = try log.bytes(path)
        var record = 1
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= [0x01, 0x20, 0x80][index % 3]
            try log.write(changed, path)
            let report = try log.verify()
            #expect(report.exitCode == 2, "byte \(index) of record \(record)")
            #expect(report.findings.first { $0.code.isBroken }?.record == record, "byte \(index) of record \(record): \(report.findings)")
            if bytes[index] == 0x0A { record += 1 }
        }
    }

    @Test func `shows any byte of its head or of an export that is another`() throws {
        let log = try log()
        let head = try log.bytes(log.folder.head)
        for index in head.indices {
            var changed = head
            changed[index] ^= 1
            try log.write(changed, log.folder.head)
            #expect(try log.verify().isBroken, "byte \(index)")
        }
        try log.write(head, log.folder.head)
        let path = log.folder.path + ".export"
        defer { try? FileManager.default.removeItem(atPath: path) }
        var export = Data()
        try AuditExport(log.folder).run { export.append($0) }
        for index in export.indices {
            var changed = export
            changed[index] ^= 4
            try changed.write(to: URL(filePath: path))
            #expect(try AuditVerification(.file(path)).run().exitCode != 0, "byte \(index)")
        }
        try export.write(to: URL(filePath: path))
        #expect(try AuditVerification(.file(path)).run().exitCode == 0)
    }

    @Test func `names the first record that is gone, put in or moved`() throws {
        let log = try log()
        let lines = try log.lines()
        for index in lines.indices {
            var changed = lines
            changed.remove(at: index)
            try log.replace(changed)
            #expect(try log.verify().bad == "missing \(index + 1)" || index == 0 && log.verify().exitCode == 1)
            changed = lines
            changed.insert(lines[index], at: index)
            try log.replace(changed)
            #expect(try log.verify().bad == "out-of-order \(index + 2)")
            guard index > 0 else { continue }
            changed = lines
            changed.swapAt(index - 1, index)
            try log.replace(changed)
            #expect(try log.verify().findings.first?.record == index)
        }
    }

    @Test func `shows a removed tail, whole lines or part of one`() throws {
        let log = try log()
        let bytes = try log.bytes(log.folder.file(startingAt: 1).path)
        for count in bytes.indices {
            try log.write(Array(bytes[..<count]), log.folder.file(startingAt: 1).path)
            #expect(try log.verify().exitCode != 0, "\(count) bytes left")
        }
    }

    @Test func `and signed again whole is found by heads that the other side holds, and by nothing else`() throws {
        let log = TemporaryLog()
        let writer = try log.open()
        try writer.append([asked, AuditEvent(.paused)])
        let early = try HeldHead(member: "basel", bytes: Array(writer.head().bytes), source: "hub")
        try writer.append(AuditEvent(.resumed))
        let late = try HeldHead(member: "basel", bytes: Array(writer.head().bytes), source: "hub")
        #expect(try log.verify(heads: [late, early]).exitCode == 0)
        #expect(try log.verify(heads: [late, early]).agreeing == 2)
        // The owner of the key writes another history.
        try FileManager.default.removeItem(atPath: log.folder.path)
        let anew = try log.open()
        try anew.append([AuditEvent(.paused), AuditEvent(.resumed), AuditEvent(.paused), AuditEvent(.resumed)])
        #expect(try log.verify().exitCode == 0)
        #expect(try log.verify(heads: [early, late]).bad == "rewritten 1")
        // Or forgets its end.
        try FileManager.default.removeItem(atPath: log.folder.path)
        _ = try log.open()
        #expect(try log.verify(heads: [early]).bad == "shortened 2")
    }
}
