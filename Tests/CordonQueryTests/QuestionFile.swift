import CordonCatalog
import CordonQuery
import CordonValues
import Foundation
import Testing

/// One case of a `.question` file: the catalog, the SQL text, and what the planner must make of it.
///
///     catalog heart-registry
///
///     question
///     SELECT count(*) FROM patient
///     answer
///     accepted
///     …
struct QuestionCase: Sendable, CustomTestStringConvertible {
    let file: String
    let catalog: String
    let sql: String
    let expected: String

    var testDescription: String { "\(file): \(sql.split(separator: "\n").joined(separator: " ").prefix(90))" }

    /// What the planner makes of it now, as the files write it.
    func outcome() throws -> String {
        try Self.outcome(sql, catalog: Catalog.shipped(catalog))
    }

    static func outcome(_ sql: String, catalog: Catalog) -> String {
        do throws(Refusal) {
            return "accepted\n" + describe(try Planner.plan(sql, catalog: catalog))
        } catch {
            return error.diagnostics.map { diagnostic in
                let place = diagnostic.span.map { " at \($0.lowerBound + 1)-\($0.upperBound)" } ?? ""
                return "refused \(diagnostic.code.rawValue)\(place)"
            }.joined(separator: "\n")
        }
    }

    private static func describe(_ query: FederatedQuery) -> String {
        var lines: [String] = []
        for (number, part) in query.parts.enumerated() {
            if query.parts.count > 1 { lines.append("part \(number + 1)") }
            lines += describe(part)
        }
        lines += describe(query.outside, query)
        for (number, value) in query.values.enumerated() { lines += ["value \(number + 1)"] + describe(value, query).map { "  \($0)" } }
        return lines.joined(separator: "\n")
    }

    private static func describe(_ part: FederatedPart) -> [String] {
        var lines = conditions(part.inside, part)
        lines += part.boundary.keys.map { key in
            let domain = key.domain.map { " in \($0.count) codes" } ?? ""
            return "key \(part.text(of: key.expression)): \(key.expression.type.rawValue)\(domain)"
        }
        if !part.boundary.keys.isEmpty, !part.boundary.groupsPartitionPatients { lines.append("patients fall in several groups") }
        lines += part.boundary.aggregates.map { aggregate in
            let needs = [(aggregate.disclosure.revealsComplement, "complement"), (aggregate.disclosure.revealsNonZero, "non-zero"), (aggregate.disclosure.conditionsBelow, "below")]
            let shown = needs.filter(\.0).map { " \($0.1)" }.joined()
            return "\(aggregate.isAsked ? "aggregate" : "component") \(part.text(of: aggregate))\(shown.isEmpty ? "" : " [\(shown.dropFirst())]")"
        }
        return lines
    }

    private static func describe(_ plan: OutsidePlan, _ query: FederatedQuery) -> [String] {
        var lines = describe(plan.source, query)
        lines += plan.columns.map { column in
            "column \(column.name): \(column.expression.type.rawValue)\(column.unit.map { " in \($0)" } ?? "") = \(query.text(of: column.expression, in: plan))"
        }
        if let having = plan.having { lines.append("having \(query.text(of: having, in: plan))") }
        if plan.isDistinct { lines.append("distinct") }
        lines += plan.order.map {
            "order \(query.text(of: $0.expression, in: plan))\($0.descending ? " desc" : "")\($0.nullsFirst == $0.descending ? "" : $0.nullsFirst ? " nulls first" : " nulls last")"
        }
        if let limit = plan.limit { lines.append("limit \(limit)") }
        if let offset = plan.offset { lines.append("offset \(offset)") }
        return lines
    }

    private static func describe(_ source: OutsideSource, _ query: FederatedQuery) -> [String] {
        switch source {
        case .part(let number): query.parts.count > 1 ? ["of part \(number + 1)"] : []
        case .single: ["of one row"]
        case .table(let plan): ["from"] + describe(plan, query).map { "  \($0)" }
        case .union(let arms): arms.flatMap { ["union all"] + describe($0, query).map { "  \($0)" } }
        case .join(let join):
            ["\(join.kind.rawValue) join"] + (describe(join.left, query) + describe(join.right, query)).map { "  \($0)" }
                + (join.on.map { ["  on \(query.text(of: $0, in: OutsidePlan(source: source, columns: [])))"] } ?? [])
        }
    }

