import CordonAggregates
import CordonCatalog
import CordonValues

/// Decides what disclosure control must know of each aggregate column (see ``DisclosureNeeds``). Where the argument's form leaves a
/// doubt, the answer is yes: a column too much is checked.
struct DisclosureFacts {
    /// What a sum, mean or deviation reads, by the names of tables and columns: a table that stands twice in FROM has the same
    /// patients both times.
    private struct Input: Hashable {
        let columns: Set<[String]>
        let filter: Set<[String]>

        init(_ aggregate: BoundAggregate) {
            columns = aggregate.argument?.expanded.sourceNames ?? []
            filter = aggregate.filter?.expanded.sourceNames ?? []
        }
    }

    private var families: [Input: [AggregateFunction]] = [:]

    init(_ aggregates: [BoundAggregate]) {
        for aggregate in aggregates where aggregate.isMoment {
            families[Input(aggregate), default: []].append(aggregate.specification.function)
        }
    }

    /// `hasConditionsBelow`: some stand in subqueries, where they cannot be seen.
    func needs(of aggregate: BoundAggregate, values: ArgumentValues, hasConditionsBelow: Bool) -> DisclosureNeeds {
        let isTold = aggregate.filter != nil || aggregate.isComputed
        switch aggregate.family {
        case .count:
            // How many values a computed argument has can be made to tell whether somebody meets a condition.
            let isMade = aggregate.specification.function == .countValues && aggregate.arguments.contains { $0.expanded.column?.table == nil }
            return DisclosureNeeds(revealsComplement: true, revealsNonZero: false, revealsUncounted: isMade)
        case .moment:
            let isFew = aggregate.isComputed || aggregate.readsFewValues
            // The sum of a constant, and of what may be one, is a count.
            let counts = isFew && aggregate.specification.function == .sum
            return DisclosureNeeds(
                revealsComplement: counts || isTold || hasTellingCompanion(aggregate), revealsNonZero: isFew,
                conditionsBelow: hasConditionsBelow || aggregate.squaresConditions, hasMadeValues: values.areMade(of: aggregate))
        // The sizes of the sets where both conditions hold, or one, follow from figures of conditions.
        case .pairs:
            let isFew = aggregate.arguments.contains { $0.mayHaveFewValues }
            return DisclosureNeeds(
                revealsComplement: true, revealsNonZero: false,
                revealsUncounted: isFew && aggregate.specification.function != .regressionCount)
        case .truth: return DisclosureNeeds(revealsComplement: true, revealsNonZero: true)
        case .mode, .quantile, .extreme: return DisclosureNeeds(revealsComplement: isTold, revealsNonZero: false)
        }
    }

    /// Two columns over the same columns and filter from which a reader computes how many contributed: a sum beside any mean, sum or
    /// deviation; a population beside a sample deviation; two means beside a sample deviation.
    private func hasTellingCompanion(_ aggregate: BoundAggregate) -> Bool {
        guard aggregate.isMoment, let functions = families[Input(aggregate)], functions.count > 1 else { return false }
        let sample = functions.contains { $0 == .varianceSample || $0 == .deviationSample }
        let population = functions.contains { $0 == .variancePopulation || $0 == .deviationPopulation }
        let means = functions.count { $0 == .average }
        // With another figure beside them the shapes tell the number of values.
        let shapes = functions.contains { $0 == .skewness || $0 == .kurtosis || $0 == .kurtosisPopulation }
        return shapes || functions.contains(.sum) || sample && population || sample && means > 1
    }
}

extension BoundAggregate {
    fileprivate var family: AggregateFamily { specification.function.definition.family }

    fileprivate var isMoment: Bool { family == .moment }

    /// The argument is more than a column as it stands. Anything computed can be made to tell who contributes and who does not: an
    /// offset that the sum counts, an expression that is NULL or 0 where a condition holds.
    fileprivate var isComputed: Bool {
        family != .count && arguments.contains { $0.expanded.column?.table == nil }
    }

    /// The sum of squares tells of conditions together.
    fileprivate var squaresConditions: Bool {
        switch specification.function {
        case .sum, .average: return false
        default: break
        }
        guard let argument, let linear = try? LinearTerms(argument), !linear.isOne else { return false }
        return linear.terms.contains { $0.expanded.column?.column.hasFewValues ?? $0.dividesRows }
    }

    /// An argument is a column of few values.
    fileprivate var readsFewValues: Bool {
        arguments.contains { $0.expanded.column?.column.hasFewValues ?? false }
    }
}

extension BoundExpression {
    /// Of every column below.
    fileprivate var sourceNames: Set<[String]> {
        var seen: [ObjectIdentifier: BoundColumn] = [:]
        forEachColumn { seen[$0.identity] = $0 }
        return Set(seen.values.map(\.sourceName))
    }

    /// Anything but a measure as it stands, of the catalog or of an aggregate inside.
    fileprivate var mayHaveFewValues: Bool { expanded.column?.column.hasFewValues ?? true }
}

extension CatalogColumn {
    /// At most ten, or, of whole numbers, as many as the catalog does not say.
    var hasFewValues: Bool {
        switch role {
        case .category(let codes): codes.count <= 10
        case .measure(_, let bounds):
            type.isWhole && (bounds.map { $0.upperBound - $0.lowerBound < Rational(Int64(10)) } ?? true)
        case .date, .patient, .nodeKey, .identifier, .text: false
        }
    }
}
