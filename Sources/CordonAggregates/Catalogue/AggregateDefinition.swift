import CordonValues

/// All that one aggregate function is: what it takes and gives, the mergeable state it needs, its finish, and what disclosure
/// control must know of it; `AggregateFunction.definition` is the registry that tests walk, so that a new
/// aggregate is under every law as soon as it is registered.
public struct AggregateDefinition: Sendable {
    public let function: AggregateFunction
    /// The state of a column over arguments of the given type (nil: no argument); nil when the function does not take them.
    public let stateKind: @Sendable (_ argument: ValueType?) -> StateKind?
    /// PostgreSQL's result type; asked only where there is a state kind.
    public let resultType: @Sendable (_ argument: ValueType?) -> ValueType
    /// The exact result of a merged state, NULL where SQL says so; nil when the cell is withheld.
    public let finish: @Sendable (AggregateState, AggregateSpecification) -> Value?
    public let family: AggregateFamily
}

/// What the result of an aggregate function is, as disclosure control sees it.
public enum AggregateFamily: Sendable, Hashable {
    /// A number of rows or patients: it tells how many contribute, and zero where nobody does.
    case count
    /// A sum, mean, variance or deviation: over a condition, or another argument with few values, it counts those that are not zero.
    case moment
    /// Some patient's own value: always withheld.
    case extreme
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
