import CordonAggregates
import CordonCatalog
import CordonValues

/// The federated aggregate of a bound question.
struct BoundaryBuilder {
    let query: BoundaryQuery
    let sets: BoundarySets
    let patient: BoundExpression

    /// With the plan of the rows that it is over.
    func boundary() throws(Diagnostic) -> (boundary: Boundary, plan: InsidePlan) {
        var aggregates: [BoundAggregate] = []
        for aggregate in query.binder.aggregates { aggregates.append(try atBoundary(aggregate)) }
        let facts = DisclosureFacts(aggregates)
        let asked = aggregates.count
        var divided = ArgumentComponents(query.plan)
        var components: [(own: [Int], areAll: Bool)] = []
        for aggregate in aggregates {
            let (found, areAll) = try divided.of(aggregate)
            var own: Set<Int> = []
            for component in found { own.insert(try place(of: component, in: &aggregates)) }
            components.append((own.sorted(), areAll))
        }
        let values = ArgumentValues(divided.plan, keys: query.keys, aggregates: aggregates)
        let boundary = Boundary(
            keys: sets.numberKey + query.keys.map { BoundaryKey(expression: $0.typed, domain: domain(of: $0)) },
            groupingSets: sets.positions,
            aggregates: aggregates.enumerated().map { column, aggregate in
                BoundaryAggregate(
                    specification: aggregate.specification.telling(values: values.areTold(of: aggregate)), argument: aggregate.argument?.typed,
                    second: aggregate.second?.typed, filter: aggregate.filter?.typed, source: source(of: aggregate),
                    disclosure: facts.needs(of: aggregate, values: values, hasConditionsBelow: column < asked && !components[column].areAll),
                    components: column < asked ? components[column].own : [], isAsked: column < asked, span: aggregate.span)
            },
            patient: patient.typed, groupsPartitionPatients: partitionsPatients)
        return (boundary, divided.plan)
    }

    /// Added where it is not there.
    private func place(of component: BoundAggregate, in aggregates: inout [BoundAggregate]) throws(Diagnostic) -> Int {
        let component = try atBoundary(component)
        if let place = aggregates.firstIndex(where: { $0.isSame(as: component) }) { return place }
        guard aggregates.count < QuestionLimits.boundaryColumns else {
            throw QuestionLimits.exceeded("aggregates, with the terms and arms of their arguments", QuestionLimits.boundaryColumns, component.span)
        }
        for part in [component.argument, component.filter].compactMap(\.self) { try query.binder.session.check(part) }
        aggregates.append(component)
        return aggregates.count - 1
    }

    /// What an aggregate needs to know only where its groups cross the boundary.
    private func atBoundary(_ aggregate: BoundAggregate) throws(Diagnostic) -> BoundAggregate {
        if aggregate.isDistinct { return try distinct(aggregate) }
        guard let argument = aggregate.argument else { return aggregate }
        switch aggregate.specification.function.definition.family {
        case .mode:
            var rule = GroupKeyRule(query.binder.session)
            try rule.check(argument)
        case .quantile:
            let grid = try PercentileGrid.of(argument)
            return aggregate.replacing(
                AggregateSpecification(
                    function: aggregate.specification.function, argument: argument.type, fraction: aggregate.specification.fraction?.value, grid: grid))
        case .moment:
            let specification = AggregateSpecification(
                function: aggregate.specification.function, argument: argument.type, low: bounds(of: argument)?.lowerBound,
                within: refusesOutOfBounds(aggregate) ? bounds(of: argument.expanded.withoutWidening) : nil)
            return try supported(aggregate.replacing(specification), argument)
        case .count, .pairs, .truth, .extreme: break
        }
        return try supported(aggregate, argument)
    }

    private func supported(_ aggregate: BoundAggregate, _ argument: BoundExpression) throws(Diagnostic) -> BoundAggregate {
        guard aggregate.specification.isSupported else {
            throw Diagnostic(
                .unsupported, "\(aggregate.specification.function.rawValue) does not take \(argument.type.withArticle) over patients.",
                span: aggregate.span,
                hint: aggregate.specification.function == .mode ? "Cast what is whole: CAST(x AS integer)." : "Cast it: CAST(x AS numeric).")
        }
        return aggregate
    }

    /// DISTINCT: patients and keys add up over hospitals, values of categories are joined.
    private func distinct(_ aggregate: BoundAggregate) throws(Diagnostic) -> BoundAggregate {
        guard let argument = aggregate.argument, aggregate.specification.function == .count else {
            throw Diagnostic(
                .unsupported, "DISTINCT inside \(aggregate.specification.function.rawValue) is not supported over patients.", span: aggregate.span,
                hint: "Use SELECT DISTINCT with the patient key in a subquery.")
        }
        switch argument.key?.column.role {
        case .patient: return aggregate.replacing(AggregateSpecification(function: .countPatients, argument: nil))
        case .nodeKey: return aggregate.replacing(AggregateSpecification(function: .countKeys, argument: argument.type))
        case .category, .measure, .date, .identifier, .text, nil: break
        }
        var rule = GroupKeyRule(query.binder.session)
        try rule.check(argument)
        return aggregate.replacing(AggregateSpecification(function: .countValues, argument: argument.type))
    }

    /// Of skewness and kurtosis nothing tells what one row contributes.
    private func refusesOutOfBounds(_ aggregate: BoundAggregate) -> Bool {
        query.binder.session.rules.outOfBounds == .refuse && aggregate.specification.tellsContributions
    }

    /// What the catalog declares of a column as it stands.
    private func bounds(of argument: BoundExpression) -> ClosedRange<Rational>? {
        guard let column = argument.expanded.column, column.table != nil, case .measure(_, let bounds) = column.column.role else { return nil }
        return bounds
    }

    private func source(of aggregate: BoundAggregate) -> String? {
        guard aggregate.second == nil, let column = aggregate.argument?.expanded.column, let table = column.table else { return nil }
        return "\(table.name).\(column.column.name)"
    }

    private func domain(of key: BoundExpression) -> [Value]? {
        // A group of several sets is shown with its cells alone.
        guard sets.sets.count == 1, let column = key.expanded.column, case .category(let codes) = column.column.role, !codes.isEmpty, column.table != nil else { return nil }
        return codes.map(\.value)
    }

    /// A key that reads only tables with one row for each patient has one value for each patient, whatever the joins multiply.
    private var partitionsPatients: Bool { query.keys.allSatisfy(\.isOnePerPatient) }
}
