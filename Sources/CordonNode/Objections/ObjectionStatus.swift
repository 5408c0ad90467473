import CordonCatalog
import CordonTrust
import CordonValues
import CordonWarehouse
import CordonWarehouseSQLite
import Foundation

/// The list of patients who object, and whether the newest snapshot leaves them out. Its numbers are for the hospital alone.
public struct ObjectionStatus {
    /// Nil where this hospital keeps no list.
    let list: ObjectionList?
    /// Nil while nothing is loaded.
    let snapshot: SnapshotDescription?

    init(list: ObjectionList?, snapshot: SnapshotDescription?) {
        self.list = list
        self.snapshot = snapshot
    }

    public init(_ state: StateFolder) throws(Diagnostic) {
        list = try ObjectionList.read(state.objections)
        let catalog = try NodeConfiguration(state).catalog(in: state)
        snapshot = state.snapshotFolder.files.isEmpty ? nil : try WarehouseShelf(state, catalog: catalog).newest().snapshot
    }

    /// The newest snapshot leaves out exactly the patients of the list as it is now.
    var isApplied: Bool { list?.digest == snapshot?.objections?.list }

    public var lines: [String] {
        guard let list else { return ["This hospital keeps no list of patients who object."] }
        return ["entries     \(list.patients.count)", "snapshot    \(applied)"]
    }

    private var applied: String {
        guard let snapshot else { return "nothing is loaded yet: the list is applied by the first load" }
        guard let known = snapshot.objections else { return "snapshot \(snapshot.number) was loaded without a list: load again" }
        let when = Timestamp(secondsSince1970: snapshot.loaded)?.text ?? "?"
        let what = "\(known.matched) of the entries had rows; snapshot \(snapshot.number) of \(when) leaves them out"
        return isApplied ? what : "\(what); the list is another one since: load again"
    }
}
