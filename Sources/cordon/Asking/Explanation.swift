import CordonAggregates
import CordonCatalog
import CordonQuery
import CordonTrust
import CordonValues
import CordonWarehouse

/// A plan, for people.
struct Explanation {
    let query: FederatedQuery
    let catalog: Catalog
    let charter: Charter?
    let rows: PermittedRows
    let budget: SpentBudget?

    var text: String {
        (permitted + query.parts.indices.flatMap(part) + [section("Computed on released cells", outside), section("Disclosure rules", rules)])
            .joined(separator: "\n")
    }

    /// Nothing where the permit shows all rows, days and values.
    private var permitted: [String] {
        let dates = rows.dates == .day ? [] : [
            "dates and times of patients read as the first of their \(rows.dates.rawValue): no comparison, difference or key is finer"
        ]
        let values = switch rows.outOfBounds {
            case .clip: ["values of patients outside the catalog's bounds read as the bound, in every clause"]
            case .refuse, nil: [String]()
        }
        let lines = rows.filters.map { "of \($0.table) the rows where \($0.condition)" } + dates + values
        return lines.isEmpty ? [] : [section("What the permit leaves", lines)]
    }

    /// Where there are several aggregations over patients, each has its number.
    private func part(_ number: Int) -> [String] {
        let part = query.parts[number]
        let suffix = query.parts.count > 1 ? ", part \(number + 1) of \(query.parts.count)" : ""
        return [
            section("Why every hospital can answer alone\(suffix)", proof(part.proof, depth: 0)),
            section("What each node runs (SQLite; a node on another engine runs its own)\(suffix)", statement(part)),
            section("What leaves a hospital, sealed\(suffix)", leaving(part) + boundary(part, layout: query.layouts[number])),
        ]
    }

    private func section(_ title: String, _ lines: [String]) -> String {
        (["\(title):"] + lines.map { "  \($0)" }).joined(separator: "\n") + "\n"
    }

    private func proof(_ step: LocalityProof, depth: Int) -> [String] {
        let indent = String(repeating: "  ", count: depth)
        return ["\(indent)\(step.relation) is \(step.property.rawValue). \(step.rule)"]
            + step.premises.flatMap { proof($0, depth: depth + 1) }
    }

