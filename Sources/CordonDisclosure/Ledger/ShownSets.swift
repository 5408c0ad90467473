import CordonAggregates
import CordonQuery
import CordonValues

/// The sets of patients that the shown cells of an answer are about, and which of them nobody has been shown before.
///
/// A cell is about its contributors, and one of a condition about those who meet it too; a figure of a computed argument is one of its own, since the arms of a
/// condition inside can be told apart by their weights; where they are ``BoundaryAggregate/components``, it is about what these are about. A set counts once in a
/// group: columns over the same rows and arguments are about the same sets, and where everybody of a group is in one it is the group. A set of nobody is none. Where groups divide the
/// patients, one of a coarser grouping set that shown ones add up to follows from them.
///
/// ``newCount`` bounds from above by how much the rank of all sets' indicators grows.
struct ShownSets {
    private let cells: [[CellFacts]]
    private let hidden: [[Bool]]
    /// Of each column the first that is about the same contributors, and the first that tells the same of them.
    private let columns: [(contributors: Int, nonZero: Int)]
    /// Of each column whether its argument is computed, so that each patient can have a weight of its own.
    private let weights: [StateKind?]
    /// Of each column itself and its components.
    private let told: [[Int]]
    /// Of each group of a coarser grouping set the finest groups that it is made of, for each finest grouping set.
    private let parts: [Int: [[Int]]]

    private struct Name: Hashable {
        static let wholeGroup = Self(column: nil, set: .contributors)

        let column: Int?
        let set: RevealedSet
        /// What a computed argument, or its squares, add up to over the contributors.
        var weights: StateKind?
    }

    /// `cells[group][column]`, and which of them are not shown.
    init(_ boundary: Boundary, keys: [[Value]], cells: [[CellFacts]], hidden: [[Bool]]) {
        self.cells = cells
        self.hidden = hidden
        let aggregates = boundary.aggregates
        columns = aggregates.indices.map { column in
            let same = aggregates.indices.filter { aggregates[$0].hasRows(of: aggregates[column]) }
            return (same.first ?? column, same.first { aggregates[$0].disclosure.revealsNonZero } ?? column)
        }
        weights = aggregates.map { $0.givesWeights ? $0.specification.stateKind : nil }
        told = aggregates.indices.map { [$0] + aggregates[$0].components }
        parts = Self.parts(boundary, keys: keys)
    }

    private static func parts(_ boundary: Boundary, keys: [[Value]]) -> [Int: [[Int]]] {
        guard boundary.groupsPartitionPatients, boundary.groupingSets.count > 1 else { return [:] }
        var parts: [Int: [[Int]]] = [:]
        for table in CrossTable.all(boundary, keys: keys) {
            for line in table.lines {
                let atoms = line.atoms.map { table.groups[$0] }
                if let group = line.group, atoms != [group] { parts[group, default: []].append(atoms) }
            }
        }
        return parts
    }

    /// How many nobody has been shown before, each once.
    var newCount: Int {
        let told = cells.indices.map(shown)
        return cells.indices.reduce(0) { count, group in
            count + told[group].subtracting(known(in: group)).count { !follows($0, group, told) }
        }
    }

    /// Everything that the cell is about has been shown before.
    func isKnown(group: Int, column: Int) -> Bool {
        let names = Set(sets(group, column).map(\.name))
        return !names.isEmpty && names.isSubset(of: known(in: group))
    }

    /// What a cell is about. Sets of nobody have no name.
    private func sets(_ group: Int, _ column: Int) -> [Entry] { told[column].flatMap { ownSets(group, $0) } }

    private struct Entry {
        let column: Int
        let set: RevealedSet
        let name: Name
    }

    private func ownSets(_ group: Int, _ column: Int) -> [Entry] {
        let told: [RevealedSet] = [.contributors] + (cells[group][column].needs.revealsNonZero ? [.nonZero] : [])
        let weights = cells[group][column].sets.contributors > 0 ? weights[column] : nil
        let weighted = weights.map { [Entry(column: column, set: .nonZero, name: Name(column: columns[column].nonZero, set: .nonZero, weights: $0))] } ?? []
        return told.compactMap { set in name(set, of: column, in: group).map { Entry(column: column, set: set, name: $0) } } + weighted
    }

    private func name(_ set: RevealedSet, of column: Int, in group: Int) -> Name? {
        let facts = cells[group][column]
        switch facts.sets.size(set) {
        case 0: return nil
        case facts.patients: return .wholeGroup
        case facts.sets.contributors: return Name(column: columns[column].contributors, set: .contributors)
        default: return Name(column: columns[column].nonZero, set: set)
        }
    }

    /// Of the shown cells of a group, without what an earlier column of it is about in other words.
    private func shown(in group: Int) -> Set<Name> {
        let row = cells[group].indices.filter { !hidden[group][$0] }
        return Set(row.flatMap { column in
            sets(group, column).filter { entry in
                entry.name.weights != nil || !others(group, entry.column, entry.set).contains { $0.column.map { !hidden[group][$0] } ?? false }
            }.map(\.name)
        })
    }

    private func known(in group: Int) -> Set<Name> {
        Set(cells[group].indices.flatMap { column in
            sets(group, column).filter { entry in
                others(group, entry.column, entry.set).contains { $0.standing == .shown && (entry.name.weights == nil || $0.isSameWords && $0.set == .nonZero) }
            }.map(\.name)
        })
    }

    /// The same patients in other words, in sets that count where they are shown.
    private func others(_ group: Int, _ column: Int, _ set: RevealedSet) -> [EarlierSet] {
        (cells[group][column].earlier[set] ?? []).filter { $0.isSame && ($0.set == .contributors || $0.set == .nonZero) }
    }

    /// It is made of shown sets of finer groups. `told` are those of each group.
    private func follows(_ name: Name, _ group: Int, _ told: [Set<Name>]) -> Bool {
        (parts[group] ?? []).contains { atoms in
            atoms.allSatisfy { atom in
                guard let column = name.column else { return told[atom].contains(name) }
                if name.weights != nil { return cells[atom][column].sets.contributors == 0 || told[atom].contains(name) }
                return self.name(name.set, of: column, in: atom).map(told[atom].contains) ?? true
            }
        }
    }
}

extension BoundaryAggregate {
    /// A figure of what the question computes for each row. A constant gives all rows the same.
    fileprivate var givesWeights: Bool {
        guard family == .moment, source == nil, let argument else { return false }
        if case .constant = argument { return false }
        // The squares of a sum are no sum of its terms' figures.
        let isLinear = specification.function == .sum || specification.function == .average
        return components.isEmpty || !isLinear
    }

    fileprivate func hasRows(of other: Self) -> Bool {
        filter == other.filter && argument == other.argument && second == other.second
            && (specification.stateKind == .none) == (other.specification.stateKind == .none)
    }
}
