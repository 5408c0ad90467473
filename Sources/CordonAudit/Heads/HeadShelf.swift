import CordonTrust
import CordonValues
import Foundation

/// A trouble with another member's log that nobody has looked into yet.
public struct HeadTroubleRecord: Sendable, Hashable {
    public let trouble: HeadTrouble
    /// The number of the head that is held, and of the one that contradicts it.
    public let held: Int
    public let offered: Int
}

/// The files that keep other members' heads: whatever process asks reads the same.
public struct HeadShelf: Sendable {
    private let folder: AuditFolder

    public init(_ folder: AuditFolder) { self.folder = folder }

    /// The newest head of a member that is held, verified anew by the key that it was taken in with.
    public func held(_ member: String) -> Signed<AuditHead>? { entry(member).flatMap(Self.head) }

    /// What is kept of a member: `{"key":…,"head":…}`.
    public func entry(_ member: String) -> Data? { FileManager.default.contents(atPath: path(member, "json")) }

    static func head(_ entry: Data) -> Signed<AuditHead>? {
        guard let json = try? StrictJSON.read(entry), case .object(let members) = json, members.count == 2,
            case .string(let text)? = json["key"], let key = try? VerifyingKey(text: text), let head = json["head"]
        else { return nil }
        return try? Signed<AuditHead>.verify(head.written, by: [key])
    }

    public func trouble(_ member: String) -> HeadTroubleRecord? {
        guard let bytes = FileManager.default.contents(atPath: path(member, "trouble")), let json = try? StrictJSON.read(bytes),
            case .string(let word)? = json["trouble"], let trouble = HeadTrouble(rawValue: word), case .number(let held)? = json["held"],
            case .number(let offered)? = json["offered"]
        else { return nil }
        return HeadTroubleRecord(trouble: trouble, held: Int(held) ?? 0, offered: Int(offered) ?? 0)
    }

    /// Members of whom a head is held.
    public var members: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.held)) ?? []
        return names.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }

    func keep(_ head: Signed<AuditHead>, by key: VerifyingKey, of member: String) throws(Diagnostic) {
        let json = StrictJSON.object([.init("key", .string(key.text)), .init("head", try StrictJSON.read(head.bytes))])
        try DurableFile.replace(path(member, "json"), with: Array(json.written))
    }

    func keep(_ record: HeadTroubleRecord, of member: String) throws(Diagnostic) {
        let json = StrictJSON.object([
            .init("trouble", .string(record.trouble.rawValue)), .init("held", .integer(record.held)), .init("offered", .integer(record.offered)),
        ])
        try DurableFile.replace(path(member, "trouble"), with: Array(json.written))
    }

    func forget(_ member: String) throws(Diagnostic) {
        for file in [path(member, "trouble"), path(member, "json")] where FileManager.default.fileExists(atPath: file) {
            guard unlink(file) == 0 else {
                throw Diagnostic(.storageFailed, "'\(file)' cannot be removed.", hint: "Check the folder's permissions.")
            }
        }
    }

    /// Ids have nothing in them that a path could stumble over.
    private func path(_ member: String, _ ending: String) -> String { "\(folder.held)/\(member).\(ending)" }
}