    private func statement(_ part: FederatedPart) -> [String] {
        let local = SQLiteDialect.sql(for: part, catalog: catalog)
        let arguments = local.arguments.enumerated().map { index, value in "?\(index + 1) = \(Self.text(value))" }
        return local.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) + arguments
    }

    private static func text(_ value: Value) -> String {
        switch value {
        case .null: "NULL"
        case .boolean(let truth): String(truth)
        case .integer(let whole): String(whole)
        case .numeric: value.text(as: .numeric) ?? "?"
        case .double: value.text(as: .double) ?? "?"
        case .text(let string): "'\(string)'"
        case .date(let day): day.description
        case .timestamp(let time): time.description
        }
    }

    private func leaving(_ part: FederatedPart) -> [String] {
        guard query.mode == .siteFloor else { return [] }
        let never = part.boundary.aggregates.filter { $0.disclosure.revealsUncounted && !Self.isWithheld($0) }
        return ["in the mode site-floor: each hospital runs disclosure control first, and only cells leave that it could publish alone"]
            + never.map { "\(part.text(of: $0)) is always withheld in this mode, where somebody contributes" }
    }

    private func boundary(_ part: FederatedPart, layout: PartialLayout) -> [String] {
        let sets = part.boundary.groupingSets
        let keys = part.boundary.keys.enumerated().map { index, key in
            if sets.count > 1, index == 0 { return "key number of the grouping set, one of \(sets.count)" }
            let domain = key.domain.map { "; declared, \($0.count) values" } ?? "; shown only with a released cell"
            return "key \(part.text(of: key.expression)) (\(key.expression.type.rawValue)\(domain))"
        }
        let cells = part.boundary.aggregates.map { aggregate in
            Self.isWithheld(aggregate)
                ? "nothing for \(part.text(of: aggregate)): one patient's value, always withheld"
                : "\(aggregate.isAsked ? "cell" : "component") \(part.text(of: aggregate)) (\(aggregate.specification.resultType.rawValue)), with its numbers of contributors"
                    + (query.mode == .merged && aggregate.specification.tellsValues ? ", and of patients by value while there are at most \(ValueTally.most)" : "")
                    + (aggregate.isAsked ? "" : "; not shown")
        }
        return keys + cells + ["layout \(layout.fingerprint)"]
    }

    private static func isWithheld(_ aggregate: BoundaryAggregate) -> Bool {
        aggregate.specification.function.definition.family == .extreme
    }

    private var outside: [String] {
        lines(query.outside)
            + query.values.enumerated().flatMap { index, value in ["value \(index + 1) is the one cell of:"] + lines(value).map { "  \($0)" } }
    }

    private func lines(_ plan: OutsidePlan) -> [String] {
        var lines = plan.columns.map { "\($0.name) = \(query.text(of: $0.expression, in: plan))\($0.unit.map { " in \($0)" } ?? "")" }
        for window in plan.windows where window.margin != nil {
            lines.append("\(query.text(of: window, in: plan)) is a cell of its own, over the groups of its partition")
        }
        lines += from(plan.source)
        let filter = if case .part = plan.source { "HAVING" } else { "WHERE" }
        if let having = plan.having { lines.append("\(filter) \(query.text(of: having, in: plan))") }
        if plan.isDistinct { lines.append("DISTINCT") }
        for key in plan.order { lines.append("ORDER BY \(query.text(of: key.expression, in: plan))\(key.descending ? " DESC" : "")") }
        if let limit = plan.limit { lines.append("LIMIT \(limit)") }
        if let offset = plan.offset { lines.append("OFFSET \(offset)") }
        return lines
    }

    private func from(_ source: OutsideSource) -> [String] {
        switch source {
        case .part(let number): query.parts.count > 1 ? ["of part \(number + 1)"] : []
        case .single: []
        case .table(let plan): ["from:"] + lines(plan).map { "  \($0)" }
        case .union(let arms): arms.flatMap { ["one after the other:"] + lines($0).map { "  \($0)" } }
        case .join(let join): ["\(join.kind.rawValue) join of:"] + (from(join.left) + from(join.right)).map { "  \($0)" }
        }
    }

    private var rules: [String] {
        let floor = charter.map { "T is at least \($0.floors.threshold * $0.floors.overlapFactor), from at least \($0.floors.minimumHospitals) hospitals" }
        let margin = query.parts.allSatisfy(\.boundary.keys.isEmpty)
            ? [] : ["the total over all groups counts as known: where a cell is hidden, another of its column is too"]
        return [
            "mode \(query.mode.rawValue)",
            floor ?? "T and the least number of hospitals: as charter and permit say",
            "a group of 1 to T − 1 patients shows nothing",
            "nothing is shown about almost the same patients as an earlier answer of the study, or of one with the same researchers",
            "a permit can ask for more: cells of nobody hidden too, all rules also without a researcher's own hospital, no small number from any number of answers; the result lists what was applied",
        ] + (budget.map { ["\($0.used) of \($0.limit) sets of patients are shown, in the study and those with the same researchers; beyond that new ones are withheld"] } ?? [])
            + query.parts.flatMap(columnRules) + margin + [
            "where shown cells of a group could give a hidden one away they are hidden too; where its size is hidden, so is its row"
        ]
    }

    private func columnRules(_ part: FederatedPart) -> [String] {
        part.boundary.aggregates.filter { !Self.isWithheld($0) }.map { aggregate in
            var parts = ["contributors"]
            if aggregate.disclosure.revealsComplement { parts.append("patients of the group without it") }
            if aggregate.disclosure.revealsNonZero { parts.append("patients with and without a non-zero value") }
            var rules = ["0 or at least T \(parts.joined(separator: ", "))"]
            if aggregate.specification.tellsContributions { rules.append("no two patients make more than 90 % of it") }
            if aggregate.specification.within != nil { rules.append("no value outside the catalog's bounds contributes to it") }
            if aggregate.specification.tellsValues {
                let each = aggregate.disclosure.hasMadeValues ? "each has 0 or at least T patients" : "it does not tell how many patients have each"
                rules.append("over at most \(ValueTally.most) values \(each)")
            }
            if aggregate.specification.function.definition.fittedParameters > 0 { rules.append("10 degrees of freedom left") }
            if aggregate.disclosure.conditionsBelow { rules.append("not shown, since it is made of conditions in a subquery that cannot be counted") }
            return "\(part.text(of: aggregate))\(aggregate.isAsked ? "" : ", from which others follow"): \(rules.joined(separator: "; "))"
        }
    }
}
