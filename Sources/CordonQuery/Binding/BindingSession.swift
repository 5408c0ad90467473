import CordonCatalog
import CordonValues

/// What all parts of one question's binding share: the catalog, the numbers of relations, what is read, and the work spent.
final class BindingSession {
    let catalog: Catalog
    /// What the permit leaves of tables.
    let rules: RowRules
    /// Column names read in any clause, by table.
    private(set) var reads: [String: Set<String>] = [:]
    /// The same of the permit's row filters, which read what the question need not be allowed.
    private var readByFilters: [String: Set<String>] = [:]
    /// Columns whose reads are noted. They are held, so that their identities stay theirs.
    private var seen: [ObjectIdentifier: BoundColumn] = [:]
    private var relations: Int
    private var scans = 0
    private var columns = 0
    /// Nodes bound so far, those of shared parts once for each place.
    private var nodes = 0
    private var depth = 0
    /// The height of the tallest expression of the query that is being bound.
    private(set) var tallest = 0
    /// Scalar subqueries over released cells, inner ones before those around them.
    private(set) var values: [ReleasedQuery] = []
    /// Columns of which a WHERE leaves only constants that the question lists.
    private(set) var listed: Set<TypedExpression> = []
    /// What equalities in joins and WHERE make columns equal to.
    private(set) var ties: [ColumnReference: [BoundExpression]] = [:]
    /// WITH queries by their place.
    private var shared: [Range<Int>: SharedQuery] = [:]
    /// What is wrong, in the order in which it was found.
    private(set) var troubles: [Diagnostic] = []

    init(_ catalog: Catalog, rules: RowRules = .none, firstRelation: Int = 0) {
        self.catalog = catalog
        self.rules = rules
        relations = firstRelation
    }

    func newRelation() -> Int {
        defer { relations += 1 }
        return relations
    }

    func scan(_ table: CatalogTable, at span: Range<Int>) throws(Diagnostic) -> Int {
        try spend(scans: 1, at: span)
        if reads[table.name] == nil { reads[table.name] = [] }
        return newRelation()
    }

    /// What the permit's filters say of the rows of a table; nil where they say nothing. Their own tables are read whole: the session that
    /// binds them has no rules.
    func rowCondition(of table: CatalogTable, relation: Int, at span: Range<Int>) throws(Diagnostic) -> TypedExpression? {
        guard rules.hasFilters(table) else { return nil }
        let own = BindingSession(catalog, firstRelation: relations)
        let condition = try rules.condition(of: table, relation: relation, own)
        relations = own.relations
        note(height: own.tallest)
        try spend(own.nodes, at: span)
        readByFilters.merge(own.reads) { $0.union($1) }
        return condition
    }

