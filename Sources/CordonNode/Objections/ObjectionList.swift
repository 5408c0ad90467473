import CordonTrust
import CordonValues
import Foundation

/// The patients of this hospital who object to the use of their data (GDPR, article 21), by the hospital's own identifiers. It never leaves
/// the state folder, and no log, record or error names one of them.
public struct ObjectionList: Sendable, Hashable {
    /// Without repeats, in the order of their bytes.
    public private(set) var patients: [String]

    static let empty = ObjectionList(patients: [])
    /// Of the file, in bytes: some five million identifiers.
    private static let limit = 64 << 20

    private init(patients: [String]) { self.patients = patients }

    /// How many were not in it.
    public mutating func add(_ added: [String]) throws(Diagnostic) -> Int {
        let before = patients.count
        try replace(with: Set(patients).union(try Self.checked(added)))
        return patients.count - before
    }

    /// How many were in it.
    public mutating func remove(_ removed: [String]) throws(Diagnostic) -> Int {
        let before = patients.count
        try replace(with: Set(patients).subtracting(try Self.checked(removed)))
        return before - patients.count
    }

    private mutating func replace(with patients: Set<String>) throws(Diagnostic) {
        guard patients.reduce(0, { $0 + $1.utf8.count + 1 }) <= Self.limit else {
            throw Diagnostic(.storageFailed, "The list of objections would be longer than \(Self.limit >> 20) MiB.", hint: "Nothing was changed.")
        }
        self.patients = patients.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Without blanks around them. Which one is wrong is said by its place alone.
    private static func checked(_ patients: [String]) throws(Diagnostic) -> [String] {
        var checked: [String] = []
        for (index, patient) in patients.enumerated() {
            let bare = patient.trimmingCharacters(in: .whitespaces)
            guard NameGrammar.isLine(bare, limit: 255) else {
                throw Diagnostic(
                    .usage, "Number \(index + 1) of the identifiers is empty, longer than 255 bytes or no printable text.", hint: "Nothing was changed.")
            }
            checked.append(bare)
        }
        return checked
    }

    // MARK: - The file

    /// One identifier a line.
    var bytes: Data { Data(patients.map { $0 + "\n" }.joined().utf8) }

    /// Tells one state of the list from another.
    var digest: String { Hexadecimal.sha256(bytes) }

    /// Nil where this hospital keeps no list; a list that is there and cannot be read is an error, so that nothing is loaded without it.
    static func read(_ path: String) throws(Diagnostic) -> ObjectionList? {
        var status = stat()
        guard lstat(path, &status) == 0 || errno != ENOENT else { return nil }
        guard let text = String(validating: try SecretFile.read(path, limit: limit), as: UTF8.self), text.isEmpty || text.hasSuffix("\n") else {
            throw Diagnostic(.fileUnreadable, "The list of objections '\(path)' is damaged.", hint: "Restore it from a backup; nothing is loaded without it.")
        }
        var list = ObjectionList.empty
        do throws(Diagnostic) {
            _ = try list.add(text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init))
        } catch {
            throw Diagnostic(.fileUnreadable, "The list of objections '\(path)' is damaged.", hint: "Restore it from a backup; nothing is loaded without it.")
        }
        return list
    }

    func write(_ path: String) throws(Diagnostic) { try StateFolder.write(bytes, to: path, mode: 0o600) }
}

extension StateFolder {
    /// The patients who object, mode 0600.
    var objections: String { file("objections.list") }
}
