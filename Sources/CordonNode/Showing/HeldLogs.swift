import CordonAudit
import CordonTrust
import CordonValues

/// The heads of the coordinator's audit log that this node holds.
public struct HeldLogs {
    private let heads: HeldHeads

    public init(_ state: StateFolder) throws(Diagnostic) {
        heads = HeldHeads(try state.auditLog(NodeConfiguration(state).identity))
    }

    /// Recorded with `reason`; refused with `not-found` where no head of this member is held.
    public func forget(_ member: String, reason: String) throws(Diagnostic) {
        try heads.forget(member, reason: reason)
    }
}
