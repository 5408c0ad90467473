import CordonAggregates
import CordonPatientSets
import CordonQuery
import CordonTrust
import CordonValues
import CordonWarehouse
import Foundation
import Synchronization

/// Compares the sets of patients behind an answer with those behind earlier ones, in the same study or one that shares a researcher with it, and
/// with each other.
struct AnswerComparison {
    let record: QuestionRecord
    /// The question's hash.
    let question: String
    let study: String
    /// The keys that its permit names.
    let researchers: Set<KeyIdentifier>
    let authority: VerifyingKey
    /// T, as the permit has it.
    let threshold: Int64
    /// Of more than two sets.
    var combinations = Combinations.pairs
    /// The values that the hospital's patients have in a column: ``Warehouse/values(of:)``.
    let values: (_ source: String) throws(Diagnostic) -> [(patient: Value, value: Value)]

    /// One answer at a time is compared and remembered, so that of any two the later one sees the earlier.
    private static let turn = Mutex(())

    /// The tables with their comparisons. What they are about is on disk when this returns, unless `settle`, which sees the tables before,
    /// is false: then they do not leave, and nothing is remembered of them.
    func compared(
        _ answers: [(table: PartialTable, memberships: PatientMemberships)], boundaries: [Boundary],
        settle: ([PartialTable]) throws(Diagnostic) -> Bool = { _ in true }
    ) throws(Diagnostic) -> [PartialTable] {
        let result = Self.turn.withLock { _ in
            Result { () throws(Diagnostic) in try comparedInTurn(answers, boundaries: boundaries, settle: settle) }
        }
        return try result.get()
    }

    private func comparedInTurn(
        _ answers: [(table: PartialTable, memberships: PatientMemberships)], boundaries: [Boundary],
        settle: ([PartialTable]) throws(Diagnostic) -> Bool
    ) throws(Diagnostic) -> [PartialTable] {
        var earlier = try record.answeredSets(studies: linkedStudies(), except: question)
        var figures = FigureComparison(record: record, values: values)
        var remembered: [AnsweredSet] = []
        var tables: [PartialTable] = []
        for (part, answer) in answers.enumerated() {
            let sets = try answered(answer.memberships, table: answer.table, part: part)
            let inside = InsideAnswer(boundaries[part], keys: answer.table.keys, memberships: answer.memberships)
            let near = try comparisons(answer.memberships, sets, layout: answer.table.layout, earlier: earlier, inside)
            let found = try figures.found(answer.memberships, sets, boundary: boundaries[part], earlier: earlier, inside, beside: near)
            var table = try answer.table.comparing(found)
            if combinations >= .triples {
                let search = CombinationSearch(earlier: earlier, own: sets, threshold: threshold)
                table = try table.combining(search.found(answer.memberships, layout: table.layout, inside))
            }
            if combinations == .all { table = try table.dividing(PatientAtoms(of: earlier + sets)) }
            tables.append(table)
            earlier += sets
            remembered += sets
        }
        if try settle(tables) { try record.remember(remembered, of: question) }
        return tables
    }

    /// Studies whose permits name one of the researchers: whatever was answered there they may have read.
    private func linkedStudies() throws(Diagnostic) -> Set<String> {
        var studies: Set = [study]
        for (other, permit) in try record.permits(except: question) where !studies.contains(other) {
            // One that cannot be read any more may name anybody.
            let named = (try? Signed<Permit>.verify(permit, by: [authority]).document.researchers.map(\.key.id)).map(Set.init)
            if named.map({ !$0.isDisjoint(with: researchers) }) ?? true { studies.insert(other) }
        }
        return studies
    }

