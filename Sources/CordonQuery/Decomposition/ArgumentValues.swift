import CordonCatalog

/// Which aggregates tell how many patients have each of a few values, and which of these values the question makes itself.
struct ArgumentValues {
    private let sources: PlanSources
    private let deciding: Set<[String]>

    init(_ plan: InsidePlan, keys: [BoundExpression], aggregates: [BoundAggregate]) {
        sources = PlanSources(plan, keys: keys.map(\.typed), filters: aggregates.compactMap { $0.filter?.typed })
        deciding = sources.decidingColumns
    }

    /// Sums, means, spreads and shapes, but of a column as it stands that has many values and that nothing confines to a few.
    func areTold(of aggregate: BoundAggregate) -> Bool {
        guard aggregate.specification.function.definition.family == .moment, let argument = aggregate.argument else { return false }
        guard let column = argument.expanded.column, column.table != nil, case .measure = column.column.role else { return true }
        return column.column.hasFewValues || deciding.contains(column.sourceName)
            || aggregate.filter.map { sources.columns(of: [$0.typed]).contains(column.sourceName) } ?? false
    }

    /// The argument is anything but a column as it stands, or what an aggregate inside makes of one without a condition: the question can give
    /// whom it likes which value it likes.
    func areMade(of aggregate: BoundAggregate) -> Bool { !(aggregate.argument.map { sources.isPlain($0.expanded.typed) } ?? true) }
}
