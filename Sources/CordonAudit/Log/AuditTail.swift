import CordonTrust
import CordonValues
import Foundation

/// Where an audit log ends: what the next record follows.
struct AuditTail: Sendable {
    var number: Int
    var digest: AuditDigest
    /// The number of the newest record that is not about another member's head.
    var event: Int
    /// The newest file, and its size in bytes.
    var file: AuditFolder.File
    var size: Int
    /// The bytes of the signed head that stands beside the log.
    var head: [UInt8]
}

extension AuditTail {
    /// Before the first record.
    init(beginning folder: AuditFolder) {
        self.init(number: 0, digest: .none, event: 0, file: folder.file(startingAt: 1), size: 0, head: [])
    }
}

/// The end of a log as it was found on disk.
struct FoundTail {
    var tail: AuditTail
    /// Records behind the newest signed head: the process ended between a record and its head.
    var unsigned = 0
    /// Bytes behind the last line feed: the process ended within a line.
    var torn = 0
}

extension FoundTail {
    /// Checks the end of a log against its signed head; nil where there is no log.
    ///
    /// Refused with `audit-broken`: files without a head or a head without files, a head that is not signed by `key`, a log whose records
    /// do not reach the head, another record in the head's place, lines behind it that do not follow.
    init?(_ folder: AuditFolder, member: String, key: VerifyingKey) throws(Diagnostic) {
        let files = folder.files
        let headBytes = FileManager.default.contents(atPath: folder.head).map { Array($0) }
        guard let newest = files.last else {
            guard headBytes == nil else { throw .brokenAudit(folder, "its records are gone") }
            return nil
        }
        var signed: AuditHead?
        if let headBytes {
            guard let head = try? Signed<AuditHead>.verify(Data(headBytes), by: [key]).document, head.member == member else {
                throw .brokenAudit(folder, "its head is not signed by this key")
            }
            signed = head
        }
        tail = AuditTail(
            number: 0, digest: .none, event: 0, file: newest, size: AuditFolder.size(newest), head: headBytes ?? [])
        // The newest record may be the last of the file before.
        try read(files.suffix(2), from: signed, member: member, folder)
        if signed == nil, tail.number == 0, files.count == 1 {
            // The process ended, or the disk was full, within the very first line.
            try DurableFile.cut(newest.path, to: 0)
            return nil
        }
        guard signed != nil || tail.number == 1 else { throw .brokenAudit(folder, "its head is gone") }
        guard tail.number >= 1 else { throw .brokenAudit(folder, "the record that its head names is gone") }
    }

    private mutating func read(
        _ files: ArraySlice<AuditFolder.File>, from signed: AuditHead?, member: String, _ folder: AuditFolder
    ) throws(Diagnostic) {
        var (found, torn, broken) = (tail, 0, false)
        var unsigned = 0
        for file in files {
            try LineReader.read(file.path) { (line, isEnded) throws(Diagnostic) in
                guard isEnded else {
                    torn = file == files.last ? line.count : 0
                    broken = broken || file != files.last
                    return false
                }
                guard let frame = AuditFrame(line), AuditFrame.equal(line, frame.member, member) else {
                    broken = true
                    return false
                }
                guard frame.number >= signed?.number ?? 1 else { return true }
                let digest = AuditDigest(of: line)
                if found.number == 0 {
                    broken = signed.map { $0.number != frame.number || $0.hash != digest.text } ?? (frame.number != 1)
                    found.event = signed?.event ?? 1
                } else {
                    broken = frame.number != found.number + 1 || frame.previous != found.digest
                    unsigned += 1
                    if !AuditFrame.equal(line, frame.kind, AuditKind.headHeld.rawValue) { found.event = frame.number }
                }
                (found.number, found.digest) = (frame.number, digest)
                return !broken
            }
            guard !broken else { throw .brokenAudit(folder, "its newest records do not agree with its head") }
        }
        tail = found
        tail.size -= torn
        self.torn = torn
        self.unsigned = unsigned
    }
}

extension Diagnostic {
    static func brokenAudit(_ folder: AuditFolder, _ what: String) -> Diagnostic {
        Diagnostic(
            .auditBroken, "The audit log in '\(folder.path)' was changed: \(what).",
            hint: "Run 'audit verify'. Keep the folder as evidence: move it away, and a new log begins, which the other side will notice.")
    }
}