    /// Binds a query that stands inside another. WITH queries that name each other nest as deeply as they are many.
    func deeper<Result>(at span: Range<Int>?, _ bind: () throws(Diagnostic) -> Result) throws(Diagnostic) -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth <= QuestionLimits.queries else {
            throw Diagnostic(
                .tooDeep, "Queries nest more than \(QuestionLimits.queries) levels deep.", span: span, hint: "Join their tables in fewer levels.")
        }
        return try bind()
    }

    /// Binds a query inside an expression and gives its tallest expression too.
    func measured<Result>(_ bind: () throws(Diagnostic) -> Result) throws(Diagnostic) -> (Result, height: Int) {
        let around = tallest
        tallest = 0
        defer { tallest = max(around, tallest) }
        let result = try bind()
        return (result, tallest)
    }

    /// Binds a WITH query once.
    func sharing(_ owner: Range<Int>, _ bind: () throws(Diagnostic) -> QueryOutcome) throws(Diagnostic) -> QueryOutcome {
        if let known = shared[owner] {
            try spend(known.nodes, at: owner)
            try spend(scans: known.scans, at: owner)
            try spend(columns: known.columns, at: owner)
            note(height: known.height)
            return .rows(known.query.again(self))
        }
        let before = (nodes, scans, columns)
        let (outcome, height) = try measured(bind)
        if case .rows(let query) = outcome {
            shared[owner] = SharedQuery(
                query: query, nodes: nodes - before.0 + 1, scans: scans - before.1, columns: columns - before.2, height: height)
        }
        return outcome
    }

    /// A relation of the query that is being bound, as high as this.
    func note(height: Int) { tallest = max(tallest, height) }

    /// Refuses what nests deeper than a node's database reads.
    func check(_ expression: BoundExpression) throws(Diagnostic) {
        tallest = max(tallest, expression.height)
        guard expression.height > QuestionLimits.height else { return }
        throw Diagnostic(
            .tooDeep, "The expression nests deeper than a hospital's database reads.", span: expression.span,
            hint: "Shorten nested CASE and function calls: one CASE with many WHENs, IN (…), a chain of + or AND.")
    }

    func add(value: ReleasedQuery) -> Int {
        values.append(value)
        return values.count - 1
    }

    /// Refuses released cells where hospitals compute.
    func refuseValues(in expression: BoundExpression) throws(Diagnostic) {
        guard !values.isEmpty, let (number, span) = expression.firstValue, values.indices.contains(number) else { return }
        throw QueryBinder.overAllPatients(values[number], at: span)
    }

    /// Counts tables, those of a WITH query wherever it is named.
    private func spend(scans count: Int, at span: Range<Int>) throws(Diagnostic) {
        scans += count
        guard scans <= QuestionLimits.allTables else { throw QuestionLimits.exceeded("tables", QuestionLimits.allTables, span) }
    }

    /// Counts columns that queries make.
    func spend(columns count: Int, at span: Range<Int>?) throws(Diagnostic) {
        columns += count
        guard columns <= QuestionLimits.allColumns else {
            throw QuestionLimits.exceeded("columns in all its SELECTs together", QuestionLimits.allColumns, span)
        }
    }

    /// Runs one step; its trouble is kept, so that a person sees them together. After ``mostTroubles`` nothing is run any more.
    func collect<Result>(_ step: () throws(Diagnostic) -> Result) -> Result? {
        guard troubles.count < Self.mostTroubles else { return nil }
        do throws(Diagnostic) {
            return try step()
        } catch {
            keep(error)
            return nil
        }
    }

    /// A person mends no more at a time, and looking for what each misspelt name may have meant takes long.
    private static let mostTroubles = 20

    func keep(_ trouble: Diagnostic) {
        if !troubles.contains(trouble) { troubles.append(trouble) }
    }

    /// Stops when a step had trouble.
    func settle() throws(Diagnostic) {
        if let first = troubles.first { throw first }
    }

    /// What is read, sorted.
    var tableReads: [TableReads] { Self.sorted(reads) }

    /// What the permit's filters read, sorted.
    var filterReads: [TableReads] { Self.sorted(readByFilters) }

    private static func sorted(_ reads: [String: Set<String>]) -> [TableReads] {
        reads.map { TableReads(table: $0.key, columns: $0.value.sorted()) }.sorted { $0.table < $1.table }
    }

    /// Remembers what a condition that every row meets says of columns: `x IN (1, 2)`, `x = 1`.
    func noteListed(_ condition: BoundExpression, in scope: Scope) {
        guard case .call(let function, let operands) = condition.form, function == .isIn || function == .equal, let first = operands.first,
            operands.dropFirst().allSatisfy({ $0.constant != nil }), let column = first.withoutWidening.column,
            // Of the rows around a subquery its WHERE says nothing.
            scope.relations.contains(where: { $0.columns.contains { $0.reference == column.reference } })
        else { return }
        listed.insert(.column(column.reference, column.column.type))
    }

    /// Remembers what an equality says of a column: `c.concept_id = CAST(value AS integer)`.
    func noteTie(_ condition: BoundExpression) {
        guard case .call(.equal, let sides) = condition.form, sides.count == 2 else { return }
        for (side, other) in [(sides[0], sides[1]), (sides[1], sides[0])] {
            guard let column = side.withoutWidening.column, !other.columns.isEmpty else { continue }
            ties[column.reference, default: []].append(other)
        }
    }

    /// False for a column that was asked for before.
    func isNew(_ column: BoundColumn) -> Bool { seen.updateValue(column, forKey: column.identity) == nil }

    func note(_ read: ColumnRead) { reads[read.table, default: []].insert(read.column) }

    /// Counts nodes against the limit of a question: BETWEEN and simple CASE write their operand several times, a WITH query stands
    /// wherever it is named, and nested in each other they would double at every level.
    func spend(_ count: Int, at span: Range<Int>) throws(Diagnostic) {
        nodes += count
        guard nodes <= QuestionLimits.nodes else {
            throw Diagnostic(
                .tooLong, "The question is too large once BETWEEN, CASE, WITH and names are written out.", span: span,
                hint: "Nest fewer of them in each other.")
        }
    }
}

struct ColumnRead: Sendable, Hashable {
    let table: String
    let column: String
}
