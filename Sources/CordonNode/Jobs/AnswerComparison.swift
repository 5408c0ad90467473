import CordonAggregates
import CordonPatientSets
import CordonValues
import CordonWarehouse

/// Compares the sets of patients behind an answer with those behind earlier ones, in the same study or to the same researcher, and with each
/// other where they are asked about beside each other.
struct AnswerComparison {
    let record: QuestionRecord
    /// The question's hash.
    let question: String
    let study: String
    /// The researcher's key.
    let signer: String
    /// T, as the permit has it.
    let threshold: Int64

    /// The tables with their comparisons. What they are about is on disk when this returns.
    func compared(_ answers: [(table: PartialTable, memberships: PatientMemberships)]) throws(Diagnostic) -> [PartialTable] {
        var earlier = try record.answeredSets(study: study, signer: signer, except: question)
        var remembered: [AnsweredSet] = []
        var tables: [PartialTable] = []
        for (part, answer) in answers.enumerated() {
            let sets = try answered(answer.memberships, table: answer.table, part: part)
            tables.append(try answer.table.comparing(comparisons(answer.memberships, sets, earlier: earlier)))
            earlier += sets
            remembered += sets
        }
        try record.remember(remembered, of: question)
        return tables
    }

    private func answered(_ memberships: PatientMemberships, table: PartialTable, part: Int) throws(Diagnostic) -> [AnsweredSet] {
        let numbers = try record.numbers(of: memberships.patients)
        var sets: [AnsweredSet] = []
        for set in memberships.sets {
            sets.append(
                AnsweredSet(
                    question: question, part: part,
                    name: GroupName.bytes(question: question, part: part, keys: table.keys[set.group]), number: set.set, kind: set.kind,
                    patients: try PatientSet(set.members.map { numbers[Int($0)] })))
        }
        return sets
    }

    private func comparisons(
        _ memberships: PatientMemberships, _ sets: [AnsweredSet], earlier: [AnsweredSet]
    ) throws(Diagnostic) -> [SetComparison] {
        var found: [SetComparison] = []
        func note(_ place: Int, _ other: AnsweredSet, _ pair: NearSets.Pair) {
            let membership = memberships.sets[place]
            found.append(
                SetComparison(
                    group: membership.group, set: membership.set, question: other.question, part: other.part, name: other.name,
                    earlierSet: other.number, entered: pair.entered, left: pair.left))
        }
        for kind in [PatientMemberships.Kind.counted, .measured] {
            let others = earlier.filter { $0.kind == kind }
            var near = NearSets(earlier: others.map(\.patients), threshold: threshold)
            for place in sets.indices where sets[place].kind == kind {
                for pair in try near.pairs(sets[place].patients, place: place) { note(place, others[pair.earlier], pair) }
            }
        }
        for (_, places) in Dictionary(grouping: sets.indices, by: { memberships.sets[$0].group }).sorted(by: { $0.key < $1.key }) {
            for (place, others) in Self.beside(places, memberships) {
                var near = NearSets(earlier: others.map { sets[$0].patients }, threshold: threshold)
                for pair in try near.pairs(sets[place].patients, place: place) { note(place, sets[others[pair.earlier]], pair) }
            }
        }
        guard found.count <= SetComparison.most else {
            throw Diagnostic(.notAnswered, "There are too many earlier answers about almost the same patients.")
        }
        return found
    }

    /// Of each column of a group, those who contribute and those of them with a non-zero argument, and the same of the columns before it. How the
    /// sets of one column differ among themselves, and from the group, is counted in the table itself.
    private static func beside(_ places: [Int], _ memberships: PatientMemberships) -> [(place: Int, others: [Int])] {
        func column(_ place: Int) -> Int? {
            guard let (column, set) = RevealedSet.of(number: memberships.sets[place].set), set == .contributors || set == .nonZero else { return nil }
            return memberships.sets[place].kind == .counted ? column : nil
        }
        let counted = places.compactMap { place in column(place).map { (place: place, column: $0) } }
        return counted.map { set in (set.place, counted.filter { $0.column < set.column }.map(\.place)) }.filter { !$0.others.isEmpty }
    }
}
