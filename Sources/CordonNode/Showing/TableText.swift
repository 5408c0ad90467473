import CordonAggregates
import CordonValues

/// A partial table as text for the hospital's administrator: one line per group, and per aggregate what the coordinator can compute
/// from its state. Values are the hospital's own; this is never sent anywhere.
struct TableText {
    /// Lines of at most this many groups; a last line says how many more there are.
    static let mostGroups = 1000
    /// Sets of an atom.
    private static let mostNames = 3

    static func lines(_ table: PartialTable, limit: Int = mostGroups) -> [String] {
        let heads = table.layout.keys.indices.map { "key \($0 + 1)" } + ["patients"]
            + table.layout.aggregates.enumerated().flatMap { index, aggregate in
                let name = aggregate.argument.map { "\(aggregate.function.rawValue)(\($0.rawValue))" } ?? aggregate.function.rawValue
                return ["\(index + 1): \(name)", "state", "contributors", "partly missing", "non-zero", "partly zero", "top two"]
                    + (aggregate.tellsValues && table.layout.mode == .merged ? ["values"] : [])
            }
        let rows = (0..<min(limit, table.groupCount)).map { row(table, $0) }
        var lines = aligned([heads] + rows)
        if table.groupCount > limit { lines.append("… and \(table.groupCount - limit) more groups") }
        if table.hasRemainder { lines.append("other groups are withheld, and their keys are not told") }
        return lines + comparisons(table, limit: limit) + combinations(table, limit: limit) + atoms(table, limit: limit)
    }

    /// What left beside the cells: how sets of patients differ from those of earlier answers.
    private static func comparisons(_ table: PartialTable, limit: Int) -> [String] {
        guard !table.comparisons.isEmpty else { return [] }
        let tellsValues = table.comparisons.contains { $0.values != nil }
        let rows = table.comparisons.prefix(limit).map { comparison in
            let keys = zip(table.keys[comparison.group], table.layout.keys).map { $0.text(as: $1) ?? "NULL" }
            return keys + [
                set(comparison.set, of: table.layout), String(comparison.question.prefix(12)), set(comparison.earlierSet, of: nil), String(comparison.entered),
                String(comparison.left),
            ] + (tellsValues ? values(comparison, table.layout) : [])
        }
        let heads = table.layout.keys.indices.map { "key \($0 + 1)" } + ["patients of", "almost those of", "there", "in", "out"]
            + (tellsValues ? ["values in", "values out"] : [])
        let more = table.comparisons.count > limit ? ["… and \(table.comparisons.count - limit) more"] : []
        return ["", "compared with earlier answers"] + aligned([heads] + rows) + more
    }

    /// What left beside the cells, too: how three sets differ of which one is almost the two others put together.
    private static func combinations(_ table: PartialTable, limit: Int) -> [String] {
        guard !table.combinations.isEmpty else { return [] }
        let rows = table.combinations.found.prefix(limit).map { combination in
            let keys = zip(table.keys[combination.group], table.layout.keys).map { $0.text(as: $1) ?? "NULL" }
            let (first, second) = table.combinations.others(of: combination)
            return keys + [
                set(combination.set, of: table.layout), combination.role == .whole ? "first and second" : "second less first", named(first), named(second),
                String(combination.surplus), String(combination.lack),
            ]
        }
        let heads = table.layout.keys.indices.map { "key \($0 + 1)" } + ["patients of", "are almost", "first", "second", "too often", "in none"]
        let more = table.combinations.found.count > limit ? ["… and \(table.combinations.found.count - limit) more"] : []
        return ["", "combined with two answers"] + aligned([heads] + rows) + more
    }

    /// And how many patients are in which sets of this and of earlier answers.
    private static func atoms(_ table: PartialTable, limit: Int) -> [String] {
        guard !table.atoms.isEmpty else { return [] }
        let rows = table.atoms.atoms.prefix(limit).map { atom in
            let sets = atom.sets.lazy.map { table.atoms.sets[$0] }
            let count = sets.reduce(0) { $0 + $1.count }
            let names = sets.joined().prefix(mostNames).map(name) + (count > mostNames ? ["…"] : [])
            return [String(atom.patients), String(count), names.joined(separator: ", ")]
        }
        let more = table.atoms.atoms.count > limit ? ["… and \(table.atoms.atoms.count - limit) more"] : []
        return ["", "divided by the sets of this and of earlier answers"] + aligned([["patients", "in sets", "of answers"]] + rows) + more
    }

    /// The first of sets with the same patients, and how many more there are.
    private static func named(_ others: [SetCombinations.Other]) -> String {
        guard let first = others.first else { return "" }
        return name(first) + (others.count > 1 ? " and \(others.count - 1) more" : "")
    }

