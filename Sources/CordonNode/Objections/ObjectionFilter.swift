import CordonValues
import CordonWarehouse

/// Finds the rows of patients who object while a snapshot is loaded, in every table with a patient key.
struct ObjectionFilter {
    private let list: ObjectionList
    private let wholes: Set<Int64>
    private let texts: Set<String>
    private var matched: Set<Value> = []

    /// An identifier of digits is meant as a number where the patient key is one, and as it stands where that is text.
    init(_ list: ObjectionList) {
        self.list = list
        wholes = Set(list.patients.compactMap(Int64.init))
        texts = Set(list.patients)
    }

    mutating func leavesOut(_ patient: Value) -> Bool {
        let objects: Bool
        switch patient {
        case .integer(let whole): objects = wholes.contains(whole)
        case .text(let text): objects = texts.contains(text)
        case .date, .timestamp: objects = texts.contains("\(patient)")
        case .null, .boolean, .numeric, .double: objects = false
        }
        if objects { matched.insert(patient) }
        return objects
    }

    /// What the snapshot says of it.
    var applied: AppliedObjections { AppliedObjections(list: list.digest, matched: Int64(matched.count)) }
}
