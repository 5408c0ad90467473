import CordonCatalog
import CordonValues

/// Binds FROM: tables to scans, ON and USING to conjuncts. Inner joins and commas give the same: scans, and conditions over them.
struct FromBinder {
    let catalog: Catalog
    private(set) var conjuncts: [Conjunct] = []
    private(set) var reads: [String: Set<String>] = [:]
    private var count = 0

    init(catalog: Catalog) { self.catalog = catalog }

    mutating func bind(_ relations: [SyntaxRelation]) throws(Diagnostic) -> Scope {
        var scope = Scope()
        for relation in relations { try scope.add(try bind(relation)) }
        return scope
    }

    private mutating func bind(_ relation: SyntaxRelation) throws(Diagnostic) -> Scope {
        switch relation {
        case .table(let name, let alias):
            var scope = Scope()
            try scope.add(try table(name, alias))
            return scope
        case .innerJoin(let left, let right, let condition):
            let leftScope = try bind(left)
            let rightScope = try bind(right)
            var scope = leftScope
            try scope.add(rightScope)
            switch condition {
            case .always: break
            case .on(let expression):
                var binder = ExpressionBinder(catalog: catalog, scope: scope, reads: reads)
                conjuncts += try binder.conjuncts(expression, in: .on)
                reads = binder.reads
            case .using(let names):
                for name in names { try merge(name, leftScope, rightScope, &scope) }
            }
            return scope
        }
    }

    private mutating func table(_ name: SyntaxName, _ alias: String?) throws(Diagnostic) -> BoundRelation {
        guard let table = catalog.table(named: name.text) else {
            let names = catalog.tables.map(\.name)
            throw Diagnostic(
                .unknownTable, "No table \(name.text) in the catalog \(catalog.name).", span: name.span,
                hint: Suggestion.sentence(name.text, among: names) ?? "The tables are \(names.joined(separator: ", ")).")
        }
        guard count < QuestionLimits.tables else { throw QuestionLimits.exceeded("tables", QuestionLimits.tables, name.span) }
        defer { count += 1 }
        if reads[table.name] == nil { reads[table.name] = [] }
        return BoundRelation(number: count, alias: alias ?? table.name, table: table, span: name.span)
    }

    private mutating func merge(
        _ name: SyntaxName, _ left: Scope, _ right: Scope, _ scope: inout Scope
    ) throws(Diagnostic) {
        var leftBinder = ExpressionBinder(catalog: catalog, scope: left, reads: reads)
        let leftColumn = try leftBinder.resolve(nil, name.text, name.span)
        var rightBinder = ExpressionBinder(catalog: catalog, scope: right, reads: leftBinder.reads)
        let rightColumn = try rightBinder.resolve(nil, name.text, name.span)
        reads = rightBinder.reads
        conjuncts.append(try rightBinder.equality(leftColumn, rightColumn, name.span, name.span, name.span))
        scope.merge(rightColumn)
    }
}

extension ExpressionBinder {
    /// The conditions that AND joins, with equalities of keys told apart.
    mutating func conjuncts(_ syntax: SyntaxExpression, in clause: Clause) throws(Diagnostic) -> [Conjunct] {
        switch syntax.form {
        case .conjunction(let parts):
            var result: [Conjunct] = []
            for part in parts { result += try conjuncts(part, in: clause) }
            return result
        case .binary(.equal, let left, let right):
            guard case .column(let leftQualifier, let leftName) = left.form, case .column(let rightQualifier, let rightName) = right.form
            else { break }
            let a = try resolve(leftQualifier, leftName, left.span)
            let b = try resolve(rightQualifier, rightName, right.span)
            return [try equality(a, b, left.span, right.span, syntax.span)]
        default: break
        }
        return [.condition(try condition(syntax, in: clause))]
    }

    func equality(
        _ left: BoundColumn, _ right: BoundColumn, _ leftSpan: Range<Int>, _ rightSpan: Range<Int>, _ span: Range<Int>
    ) throws(Diagnostic) -> Conjunct {
        if let key = try KeyEquality(left, right, span) { return .key(key) }
        let a = BoundExpression.column(try readable(left, leftSpan), leftSpan)
        let b = BoundExpression.column(try readable(right, rightSpan), rightSpan)
        return .condition(try comparison(.equal, a, b, span))
    }
}
