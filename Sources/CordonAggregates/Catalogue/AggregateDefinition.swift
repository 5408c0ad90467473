import CordonValues

/// All that one aggregate function is: what it takes and gives, the mergeable state it needs, its finish, and what disclosure
/// control must know of it. One file each; `AggregateFunction.definition` is the registry that tests walk, so that a new
/// aggregate is under every law as soon as it is registered.
public struct AggregateDefinition: Sendable {
    public let function: AggregateFunction
    /// The state of a column over arguments of the given type (nil: no argument); nil when the function does not take them.
    public let stateKind: @Sendable (_ argument: ValueType?) -> StateKind?
    /// PostgreSQL's result type; asked only where there is a state kind.
    public let resultType: @Sendable (_ argument: ValueType?) -> ValueType
    /// The exact result of a merged state, NULL where SQL says so; nil when the cell is withheld.
    public let finish: @Sendable (AggregateState, AggregateSpecification) -> Value?
    public let disclosure: AggregateDisclosure
}

/// What a result of this function reveals, whatever the question around it. The planner adds what the question decides.
public struct AggregateDisclosure: Sendable, Hashable {
    /// The result is a number of contributing rows or patients, and so reveals how many do not contribute.
    public let revealsContributors: Bool
    /// Over a condition, or another argument with few values, the result reveals how many contributors are not zero.
    public let revealsNonZero: Bool
    /// One patient with a large share of the total is revealed approximately (dominance, p% rule).
    public let needsDominance: Bool
    /// The result is some patient's own value: always withheld.
    public let isAlwaysWithheld: Bool
}

extension AggregateFunction {
    /// The registry.
    public var definition: AggregateDefinition {
        switch self {
        case .countRows: .countRows
        case .count: .count
        case .countPatients: .countPatients
        case .sum: .sum
        case .average: .average
        case .variancePopulation: .variancePopulation
        case .varianceSample: .varianceSample
        case .deviationPopulation: .deviationPopulation
        case .deviationSample: .deviationSample
        case .minimum: .minimum
        case .maximum: .maximum
        }
    }
}

extension AggregateSpecification {
    /// False for an argument that the function does not take; the planner refuses such a question.
    public var isSupported: Bool { function.definition.stateKind(argument) != nil }

    public var stateKind: StateKind { function.definition.stateKind(argument) ?? .none }

    public var resultType: ValueType { function.definition.resultType(argument) }

    /// Every function with every argument type that it takes.
    public static var allSupported: [AggregateSpecification] {
        AggregateFunction.allCases.flatMap { function in
            ([nil] + ValueType.allCases.map { $0 }).map { AggregateSpecification(function: function, argument: $0) }
        }.filter(\.isSupported)
    }
}
