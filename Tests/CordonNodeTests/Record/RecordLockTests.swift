import Foundation
import Testing

@testable import CordonNode

@Suite struct RecordLockTests {
    /// fcntl(2): asks who holds a lock that a lock of the file description itself would meet.
    private static let getOpenFileLock: Int32 = 36

    @Test func `a second connection that comes and goes leaves the locks of the first, so that no other process takes its log away`() throws {
        let node = try NodeFixture()
        let first = try QuestionRecord(path: node.state.record)
        #expect(try first.pausedSince() == nil)
        #expect(try QuestionRecord(path: node.state.record).pausedSince() == nil)
        let descriptor = open(node.state.record, O_RDWR | O_CLOEXEC)
        defer { close(descriptor) }
        // SQLite's shared lock of an open database (its file format, section "File Locking"): 510 bytes behind the pending byte.
        var lock = flock(l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: 0x4000_0002, l_len: 510, l_pid: 0)
        #expect(fcntl(descriptor, Self.getOpenFileLock, &lock) == 0)
        #expect(lock.l_type == Int16(F_RDLCK))
        // Only now, since closing the file gives the locks up.
        #expect(try first.openJobs().isEmpty)
    }
}
