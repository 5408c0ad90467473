import CordonAggregates
import CordonValues

/// What follows from a sum, mean or deviation for a reader who chooses the weights: the sum of each term of its argument, since the others can be asked
/// for, and the number of rows in each arm of a condition, since arms of different weight are told apart. Each becomes a column of the boundary that is
/// never shown; where disclosure control would hide one, it hides the figure.
///
/// Source: the disclosure of linear combinations of released sums, Hundepool et al., *Statistical Disclosure Control* (2012), 4.3 and 5.
struct ArgumentComponents {
    private var pieces: ArgumentPieces

    /// Of aggregates over a plan's rows.
    init(_ plan: InsidePlan) { pieces = ArgumentPieces(below: ColumnsBelow(plan)) }

    /// The plan with what the components read.
    var plan: InsidePlan { pieces.below.whole }

    /// Without those that the column tells itself. `areAll`: no conditions stand where they cannot be seen.
    mutating func of(_ aggregate: BoundAggregate) throws(Diagnostic) -> (components: [BoundAggregate], areAll: Bool) {
        guard aggregate.specification.function.definition.family == .moment, let argument = aggregate.argument else { return ([], true) }
        let linear = try LinearTerms(argument)
        // Where another term is NULL nothing is told of a row.
        let known: [BoundExpression] = linear.terms.count > 1 ? [.call(.isNotNull, [argument], .boolean, argument.span)] : []
        var (components, areAll) = ([BoundAggregate](), true)
        for term in linear.terms {
            let pieces = try pieces.of(term)
            areAll = areAll && !pieces.contains { $0.value.contains { $0.column?.weighs ?? false } }
            components += try Self.components(
                of: term, pieces, isOwn: linear.isOne, of: aggregate, where: [aggregate.filter].compactMap(\.self) + known)
        }
        return (components, areAll)
    }

    /// Of one term, which is the column itself where it `isOwn`.
    private static func components(
        of term: BoundExpression, _ pieces: [ArgumentPiece], isOwn: Bool, of aggregate: BoundAggregate, where conditions: [BoundExpression]
    ) throws(Diagnostic) -> [BoundAggregate] {
        let weights = Set(pieces.map(\.value).filter { !$0.isZero }.map(\.typed))
        let areCounts = pieces.allSatisfy(\.value.isFixed)
        // Zero and one other number: those with each are counted for every column.
        if pieces.allSatisfy(\.conditions.isEmpty) || areCounts && weights.count <= 1 {
            return isOwn ? [] : [sum(of: term, aggregate, conditions)]
        }
        var components: [BoundAggregate] = []
        for piece in pieces {
            let filter = conditions + piece.conditions
            if piece.value.isFixed || piece.value.isZero {
                components.append(rows(aggregate, filter))
                continue
            }
            let linear = try LinearTerms(piece.value)
            if !isOwn || pieces.count > 1 { components.append(sum(of: piece.value, aggregate, filter)) }
            if !linear.isOne { components += linear.terms.map { sum(of: $0, aggregate, filter) } }
        }
        return components
    }

    private static func rows(_ aggregate: BoundAggregate, _ conditions: [BoundExpression]) -> BoundAggregate {
        BoundAggregate(
            specification: AggregateSpecification(function: .countRows, argument: nil), argument: nil, isDistinct: false, filter: all(conditions),
            span: aggregate.span)
    }

    private static func sum(of term: BoundExpression, _ aggregate: BoundAggregate, _ conditions: [BoundExpression]) -> BoundAggregate {
        BoundAggregate(
            specification: AggregateSpecification(function: .sum, argument: term.type), argument: term, isDistinct: false, filter: all(conditions),
            span: aggregate.span)
    }

    private static func all(_ conditions: [BoundExpression]) -> BoundExpression? {
        var distinct: [BoundExpression] = []
        for condition in conditions where !distinct.contains(where: { $0.typed == condition.typed }) { distinct.append(condition) }
        guard distinct.count > 1, let first = distinct.first else { return distinct.first }
        return .call(.and, distinct, .boolean, first.span)
    }
}

extension BoundExpression {
    /// 0 as it is written, or the number of FALSE.
    var isZero: Bool {
        switch form {
        case .constant(.integer(0)), .constant(.boolean(false)): true
        case .constant(.numeric(let number)): number == .zero
        case .constant(.double(let number)): number.value == 0
        case .cast(let operand): operand.isZero
        case .call(.negate, let arguments), .call(.multiply, let arguments): arguments.contains(where: \.isZero)
        default: false
        }
    }
}
