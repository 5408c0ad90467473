import CordonTrust
import CordonValues
import Foundation

/// The newest version of a document that the node's network has one of. Only what the pinned authority signed gets here, and never an
/// older version.
struct DocumentShelf<Document: VersionedDocument>: Sendable {
    private let state: StateFolder
    private let file: String
    private let authority: VerifyingKey
    private(set) var current: Signed<Document>?

    /// Reads the document of a state folder; none is no error.
    fileprivate init(_ state: StateFolder, file: String, authority: VerifyingKey) throws(Diagnostic) {
        self.state = state
        self.file = file
        self.authority = authority
        try refresh()
    }

    /// Looks whether another process has put a newer version there; true when it has.
    @discardableResult mutating func refresh() throws(Diagnostic) -> Bool {
        guard let bytes = FileManager.default.contents(atPath: file), bytes != current?.bytes else { return false }
        let found = try Signed<Document>.verify(bytes, by: [authority])
        guard found.document.version > current?.document.version ?? 0 else { return false }
        current = found
        return true
    }

    /// For a node that enrols anew: a document of another authority is of a network that the node leaves, and goes.
    fileprivate static func forEnrolment(_ state: StateFolder, file: String, authority: VerifyingKey) throws(Diagnostic) -> Self {
        do {
            return try Self(state, file: file, authority: authority)
        } catch where error.code == .keyUnknown {
            try? FileManager.default.removeItem(atPath: file)
            return try Self(state, file: file, authority: authority)
        }
    }

    /// Takes a document in; true when it replaced the one before. An older version, another network's than the document before or
    /// `network`, and a second one of the same version are refused.
    ///
    /// `recording` is called with a document that will replace the one before; when it throws, nothing is replaced.
    mutating func offer(
        _ bytes: Data, to network: String? = nil, recording: (Signed<Document>) throws(Diagnostic) -> Void = { (_) throws(Diagnostic) in }
    ) throws(Diagnostic) -> Bool {
        let lock = try FolderLock(state, name: "documents", what: "cordon-node")
        defer { withExtendedLifetime(lock) {} }
        try refresh()
        let offered = try Signed<Document>.verify(bytes, by: [authority])
        if let home = current?.document.network ?? network, offered.document.network != home {
            throw Diagnostic(
                Document.refusal,
                "The \(Document.title) of the network '\(offered.document.network)' was offered; this node belongs to '\(home)'.",
                hint: "A node belongs to one network; make a new state folder with 'cordon-node init' for another.")
        }
        if let current {
            guard offered.hash != current.hash else { return false }
            guard offered.document.version > current.document.version else {
                throw Diagnostic(
                    Document.refusal,
                    "Version \(offered.document.version) of the \(Document.title) was offered; this node has another of version "
                        + "\(current.document.version).",
                    hint: "The coordinator's operator installs the newest one that the data authority signed.")
            }
        }
        try recording(offered)
        try StateFolder.write(offered.bytes, to: file)
        current = offered
        return true
    }
}

typealias CharterShelf = DocumentShelf<Charter>

extension DocumentShelf<Charter> {
    init(_ state: StateFolder, authority: VerifyingKey) throws(Diagnostic) {
        try self.init(state, file: state.charter, authority: authority)
    }

    static func forEnrolment(_ state: StateFolder, authority: VerifyingKey) throws(Diagnostic) -> CharterShelf {
        try forEnrolment(state, file: state.charter, authority: authority)
    }
}

typealias RevocationShelf = DocumentShelf<Revocations>

extension DocumentShelf<Revocations> {
    init(_ state: StateFolder, authority: VerifyingKey) throws(Diagnostic) {
        try self.init(state, file: state.revocations, authority: authority)
    }

    static func forEnrolment(_ state: StateFolder, authority: VerifyingKey) throws(Diagnostic) -> RevocationShelf {
        try forEnrolment(state, file: state.revocations, authority: authority)
    }
}
