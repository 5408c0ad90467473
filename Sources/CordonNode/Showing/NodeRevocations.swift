import CordonAudit
import CordonTrust
import CordonValues
import Foundation

/// The revocation list of a node as its administrator sees it, and takes one in that the coordinator does not bring.
public struct NodeRevocations {
    private var shelf: RevocationShelf
    private let network: String?
    private let audit: AuditLog

    public init(_ state: StateFolder) throws(Diagnostic) {
        let configuration = try NodeConfiguration(state)
        let authority = try Enrolment(state).authority
        shelf = try RevocationShelf(state, authority: authority)
        network = try CharterShelf(state, authority: authority).current?.document.network
        audit = try state.auditLog(configuration.identity)
    }

    /// False when the node has this list already. An older one and another network's are refused with `conflict`.
    public func take(_ bytes: Data) throws(Diagnostic) -> Bool {
        var shelf = shelf
        return try shelf.offer(bytes, to: network) { (list) throws(Diagnostic) in try audit.append(.installed(list)) }
    }

    public var lines: [String] {
        guard let list = shelf.current?.document else { return ["No revocation list has arrived yet."] }
        return list.lines
    }
}
