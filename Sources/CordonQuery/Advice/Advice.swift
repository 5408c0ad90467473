import CordonCatalog
import CordonValues

extension Planner {
    /// A question that would be answered instead of one that is refused, near to what it asks; nil where none is known.
    ///
    /// What is given has been planned with the same catalog and was accepted. It may answer a part of the question, or the question that
    /// has to be asked before it: a person decides whether it is what was meant.
    public static func rewrite(of sql: String, refused refusal: Refusal, catalog: Catalog) -> String? {
        DeepStack.run { Advice(catalog).rewrite(of: sql, refusal) } ?? nil
    }
}

/// Looks for a question that is accepted, from one that is refused, by small changes of it: those that the refusal's code and place suggest.
/// A change that leads to another refusal is changed again. The planner itself is the judge of each.
struct Advice {
    let catalog: Catalog
    /// Longer questions are planned too slowly for a search.
    private static let longest = 8192
    private static let steps = 4
    private static let attempts = 40

    init(_ catalog: Catalog) { self.catalog = catalog }

    func rewrite(of sql: String, _ refusal: Refusal) -> String? {
        guard sql.utf8.count <= Self.longest else { return nil }
        var seen: Set<String> = [sql]
        var open = [(text: sql, refusal: refusal, step: 0)]
        var attempts = 0
        while !open.isEmpty, attempts < Self.attempts {
            let next = open.removeFirst()
            guard next.step < Self.steps, let diagnostic = next.refusal.diagnostics.first else { continue }
            for text in Trouble(next.text, diagnostic, catalog).changes where attempts < Self.attempts && seen.insert(text).inserted {
                attempts += 1
                guard let refused = Self.refusal(of: text, catalog) else { return text }
                open.append((text, refused, next.step + 1))
            }
        }
        return nil
    }

    /// Nil for a question that is accepted.
    private static func refusal(of text: String, _ catalog: Catalog) -> Refusal? {
        do throws(Diagnostic) {
            let syntax = try SyntaxReader.query(try SourceText(text))
            do throws(Refusal) {
                _ = try QuestionBinder.plan(syntax, catalog)
                return nil
            } catch { return error }
        } catch { return Refusal(error) }
    }
}

/// One refusal of one text, and the changes that it suggests, the likeliest first.
struct Trouble {
    let text: String
    let diagnostic: Diagnostic
    let catalog: Catalog
    /// Nil where the text could not be read.
    let query: SyntaxQuery?
    private let scalars: [Unicode.Scalar]

    init(_ text: String, _ diagnostic: Diagnostic, _ catalog: Catalog) {
        self.text = text
        self.diagnostic = diagnostic
        self.catalog = catalog
        scalars = Array(text.unicodeScalars)
        query = try? SyntaxReader.query(SourceText(text))
    }

    var changes: [String] {
        switch diagnostic.code {
        case .syntax: misspelledWords
        case .notOneStatement: firstStatement
        case .unsupported: patterns + listsOfValues + otherOperations
        case .unknownTable, .unknownColumn, .unknownFunction: nearNames
        case .ambiguousColumn: qualifiedNames
        case .duplicateAlias: secondAliases
        case .typeMismatch: otherTypes
        case .outOfRange: fractions
        case .notGrouped: groupedColumns
        case .misplacedAggregate: movedAggregates
        case .aggregateOfAggregate: singleAggregates + partsAsked
        case .rowLevel: countedRows
        case .patientKey: countedKeys
        case .unbinnedMeasure, .tooFine: coarserKeys
        case .crossPatient: tiedTables + tiedSubqueries + presentKeys + innerJoins + patientWindows + partsAsked + reachedPatients + countedRows
        case .orderNotTotal: totalOrders
        // Nothing else is a matter of how the question is written.
        default: []
        }
    }

    // MARK: - Places

    /// The text that the refusal points at.
    var marked: String? {
        guard let span = diagnostic.span, span.lowerBound >= 0, span.upperBound <= scalars.count else { return nil }
        return String(String.UnicodeScalarView(scalars[span]))
    }

    func isMarked(_ span: Range<Int>) -> Bool { span == diagnostic.span }

    /// Stands where the refusal points, or around it.
    func holdsMark(_ expression: SyntaxExpression) -> Bool {
        expression.contains { isMarked($0.span) || diagnostic.span.map($0.span.overlaps) ?? false }
    }

    /// The text with another in the place that the refusal points at.
    func replacingMark(by other: String) -> [String] {
        guard let span = diagnostic.span, span.lowerBound >= 0, span.upperBound <= scalars.count else { return [] }
        return [replacing(span, by: other)]
    }

