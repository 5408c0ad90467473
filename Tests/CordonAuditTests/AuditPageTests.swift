import CordonValues
import Foundation
import Testing

@testable import CordonAudit

@Suite struct `Pages of an audit log` {
    @Test(arguments: [1, 700, 4 << 20]) func `put together are the records of the log, whatever their size`(_ limit: Int) throws {
        let log = TemporaryLog()
        let writer = try log.open(fileLimit: 1500)
        for _ in 0..<12 { try writer.append([asked, asked]) }
        #expect(log.folder.files.count > 2)
        var (bytes, next, pages) = (Data(), 1, 0)
        while true {
            let page = try AuditPage(of: log.folder, from: next, limit: limit)
            guard let last = page.last else { break }
            #expect(page.first == next && AuditPage(page.bytes, from: next) == page)
            (bytes, next, pages) = (bytes + page.bytes, last + 1, pages + 1)
        }
        #expect(pages == (limit == 1 ? 25 : pages))
        #expect(next == 26)
        #expect(Array(bytes) == (try log.folder.files.flatMap { try log.bytes($0.path) }))
    }

    @Test func `end at the number that is asked for, begin where the log begins, and leave a torn line out`() throws {
        let log = TemporaryLog()
        let writer = try log.open(fileLimit: 1500)
        for _ in 0..<12 { try writer.append([asked, asked]) }
        let part = try AuditPage(of: log.folder, from: 3, to: 7)
        #expect(part.first == 3 && part.last == 7)
        #expect(try AuditPage(of: log.folder, from: 26).last == nil)
        let files = log.folder.files
        try FileManager.default.removeItem(atPath: try #require(files.first).path)
        #expect(try AuditPage(of: log.folder, from: 1).first == files[1].first)
        let newest = try #require(files.last).path
        try log.write(log.bytes(newest) + Array("{\"v\":1,".utf8), newest)
        #expect(try AuditPage(of: log.folder, from: 20).last == 25)
    }

    @Test func `give a line that is no record in its place`() throws {
        let log = TemporaryLog()
        let writer = try log.open()
        for _ in 0..<4 { try writer.append(asked) }
        var lines = try log.lines()
        lines[2] = Array("not a record\n".utf8)
        try log.replace(lines)
        let page = try AuditPage(of: log.folder, from: 3, limit: 1)
        #expect(page.bytes == Data("not a record\n".utf8))
        #expect(page.first == 3 && page.last == 3)
        #expect(try AuditPage(of: log.folder, from: 1).last == 5)
    }

    @Test func `of a folder without a log are refused`() {
        #expect(code { _ = try AuditPage(of: AuditFolder(path: "/nowhere"), from: 1) } == .notFound)
    }
}
