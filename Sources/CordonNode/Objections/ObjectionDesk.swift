import CordonAudit
import CordonValues
import CordonWarehouse
import CordonWarehouseSQLite
import Foundation

/// What a hospital's administrator does to the list of patients who object. Every act is in the audit log, with no identifier and no number.
public struct ObjectionDesk {
    private let state: StateFolder
    private let audit: AuditLog

    public init(_ state: StateFolder) throws(Diagnostic) {
        self.state = state
        audit = try state.auditLog(NodeConfiguration(state).identity)
    }

    /// How many were not in the list. It holds from the next load on.
    public func add(_ patients: [String]) throws(Diagnostic) -> Int {
        try change(.objectionsAdded) { (list) throws(Diagnostic) in try list.add(patients) }
    }

    /// The same of a file: one identifier a line, or the values of a column of a CSV file, empty ones left out.
    public func `import`(_ file: String, column: String?) throws(Diagnostic) -> Int {
        let patients = try ObjectionFile(path: file, column: column).patients()
        return try change(.objectionsImported) { (list) throws(Diagnostic) in try list.add(patients) }
    }

    /// How many were in the list. Their rows are in snapshots from the next load on.
    public func remove(_ patients: [String]) throws(Diagnostic) -> Int {
        try change(.objectionsRemoved) { (list) throws(Diagnostic) in try list.remove(patients) }
    }

    /// The first act makes the list, also where it stays empty. Nothing is recorded of a list that cannot be read.
    private func change(_ kind: AuditKind, _ act: (inout ObjectionList) throws(Diagnostic) -> Int) throws(Diagnostic) -> Int {
        let lock = try FolderLock(state, name: "objections", what: "cordon-node objections")
        defer { withExtendedLifetime(lock) {} }
        var list = try ObjectionList.read(state.objections) ?? .empty
        let changed = try act(&list)
        try audit.append(AuditEvent(kind))
        try list.write(state.objections)
        return changed
    }
}
