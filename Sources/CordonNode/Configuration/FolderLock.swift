import CordonValues
import Foundation

/// Holds a lock file of the state folder, so that two loads, or two agents, never work on one state. The kernel drops the lock when
/// the process ends, however it ends.
final class FolderLock: Sendable {
    private let descriptor: Int32

    /// `what` names the holder for people: "cordon-node load".
    init(_ state: StateFolder, name: String, what: String, patience: Int = 25) throws(Diagnostic) {
        descriptor = open(state.file("\(name).lock"), O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Diagnostic(
                .storageFailed, "The state folder '\(state.path)' cannot be written.",
                hint: "Run as the user who owns it, or make one with 'cordon-node init'.")
        }
        // A short patience: `status` holds the lock for a moment to see whether an agent does.
        var tries = 0
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0, tries < patience {
            tries += 1
            usleep(20_000)
        }
        guard tries < patience else {
            close(descriptor)
            throw Diagnostic(.conflict, "Another '\(what)' works on '\(state.path)'.", hint: "Wait until it has ended.")
        }
    }

    deinit { close(descriptor) }
}
