import CordonAggregates
import CordonQuery
import CordonValues
import CordonWarehouse

extension Boundary {
    /// Where all answers are combined: atoms tell of every set of the table that numbers of patients are told of, with exactly its patients, and of no other set of this part. So a hospital
    /// cannot leave its patients out of what is decided about all, by mistake or to spare itself the work. `question` is the hash, `part` from 0.
    ///
    /// Fails with `partial-invalid`.
    public func checkAtoms(of table: PartialTable, question: String, part: Int) throws(Diagnostic) {
        var sizes: [SetCombinations.Other: Int64] = [:]
        for (group, keys) in table.keys.enumerated() {
            let name = GroupName.bytes(question: question, part: part, keys: keys)
            for column in aggregates.indices where columnWithSets(of: column) == column && aggregates[column].specification.stateKind != .none {
                let patients = table.columns[column].sets(group: group, patients: table.patients[group])
                for set in aggregates[column].countedSets where patients.size(set) > 0 {
                    sizes[.init(question: question, part: part, name: name, set: set.number(column: column))] = patients.size(set)
                }
            }
        }
        var told = Array(repeating: Int64(0), count: table.atoms.sets.count)
        for atom in table.atoms.atoms { for place in atom.sets { told[place] += atom.patients } }
        var named = 0
        for (place, names) in table.atoms.sets.enumerated() {
            for name in names where name.question == question && name.part == part {
                named += 1
                guard sizes[name] == told[place] else { throw Self.differing }
            }
        }
        guard named == sizes.count else { throw Self.differing }
    }

    private static let differing = Diagnostic(.partialInvalid, "A partial table has atoms that are not about the patients of its cells.")
}