    private static func name(_ other: SetCombinations.Other) -> String { "\(other.question.prefix(12)) \(set(other.set, of: nil))" }

    /// `layout` is this table's, for its own sets.
    private static func set(_ number: Int, of layout: PartialLayout?) -> String {
        if let layout, let (column, position) = RevealedSet.union(number: number, in: layout) {
            return "\(column + 1): \(position.map { "all with key \($0 + 1)" } ?? "all groups")"
        }
        guard let (column, set) = RevealedSet.of(number: number) else { return "groups together" }
        return switch set {
        case .contributors: "\(column + 1): contributors"
        case .missing: "\(column + 1): others"
        case .passed: "\(column + 1): partly missing"
        case .nonZero: "\(column + 1): non-zero"
        case .allZero: "\(column + 1): zero only"
        case .zero: "\(column + 1): zero"
        }
    }

    private static func row(_ table: PartialTable, _ group: Int) -> [String] {
        let keys = zip(table.keys[group], table.layout.keys).map { $0.text(as: $1) ?? "NULL" }
        let cells = zip(table.columns, table.layout.aggregates).flatMap { column, aggregate -> [String] in
            let tells = aggregate.tellsValues && table.layout.mode == .merged
            if column.isWithheld(group: group) { return ["withheld", "-", "-", "-", "-", "-", "-"] }
            let state = column.states[group]
            let finished = state.finish(aggregate).map { Self.text($0, aggregate.resultType) } ?? "withheld"
            let patients = [column.contributors, column.partlyMissing, column.nonZero, column.partlyZero]
            let top = column.contributions[group]
            return [finished, state.components] + patients.map { String($0[group]) } + ["\(top.largest), \(top.second)"]
                + (tells ? [Self.text(column.values[group], aggregate.argument)] : [])
        }
        return keys + [String(table.patients[group])] + cells
    }

    /// Of those who are in one of the two sets alone.
    private static func values(_ comparison: SetComparison, _ layout: PartialLayout) -> [String] {
        guard let values = comparison.values, let column = RevealedSet.of(number: comparison.set)?.column else { return ["", ""] }
        return [values.entered, values.left].map { text(.few($0), layout.aggregates[column].argument) }
    }

    /// Each value and its patients.
    private static func text(_ tally: ValueTally, _ type: ValueType?) -> String {
        guard case .few(let entries) = tally else { return "many" }
        let pairs = entries.map { entry in "\(type.flatMap { entry.value.text(as: $0) } ?? "?"): \(entry.patients)" }
        return pairs.isEmpty ? "-" : pairs.joined(separator: ", ")
    }

    private static func text(_ value: FinishedValue, _ type: ValueType) -> String {
        switch value {
        case .exact(let value): value.text(as: type) ?? "NULL"
        case .bounded(let low, let high): "\(low.text(as: type) ?? "?") to \(high.text(as: type) ?? "?")"
        case .estimate(let value, let error): "\(value.text(as: type) ?? "?") ± \(error)"
        }
    }

    private static func aligned(_ rows: [[String]]) -> [String] {
        let count = rows.first?.count ?? 0
        let widths = (0..<count).map { column in rows.reduce(0) { max($0, $1[column].count) } }
        return rows.map { row in zip(row, widths).map { $0.padded($1 + 2) }.joined().trimmedAtEnd }
    }
}

extension AggregateState {
    /// What travels: numbers of rows, sums, sums of squares.
    fileprivate var components: String {
        switch self {
        case .none: "-"
        case .count(let rows): "rows \(rows)"
        case .wholeSum(let state): "rows \(state.rows), sum \(state.sum)"
        case .wholeMoments(let state): "rows \(state.rows), sum \(state.sum), and squares"
        case .doubleSum(let state): "rows \(state.rows), exact sum"
        case .doubleMoments(let state): "rows \(state.rows), exact sum and squares"
        case .numericSum(let state): "rows \(state.rows), exact sum"
        case .numericMoments(let state): "rows \(state.rows), exact sum and squares"
        case .numericPairs(let state): "rows \(state.rows), exact sums, squares and products"
        case .doublePairs(let state): "rows \(state.rows), exact sums, squares and products"
        case .numericPowers(let state): "rows \(state.rows), exact sums of four powers"
        case .doublePowers(let state): "rows \(state.rows), exact sums of four powers"
        case .truths(let state): "rows \(state.rows), true \(state.trueRows)"
        case .keys(let count): "keys \(count)"
        case .values(let set): "values \(set.values.count)"
        case .categories(let tally): "values \(tally.entries.count), rows and patients of each"
        case .bins(let tally): "bins \(tally.entries.count), rows and patients of each"
        case .overflowed: "overflowed"
        }
    }
}

extension String {
    fileprivate var trimmedAtEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
