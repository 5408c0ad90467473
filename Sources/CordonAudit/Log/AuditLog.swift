import CordonTrust
import CordonValues
import Foundation
import Synchronization

/// A member's audit log: every record is chained to the one before it, on disk when the call returns, and under a head that the member
/// signs. `protocol/audit.md` is the format.
///
/// Several values, also of several processes, may append to one folder: each append holds a lock, and takes up what others wrote. A write
/// that fails leaves nothing; who appends before an effect must then leave the effect out.
public final class AuditLog: Sendable {
    /// A file that has grown to so many bytes is followed by a new one.
    public static let fileLimit = 64 << 20

    public let folder: AuditFolder
    public let member: String
    private let key: SigningKey
    private let limit: Int
    private let clock: @Sendable () -> Date
    private let state: Mutex<State>

    private struct State {
        var network: String
        /// Nil before the first append, and after a failure: then the disk is asked anew.
        var tail: AuditTail?
        /// Digests by number that were asked for lately.
        var known: [Int: AuditDigest] = [:]

        mutating func remember(_ number: Int, _ digest: AuditDigest) {
            // Heads are asked for again soon or never.
            if known.count >= 256 { known.removeAll() }
            known[number] = digest
        }
    }

    /// Opens the log, checks its end (``AuditTail``) and begins it where there is none.
    ///
    /// - Parameters:
    ///   - network: the id of the member's network, where it knows it; see ``belong(to:)``.
    ///   - software: name and version of the program, for the first record.
    public init(
        _ folder: AuditFolder, member: String, key: SigningKey, network: String? = nil, software: String, fileLimit: Int = AuditLog.fileLimit,
        clock: @escaping @Sendable () -> Date = { Date() }
    ) throws(Diagnostic) {
        self.folder = folder
        self.member = member
        self.key = key
        limit = fileLimit
        self.clock = clock
        state = Mutex(State(network: network ?? ""))
        try folder.make()
        try locked { (state) throws(Diagnostic) in
            let begin = AuditEvent(.logStarted, [AuditField("key", key.verifyingKey.text), AuditField("software", software)])
            if try take(&state) == nil { try write([begin], after: AuditTail(beginning: folder), &state) }
        }
    }

    /// The network that heads name from now on.
    public func belong(to network: String) { state.withLock { $0.network = network } }

    /// Appends records in this order; all of them or none are on disk when it returns.
    public func append(_ events: [AuditEvent]) throws(Diagnostic) {
        guard !events.isEmpty else { return }
        try locked { (state) throws(Diagnostic) in try write(events, after: current(&state), &state) }
    }

    /// Records that the member signs with `next` from now on, under a head that is signed with it. The caller goes on with a log that is
    /// opened with that key: this one finds its own head no more.
    public func handOver(to next: SigningKey) throws(Diagnostic) {
        let event = AuditEvent(.keyChanged, [AuditField("key", next.verifyingKey.text)])
        try locked { (state) throws(Diagnostic) in
            try write([event], after: current(&state), &state, by: next)
            state.tail = nil
        }
    }

    public func append(_ event: AuditEvent) throws(Diagnostic) { try append([event]) }

    /// The head that stands for the log now, signed now.
    public func head() throws(Diagnostic) -> Signed<AuditHead> {
        try locked { (state) throws(Diagnostic) in
            let tail = try current(&state)
            state.remember(tail.number, tail.digest)
            return try sign(tail, state.network, by: key)
        }
    }

    /// SHA-256 of the line of a record in hexadecimal; nil where the log has no such record.
    public func hash(at number: Int) throws(Diagnostic) -> String? {
        try locked { (state) throws(Diagnostic) -> String? in
            let tail = try current(&state)
            guard (1...tail.number).contains(number) else { return nil }
            if number == tail.number { return tail.digest.text }
            if let known = state.known[number] { return known.text }
            guard let found = try find(number) else { return nil }
            state.remember(number, found)
            return found.text
        }
    }

    private func find(_ number: Int) throws(Diagnostic) -> AuditDigest? {
        guard let file = folder.files.last(where: { $0.first <= number }) else { return nil }
        var found: AuditDigest?
        try LineReader.read(file.path) { (line, isEnded) throws(Diagnostic) in
            guard isEnded, let frame = AuditFrame(line) else { return false }
            if frame.number == number { found = AuditDigest(of: line) }
            return frame.number < number
        }
        return found
    }
}

// MARK: - Under the lock

extension AuditLog {
    private func locked<Result: Sendable>(_ body: (inout State) throws(Diagnostic) -> Result) throws(Diagnostic) -> Result {
        // The value's own lock first: the file's belongs to a descriptor, which does not tell tasks apart.
        try state.withLock { (state) throws(Diagnostic) in
            let lock = try AuditLock(folder)
            defer { lock.release() }
            return try body(&state)
        }
    }

    /// The end as it is now, whoever wrote last.
    private func current(_ state: inout State) throws(Diagnostic) -> AuditTail {
        if let tail = state.tail, let head = FileManager.default.contents(atPath: folder.head), tail.head.elementsEqual(head),
            AuditFolder.size(tail.file) == tail.size
        {
            return tail
        }
        guard let tail = try take(&state) else { throw .brokenAudit(folder, "its records are gone") }
        return tail
    }

    /// Reads the end from disk; what an earlier process left unfinished is finished and recorded. Nil where there is no log.
    private func take(_ state: inout State) throws(Diagnostic) -> AuditTail? {
        state.tail = nil
        guard let found = try FoundTail(folder, member: member, key: key.verifyingKey) else { return nil }
        state.tail = found.tail
        guard found.unsigned > 0 || found.torn > 0 || found.tail.head.isEmpty else { return found.tail }
        if found.torn > 0 { try DurableFile.cut(found.tail.file.path, to: found.tail.size) }
        let recovered = AuditEvent(
            .logRecovered, [AuditField("unsigned", found.unsigned), AuditField("torn", found.torn > 0 ? "yes" : "no")])
        try write([recovered], after: found.tail, &state)
        return state.tail
    }

    private func write(_ events: [AuditEvent], after end: AuditTail, _ state: inout State, by signer: SigningKey? = nil) throws(Diagnostic) {
        // What the disk holds is not known again before everything has succeeded.
        state.tail = nil
        var tail = end
        var bytes: [UInt8] = []
        let now = Timestamp(clock())
        for event in events {
            let line = try AuditLine(event, number: tail.number + 1, after: tail.digest, member: member, at: now)
            bytes += line.bytes
            bytes.append(0x0A)
            (tail.number, tail.digest) = (line.number, line.digest)
            if !line.isAboutHeads { tail.event = line.number }
        }
        if tail.size > 0, tail.size + bytes.count > limit {
            tail.file = folder.file(startingAt: end.number + 1)
            tail.size = 0
        }
        try DurableFile.append(bytes, to: tail.file.path, size: tail.size)
        tail.size += bytes.count
        tail.head = Array(try sign(tail, state.network, by: signer ?? key).bytes)
        try DurableFile.replace(folder.head, with: tail.head)
        state.tail = tail
    }

    private func sign(_ tail: AuditTail, _ network: String, by signer: SigningKey) throws(Diagnostic) -> Signed<AuditHead> {
        try Signed.sign(
            AuditHead(
                network: network, member: member, number: tail.number, hash: tail.digest.text, event: tail.event, time: Timestamp(clock())),
            by: signer)
    }
}
