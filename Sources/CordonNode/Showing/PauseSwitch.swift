import CordonTrust
import CordonValues
import Foundation

/// The pause switch. It is a row of the record, which a running agent watches.
public struct PauseSwitch {
    private let record: QuestionRecord

    public init(_ state: StateFolder) throws(Diagnostic) {
        _ = try NodeConfiguration(state)
        record = try QuestionRecord(path: state.record)
    }

    /// False when the node is paused already.
    public func pause(now: Date) throws(Diagnostic) -> Bool {
        guard try record.pausedSince() == nil else { return false }
        try record.pause(at: Timestamp(now))
        return true
    }

    /// False when the node is not paused.
    public func resume() throws(Diagnostic) -> Bool {
        guard try record.pausedSince() != nil else { return false }
        try record.resume()
        return true
    }
}
