import CordonTrust
import CordonValues
import Foundation

/// Writes a log as one file that can be verified anywhere: its records, its head, and the heads of others that its owner holds.
public struct AuditExport: Sendable {
    private let folder: AuditFolder

    public init(_ folder: AuditFolder) { self.folder = folder }

    /// Gives the file's bytes to `write`, line by line. The head is read first, so that records which are appended meanwhile stand behind
    /// it and are left out.
    public func run(_ write: (Data) throws(Diagnostic) -> Void) throws(Diagnostic) {
        guard let head = FileManager.default.contents(atPath: folder.head),
            let last = (try? StrictJSON.read(head)).flatMap(Self.number)
        else { throw Diagnostic(.notFound, "There is no audit log in '\(folder.path)'.") }
        var block = Data()
        _ = try AuditSource.folder(folder).read { (line, isEnded, _) throws(Diagnostic) in
            // What is no record is exported too: verification names it.
            if isEnded, let frame = AuditFrame(line), frame.number > last { return false }
            line.withUnsafeBytes { block.append(contentsOf: $0) }
            if isEnded { block.append(0x0A) }
            if block.count > 1 << 20 {
                try write(block)
                block.removeAll(keepingCapacity: true)
            }
            return true
        }
        let shelf = HeadShelf(folder)
        block += Self.ending(head: head, held: shelf.members.compactMap(shelf.entry))
        try write(block)
    }

    /// The lines behind the records: the head of the last one, and the entries of `held/`.
    public static func ending(head: Data, held: [Data]) -> Data { held.reduce(line("head", head)) { $0 + line("held", $1) } }

    private static func line(_ name: String, _ document: Data) -> Data { Data("{\"\(name)\":".utf8) + document + Data("}\n".utf8) }

    private static func number(_ jws: StrictJSON) -> Int? {
        guard case .string(let payload)? = jws["payload"], let content = Base64URL.decode(payload), let json = try? StrictJSON.read(content),
            case .number(let text)? = json["n"]
        else { return nil }
        return Int(text)
    }
}

extension AuditExport {
    /// Writes the export to a new file of mode 0600; an existing one is never touched.
    public func write(to path: String) throws(Diagnostic) {
        let file = try ExportFile(path)
        do throws(Diagnostic) { try run { (block) throws(Diagnostic) in try file.append(block) } } catch {
            file.discard()
            throw error
        }
    }
}
