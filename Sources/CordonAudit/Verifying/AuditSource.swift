import CordonTrust
import CordonValues
import Foundation

/// A log to be read: the folder of a member, or a file that `audit export` wrote.
public enum AuditSource: Sendable, Hashable {
    case folder(AuditFolder)
    case file(String)

    public var name: String {
        switch self {
        case .folder(let folder): folder.path
        case .file(let path): path
        }
    }

    /// What stands behind the records of an exported file.
    struct Ending {
        /// The log's own newest head, not verified.
        var head: [UInt8]?
        var held: [HeldHead] = []
        /// Heads of others beside the records that do not verify.
        var damaged = 0

        fileprivate mutating func add(_ entry: Data?, from source: String) {
            guard let entry, let head = HeadShelf.head(entry) else { return damaged += 1 }
            held.append(HeldHead(member: head.document.member, bytes: Array(head.bytes), source: source))
        }
    }

    /// Gives every line of the records to `body` until it answers false, then says what stands beside them.
    ///
    /// `fileStart` is the number that the first record of a file must have by the file's name; nil within a file.
    func read(
        _ body: (_ line: Span<UInt8>, _ isEnded: Bool, _ fileStart: Int?) throws(Diagnostic) -> Bool
    ) throws(Diagnostic) -> Ending {
        switch self {
        case .folder(let folder): try Self.read(folder, body)
        case .file(let path): try Self.read(path, body)
        }
    }

    private static func read(
        _ folder: AuditFolder, _ body: (Span<UInt8>, Bool, Int?) throws(Diagnostic) -> Bool
    ) throws(Diagnostic) -> Ending {
        let files = folder.files
        guard !files.isEmpty || folder.exists else {
            throw Diagnostic(.notFound, "There is no audit log in '\(folder.path)'.", hint: "It begins with the first act that is recorded.")
        }
        var goesOn = true
        for file in files where goesOn {
            var start: Int? = file.first
            try LineReader.read(file.path) { (line, isEnded) throws(Diagnostic) in
                goesOn = try body(line, isEnded, start)
                start = nil
                return goesOn
            }
        }
        let shelf = HeadShelf(folder)
        var ending = Ending(head: FileManager.default.contents(atPath: folder.head).map { Array($0) })
        for member in shelf.members { ending.add(shelf.entry(member), from: folder.path) }
        return ending
    }

    private static func read(
        _ path: String, _ body: (Span<UInt8>, Bool, Int?) throws(Diagnostic) -> Bool
    ) throws(Diagnostic) -> Ending {
        var ending = Ending()
        var isBehind = false
        try LineReader.read(path) { (line, isEnded) throws(Diagnostic) in
            if isEnded, let document = trailer(line, #"{"head":"#) {
                // Two heads, or records behind one, are no export.
                guard ending.head == nil else { return try body(line, isEnded, nil) }
                ending.head = Array(document)
                isBehind = true
                return true
            }
            if isEnded, isBehind, let document = trailer(line, #"{"held":"#) {
                ending.add(document, from: path)
                return true
            }
            return try body(line, isEnded, nil)
        }
        return ending
    }

    /// The document in a line `{"head":…}`.
    private static func trailer(_ line: Span<UInt8>, _ beginning: StaticString) -> Data? {
        var at = 0
        guard line.count < 1 << 16, LineSyntax.skip(beginning, line, &at), line.count > at, line[line.count - 1] == UInt8(ascii: "}") else {
            return nil
        }
        return line.extracting(at..<line.count - 1).withUnsafeBytes { Data($0) }
    }
}
