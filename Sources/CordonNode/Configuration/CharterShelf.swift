import CordonTrust
import CordonValues
import Foundation

/// The newest charter of the node's network. Only what the pinned authority signed gets here, and never an older version.
public struct CharterShelf: Sendable {
    private let file: String
    private let authority: VerifyingKey
    private(set) var current: Signed<Charter>?

    /// Reads the charter of a state folder; none is no error.
    init(_ state: StateFolder, authority: VerifyingKey) throws(Diagnostic) {
        file = state.charter
        self.authority = authority
        if let bytes = FileManager.default.contents(atPath: file) {
            current = try Signed<Charter>.verify(bytes, by: [authority])
        }
    }

    /// For a node that enrols anew: a charter of another authority is of a network that the node leaves, and goes.
    static func forEnrolment(_ state: StateFolder, authority: VerifyingKey) throws(Diagnostic) -> CharterShelf {
        do {
            return try CharterShelf(state, authority: authority)
        } catch where error.code == .keyUnknown {
            try? FileManager.default.removeItem(atPath: state.charter)
            return try CharterShelf(state, authority: authority)
        }
    }

    /// Takes a charter in; true when it replaced the one before. An older version, another network's, and a second charter of the
    /// same version are refused.
    ///
    /// `recording` is called with a charter that will replace the one before; when it throws, nothing is replaced.
    mutating func offer(
        _ bytes: Data, recording: (Signed<Charter>) throws(Diagnostic) -> Void = { (_) throws(Diagnostic) in }
    ) throws(Diagnostic) -> Bool {
        let offered = try Signed<Charter>.verify(bytes, by: [authority])
        if let current {
            guard offered.document.network == current.document.network else {
                throw Diagnostic(
                    .charterInvalid,
                    "The coordinator sent the charter of '\(offered.document.network)'; this node belongs to '\(current.document.network)'.",
                    hint: "A node belongs to one network; make a new state folder with 'cordon-node init' for another.")
            }
            guard offered.hash != current.hash else { return false }
            guard offered.document.version > current.document.version else {
                throw Diagnostic(
                    .charterInvalid,
                    "The coordinator sent version \(offered.document.version) of the charter; this node has another of version "
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
