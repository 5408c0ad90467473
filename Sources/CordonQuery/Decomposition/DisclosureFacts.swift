import CordonAggregates
import CordonCatalog
import CordonValues

/// Decides what disclosure control must know of each aggregate column (see ``DisclosureNeeds``). Where the argument's form leaves a
/// doubt, the answer is yes: a column too much is checked.
struct DisclosureFacts {
    /// What a sum, mean or deviation reads.
    private struct Input: Hashable {
        let columns: Set<BoundColumn>
        let filter: TypedExpression?
    }

    private var families: [Input: [AggregateFunction]] = [:]

    init(_ aggregates: [BoundAggregate]) {
        for aggregate in aggregates where aggregate.isMoment {
            families[Self.input(of: aggregate), default: []].append(aggregate.specification.function)
        }
    }

    func needs(of aggregate: BoundAggregate) -> DisclosureNeeds {
        let isFew = aggregate.isMoment && (aggregate.isComputed || aggregate.argument?.takesFewValues ?? false)
        // The sum of a constant, and of what may be one, is a count.
        let counts = aggregate.countsRows || isFew && aggregate.specification.function == .sum
        return DisclosureNeeds(
            revealsComplement: counts || aggregate.filter != nil || aggregate.isComputed || hasTellingCompanion(aggregate),
            revealsNonZero: isFew)
    }

    private static func input(of aggregate: BoundAggregate) -> Input {
        Input(columns: Set(aggregate.argument?.columns ?? []), filter: aggregate.filter?.typed)
    }

    /// Two columns over the same columns and filter from which a reader computes how many contributed: a sum beside any mean, sum or
    /// deviation; a population beside a sample deviation; two means beside a sample deviation.
    private func hasTellingCompanion(_ aggregate: BoundAggregate) -> Bool {
        guard aggregate.isMoment, let functions = families[Self.input(of: aggregate)], functions.count > 1 else { return false }
        let sample = functions.contains { $0 == .varianceSample || $0 == .deviationSample }
        let population = functions.contains { $0 == .variancePopulation || $0 == .deviationPopulation }
        let means = functions.count { $0 == .average }
        return functions.contains(.sum) || sample && population || sample && means > 1
    }
}

extension BoundAggregate {
    fileprivate var countsRows: Bool {
        switch specification.function {
        case .countRows, .count, .countPatients: true
        case .sum, .average, .variancePopulation, .varianceSample, .deviationPopulation, .deviationSample, .minimum, .maximum: false
        }
    }

    /// Sums, means, variances and deviations.
    fileprivate var isMoment: Bool {
        switch specification.function {
        case .sum, .average, .variancePopulation, .varianceSample, .deviationPopulation, .deviationSample: true
        case .countRows, .count, .countPatients, .minimum, .maximum: false
        }
    }

    /// The argument is more than a column as it stands. Anything computed can be made to tell who contributes and who does not: an
    /// offset that the sum counts, an expression that is NULL or 0 where a condition holds.
    fileprivate var isComputed: Bool {
        guard isMoment, let argument else { return false }
        if case .column = argument.form { return false }
        return true
    }
}

extension BoundExpression {
    /// True when the number of rows with a non-zero value can be told from a sum or mean: the value depends on a condition, on a
    /// column of few values, or on a function that has few values over a measure's range.
    fileprivate var takesFewValues: Bool {
        contains { part in
            if part.type == .boolean { return true }
            switch part.form {
            case .cases: return true
            case .column(let column):
                return column.column.hasFewValues
            case .call(let function, _):
                switch function {
                case .floor, .ceiling, .round, .truncate, .modulo, .widthBucket, .greatest, .least, .coalesce, .nullIf, .length,
                    .year, .month, .day, .daysBetween:
                    return true
                case .divide: return part.type.isWhole
                default: return false
                }
            case .constant, .cast, .aggregate: return false
            }
        } || columns.isEmpty
    }
}

extension CatalogColumn {
    /// At most ten, or the catalog does not say.
    fileprivate var hasFewValues: Bool {
        switch role {
        case .category(let codes): codes.count <= 10
        case .measure(_, let bounds):
            type.isWhole && (bounds.map { $0.upperBound - $0.lowerBound < Rational(Int64(10)) } ?? false)
        case .date, .patient, .nodeKey, .identifier, .text: false
        }
    }
}