    /// Joins, filters and derived relations, from the bottom.
    private static func conditions(_ plan: InsidePlan, _ query: FederatedPart) -> [String] {
        switch plan {
        case .scan, .single: return []
        case .values(let plan): return ["values of \(plan.rows.count) rows"]
        case .filter(let below, let condition): return conditions(below, query) + ["where \(query.text(of: condition))"]
        case .join(let plan):
            let word = plan.kind == .inner ? "join" : "\(plan.kind.rawValue) join"
            return conditions(plan.left, query) + conditions(plan.right, query) + ["\(word) on \(query.text(of: plan.on))"]
        case .project(let plan): return conditions(plan.input, query) + ["select \(names(plan.columns, query))"]
        case .group(let plan):
            let aggregates = plan.aggregates.map { aggregate in
                let argument = aggregate.argument.map { query.text(of: $0) } ?? "*"
                return "\(aggregate.specification.function.rawValue)(\(aggregate.isDistinct ? "distinct " : "")\(argument))"
            }
            return conditions(plan.input, query) + ["group by \(names(plan.keys, query)): \(aggregates.joined(separator: ", "))"]
        case .window(let plan):
            return conditions(plan.input, query) + plan.functions.map { function in
                let order = function.order.map { query.text(of: $0.expression) }.joined(separator: ", ")
                let name = if case .aggregate(let specification) = function.function { specification.function.rawValue } else { "\(function.function)" }
                return "window \(name) by \(function.partition.map { query.text(of: $0) }.joined(separator: ", ")) order \(order)"
            }
        case .setOperation(let plan):
            return conditions(.project(plan.left), query) + conditions(.project(plan.right), query)
                + ["\(plan.operation.rawValue.lowercased())\(plan.keepsRepeats ? " all" : "")"]
        case .limit(let plan): return conditions(plan.input, query) + ["limit \(plan.limit.map(String.init) ?? "none")"]
        }
    }

    private static func names(_ columns: [PlanColumn], _ query: FederatedPart) -> String {
        columns.map { query.text(of: $0.expression) }.joined(separator: ", ")
    }
}

/// Reads and rewrites the files beside this source.
enum QuestionFiles {
    static let isRewriting = ProcessInfo.processInfo.environment["CORDON_REWRITE_GOLDEN"] != nil

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Questions")

    static let all: [QuestionCase] = names.flatMap { name in
        let text = (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
        return cases(in: text, file: name)
    }

    static var names: [String] {
        let found = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return found.filter { $0.hasSuffix(".question") }.sorted()
    }

    private static func cases(in text: String, file: String) -> [QuestionCase] {
        var catalog = ""
        var sql: [Substring] = []
        var expected: [Substring] = []
        var cases: [QuestionCase] = []
        var part = ""
        func finish() {
            guard !sql.isEmpty else { return }
            func trimmed(_ lines: [Substring]) -> String {
                lines.joined(separator: "\n").trimmingCharacters(in: .newlines)
            }
            cases.append(QuestionCase(file: file, catalog: catalog, sql: trimmed(sql), expected: trimmed(expected)))
            (sql, expected) = ([], [])
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("catalog ") {
                finish()
                catalog = String(line.dropFirst(8))
            } else if line == "question" {
                finish()
                part = "question"
            } else if line == "answer" { part = "answer" } else if part == "question" {
                sql.append(line)
            } else if part == "answer", !line.hasPrefix("#") {
                expected.append(line)
            }
        }
        finish()
        return cases
    }

    /// Writes the present outcomes into the files, for review as a difference.
    static func rewrite() throws {
        for name in names {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            var output: [String] = []
            var remaining = cases(in: text, file: name)[...]
            var skipping = false
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                if line == "answer", let next = remaining.popFirst() {
                    output += ["answer", try next.outcome(), ""]
                    skipping = true
                } else if line == "question" || line.hasPrefix("#") || line.hasPrefix("catalog ") {
                    skipping = false
                    output.append(String(line))
                } else if !skipping {
                    output.append(String(line))
                }
            }
            let joined = output.joined(separator: "\n").trimmingCharacters(in: .newlines) + "\n"
            try joined.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
        }
    }
}
