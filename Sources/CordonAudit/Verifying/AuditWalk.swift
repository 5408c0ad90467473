import CordonTrust
import CordonValues
import Foundation

/// Goes through the lines of a log in their order and stops at the first bad record. Holds two digests and the claims, so a log of any
/// length takes no memory.
struct AuditWalk {
    /// What somebody signed that a record's hash is, in the order of the records.
    struct Claim {
        let number: Int
        let hash: String
        /// When it was signed.
        let time: Timestamp
        /// For people: who holds it.
        let holder: String
    }

    private(set) var report = AuditReport()
    /// Digests at the claims' numbers, as the log has them.
    private(set) var found: [Int: AuditDigest] = [:]
    private(set) var torn = 0
    private let wanted: [Int]
    private var next = 0
    private var previous = AuditDigest.none
    /// A record whose link to the one before does not hold: the next record, or the head, tells which of the two was changed.
    private var suspect: (number: Int, digest: AuditDigest)?

    /// `numbers`: records whose digests are wanted.
    init(wanted numbers: Set<Int>) { wanted = numbers.sorted() }

    /// False when there is nothing more to learn.
    mutating func take(_ line: Span<UInt8>, isEnded: Bool, fileStart: Int?) -> Bool {
        let expected = report.last + 1
        guard isEnded else {
            torn = line.count
            return false
        }
        guard let frame = AuditFrame(line) else { return stop(.notARecord, expected, "The line is not a record.") }
        if report.first == 0 { begin(frame, line) } else { follow(frame, expected, line) }
        if let fileStart, fileStart != frame.number, !report.isBroken {
            return stop(.missing, min(fileStart, frame.number), "The file's name says that it begins with record \(fileStart).")
        }
        guard !report.isBroken else { return false }
        let digest = AuditDigest(of: line)
        if let suspect {
            blame(suspect, by: frame.previous)
            return false
        }
        if report.first != frame.number, frame.previous != previous { suspect = (frame.number, digest) }
        report.last = frame.number
        previous = digest
        if next < wanted.count, wanted[next] == frame.number {
            found[frame.number] = digest
            next += 1
        }
        return true
    }

    private mutating func stop(_ code: AuditFinding.Code, _ number: Int, _ message: String) -> Bool {
        if let suspect {
            // An earlier record was changed as well, and the first one is to be named.
            blame(suspect, by: nil)
            return false
        }
        report.findings.append(AuditFinding(code, at: number, message))
        return false
    }

    private mutating func begin(_ frame: AuditFrame, _ line: Span<UInt8>) {
        report.first = frame.number
        report.member = AuditFrame.text(line, frame.member)
        while next < wanted.count, wanted[next] < frame.number { next += 1 }
        guard frame.number == 1 else {
            report.findings.append(
                AuditFinding(.beginningMissing, at: 1, "The records before \(frame.number) are not here, so nothing is known of them."))
            return
        }
        guard frame.previous == .none, AuditFrame.equal(line, frame.kind, AuditKind.logStarted.rawValue),
            let text = AuditRecord(line)?.text("key"), let key = try? VerifyingKey(text: text)
        else {
            _ = stop(.notBegun, 1, "The first record does not begin a log.")
            return
        }
        report.key = key
    }

    private mutating func follow(_ frame: AuditFrame, _ expected: Int, _ line: Span<UInt8>) {
        if frame.number > expected {
            _ = stop(.missing, expected, "Record \(frame.number) follows record \(report.last).")
        } else if frame.number < expected {
            _ = stop(.outOfOrder, expected, "Record \(frame.number) stands in its place.")
        } else if !AuditFrame.equal(line, frame.member, report.member ?? "") {
            // Of the first two, the link tells which one was changed.
            let isFirst = report.last == report.first && frame.previous != previous
            _ = isFirst
                ? stop(.altered, report.first, "It is of another member than the record behind it, which does not link to it.")
                : stop(.foreign, expected, "It is of another member than the records before.")
        }
    }

    private mutating func blame(_ suspect: (number: Int, digest: AuditDigest), by link: AuditDigest?) {
        self.suspect = nil
        // What follows the suspect vouches for it: then the record before it is the changed one.
        let number = link == suspect.digest ? suspect.number - 1 : suspect.number
        _ = stop(.altered, number, "The chain breaks between records \(suspect.number - 1) and \(suspect.number).")
    }

    /// To be called once behind the last line; `link` is what the head says the last record's hash is.
    mutating func end(link: AuditDigest?) {
        if let suspect { blame(suspect, by: link) }
        report.hash = report.last > 0 ? previous.text : nil
    }
}
