import CordonAudit
import CordonTrust
import CordonValues
import Foundation

/// The pause switch. It is a row of the record, which a running agent watches.
public struct PauseSwitch {
    private let record: QuestionRecord
    private let audit: AuditLog

    public init(_ state: StateFolder) throws(Diagnostic) {
        record = try QuestionRecord(path: state.record)
        audit = try state.auditLog(NodeConfiguration(state).identity)
    }

    /// False when the node is paused already.
    public func pause(now: Date) throws(Diagnostic) -> Bool {
        guard try record.pausedSince() == nil else { return false }
        try audit.append(AuditEvent(.paused))
        try record.pause(at: Timestamp(now))
        return true
    }

    /// False when the node is not paused.
    public func resume() throws(Diagnostic) -> Bool {
        guard try record.pausedSince() != nil else { return false }
        try audit.append(AuditEvent(.resumed))
        try record.resume()
        return true
    }
}
