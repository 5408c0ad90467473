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
        block += Self.line("head", head)
        let shelf = HeadShelf(folder)
        for member in shelf.members { if let entry = shelf.entry(member) { block += Self.line("held", entry) } }
        try write(block)
    }

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
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Diagnostic(.storageFailed, "'\(path)' cannot be made: \(String(cString: strerror(errno))).", hint: "Name a new file.")
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do throws(Diagnostic) {
            try run { (block) throws(Diagnostic) in
                do { try handle.write(contentsOf: block) } catch { throw Diagnostic(.storageFailed, "'\(path)' cannot be written.") }
            }
        } catch {
            // Half an export would look like a log whose end was removed.
            unlink(path)
            throw error
        }
    }
}