    /// The sets, in the order of `memberships`, and after them the unions.
    private func answered(_ memberships: PatientMemberships, table: PartialTable, part: Int) throws(Diagnostic) -> [AnsweredSet] {
        let numbers = try record.numbers(of: memberships.patients)
        var sets: [AnsweredSet] = []
        func add(_ keys: [Value], _ number: Int, _ kind: PatientMemberships.Kind, _ members: [Int32]) throws(Diagnostic) {
            sets.append(
                AnsweredSet(
                    question: question, part: part, name: GroupName.bytes(question: question, part: part, keys: keys), number: number,
                    kind: kind, patients: try PatientSet(members.map { numbers[Int($0)] })))
        }
        for set in memberships.sets { try add(table.keys[set.group], set.set, set.kind, set.members) }
        for union in memberships.unions { try add(union.name.key, RevealedSet.union, union.kind, union.members) }
        return sets
    }

    private func comparisons(
        _ memberships: PatientMemberships, _ sets: [AnsweredSet], layout: PartialLayout, earlier: [AnsweredSet], _ inside: InsideAnswer
    ) throws(Diagnostic) -> [SetComparison] {
        let all = earlier + sets
        var near = try NearSets(earlier: earlier.map(\.patients), new: sets.map(\.patients), threshold: threshold)
        var found: Set<SetComparison> = []
        for (place, name) in memberships.numbers(in: layout).enumerated() {
            let kind = sets[place].kind
            for pair in try near.pairs(new: place) where all[pair.other].kind.meets(kind) {
                if pair.other >= earlier.count, !inside.isCompared(place, pair.other - earlier.count) { continue }
                found.insert(SetComparison(group: name.group, set: name.set, with: all[pair.other], entered: pair.entered, left: pair.left))
            }
            guard found.count <= SetComparison.most else {
                throw SetComparison.tooMany
            }
        }
        return Array(found)
    }
}

extension SetComparison {
    static let tooMany = Diagnostic(.notAnswered, "There are too many earlier answers about almost the same patients.")

    init(group: Int, set: Int, with other: AnsweredSet, entered: Int64, left: Int64, values: ValueDifference? = nil) {
        self.init(
            group: group, set: set, question: other.question, part: other.part, name: other.name, earlierSet: other.number, entered: entered, left: left, values: values)
    }
}

extension PatientMemberships {
    /// The group and the number of each set, and after them of the unions.
    func numbers(in layout: PartialLayout) -> [(group: Int, set: Int)] {
        sets.map { ($0.group, $0.set) } + unions.map { ($0.group, $0.name.number(in: layout)) }
    }
}

extension PatientAtoms {
    /// Of sets that numbers of patients are told of. Groups together are left out: the groups tell of them. Fails with `not-answered` where there are too many.
    init(of answered: [AnsweredSet]) throws(Diagnostic) {
        var (places, different, names) = ([PatientSet: Int](), [PatientSet](), [Set<SetCombinations.Other>]())
        for set in answered where set.kind == .counted && set.number != RevealedSet.union && set.patients.count > 0 {
            let place = places[set.patients] ?? different.count
            if place == different.count {
                places[set.patients] = place
                different.append(set.patients)
                names.append([])
            }
            names[place].insert(.init(question: set.question, part: set.part, name: set.name, set: set.number))
        }
        guard names.reduce(0, { $0 + $1.count }) <= Self.mostSets, Set(names.joined().map(\.question)).count <= SetComparison.mostQuestions else {
            throw Diagnostic(.notAnswered, "The study has answers about too many sets of patients to be combined with another.")
        }
        var partition = PatientPartition(of: different, most: Self.mostAtoms, memberships: Self.mostMemberships)
        for set in different { try partition.refine(by: set) }
        let atoms = try partition.atoms().map { Atom(patients: $0.patients, sets: $0.sets) }
        self.init(sets: names.map(Array.init), atoms: atoms)
    }
}

extension PatientMemberships.Kind {
    /// Of both the same may be told.
    func meets(_ other: Self) -> Bool {
        switch (self, other) {
        case (.counted, .counted): true
        case (.measured(let left), .measured(let right)): left == nil || right == nil || left == right
        case (.counted, .measured), (.measured, .counted): false
        }
    }
}