    func replacing(_ span: Range<Int>, by other: String) -> String {
        let before = String(String.UnicodeScalarView(scalars[..<span.lowerBound]))
        return before + other + String(String.UnicodeScalarView(scalars[span.upperBound...]))
    }

    func scalar(_ place: Int) -> Unicode.Scalar? { scalars.indices.contains(place) ? scalars[place] : nil }

    /// The question after a change, if that changes anything.
    func changed(_ edit: SyntaxEdit) -> [String] {
        guard let query, let before = SyntaxText.of(query), let after = SyntaxText.of(query.edited(edit)), before != after else { return [] }
        return [after]
    }

    /// A query of the question, which names its WITH queries, as a question of its own.
    func alone(_ part: SyntaxQuery) -> [String] {
        guard let query else { return [] }
        var whole = part
        let named = part.commonTables.map(\.name.text)
        whole.commonTables = query.commonTables.filter { !named.contains($0.name.text) } + part.commonTables
        return SyntaxText.of(whole).map { [$0] } ?? []
    }

    /// Every query of the question, from the innermost.
    var queries: [SyntaxQuery] {
        var all: [SyntaxQuery] = []
        _ = query?.edited(SyntaxEdit(query: { part in
            all.append(part)
            return part
        }))
        return all
    }

    /// The innermost SELECT of which the refusal points at a part.
    var markedSelect: SyntaxSelect? { queries.compactMap(\.select).first(where: holdsMark) }

    func holdsMark(_ select: SyntaxSelect) -> Bool {
        let parts = select.items.map(\.expression) + [select.filter, select.having].compactMap { $0 } + select.grouping.flatMap(\.expressions)
        return parts.contains(where: holdsMark) || select.from.flatMap(\.leaves).contains { isMarked($0.span) }
    }

    /// The catalog's tables of a SELECT with the names that they have there.
    func tables(of select: SyntaxSelect) -> [(alias: String, table: CatalogTable)] {
        select.from.flatMap(\.leaves).compactMap { leaf in
            guard case .table(let name, let alias) = leaf, let table = catalog.table(named: name.text) else { return nil }
            return (alias?.name ?? name.text, table)
        }
    }

    /// A column of the tables that the question names.
    func column(_ name: String) -> CatalogColumn? {
        queries.compactMap(\.select).flatMap(tables).lazy.compactMap { $0.table.column(named: name) }.first
    }
}

extension SyntaxGrouping {
    var expressions: [SyntaxExpression] {
        switch self {
        case .expression(let part): [part]
        case .tuple(let parts): parts
        case .rollup(let parts), .cube(let parts), .sets(let parts): parts.flatMap(\.expressions)
        }
    }
}

extension SyntaxExpression {
    static let nowhere = 0..<0

    static func column(_ qualifier: String?, _ name: String) -> SyntaxExpression { SyntaxExpression(form: .column(qualifier: qualifier, name: name), span: nowhere) }

    static func number(_ digits: String) -> SyntaxExpression { SyntaxExpression(form: .literal(.number(digits)), span: nowhere) }

    static func call(_ name: String, _ arguments: [SyntaxExpression], isDistinct: Bool = false) -> SyntaxExpression {
        SyntaxExpression(
            form: .call(
                SyntaxCall(
                    name: name, nameSpan: nowhere, arguments: arguments, isStar: arguments.isEmpty, isDistinct: isDistinct, filter: nil, withinGroup: [],
                    over: nil)), span: nowhere)
    }

    static func equal(_ left: SyntaxExpression, _ right: SyntaxExpression) -> SyntaxExpression {
        SyntaxExpression(form: .binary(.equal, left, right), span: nowhere)
    }

    static func isNotNull(_ part: SyntaxExpression) -> SyntaxExpression { SyntaxExpression(form: .isNull(part, negated: true), span: nowhere) }

    /// percentile_disc(q) WITHIN GROUP (ORDER BY x).
    static func percentile(_ fraction: String, of part: SyntaxExpression) -> SyntaxExpression {
        let sort = SyntaxSort(expression: part, descending: false, nullsFirst: nil)
        return SyntaxExpression(
            form: .call(
                SyntaxCall(
                    name: "percentile_disc", nameSpan: nowhere, arguments: [.number(fraction)], isStar: false, isDistinct: false, filter: nil,
                    withinGroup: [sort], over: nil)), span: nowhere)
    }
}
