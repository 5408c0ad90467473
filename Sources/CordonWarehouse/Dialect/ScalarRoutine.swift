import CordonQuery
import CordonValues

/// A scalar function for certain types, as a database calls it by name where its own operators would answer otherwise than
/// PostgreSQL. Name and number of arguments together name it.
public struct ScalarRoutine: Sendable, Hashable {
    public enum Operation: Sendable, Hashable {
        case call(ScalarFunction)
        case cast
        /// The greatest whole number not above a quotient by a positive number.
        case flooredQuotient
    }

    public let operation: Operation
    public let arguments: [ValueType]
    public let result: ValueType

    public init(_ operation: Operation, _ arguments: [ValueType], _ result: ValueType) {
        self.operation = operation
        self.arguments = arguments
        self.result = result
    }

    /// For example `cordon_add_integer`, `cordon_text_to_date`.
    public var name: String {
        let first = arguments.first?.rawValue ?? "none"
        switch operation {
        case .cast: return "cordon_\(first)_to_\(result.rawValue)"
        case .flooredQuotient: return "cordon_floored_quotient"
        case .call(let function):
            let widened = function.resultFollowsArguments && arguments.first != result ? "_\(result.rawValue)" : ""
            return "cordon_\(function.word)_\(first)\(widened)"
        }
    }

    public func evaluate(_ values: [Value]) -> Value {
        switch operation {
        case .call(let function): function.apply(values, resultType: result)
        case .cast: values.first?.cast(to: result) ?? .null
        case .flooredQuotient: Self.flooredQuotient(values)
        }
    }
}

extension ScalarRoutine {
    private static func flooredQuotient(_ values: [Value]) -> Value {
        guard values.count == 2, case .integer(let dividend) = values[0], case .integer(let divisor) = values[1], divisor > 0 else { return .null }
        return .integer(dividend.flooredQuotient(divisor))
    }
}

extension ScalarFunction {
    /// True where one function can be asked for different result types of the same arguments.
    fileprivate var resultFollowsArguments: Bool {
        switch self {
        case .add, .subtract, .multiply, .divide, .modulo, .negate, .absolute, .floor, .ceiling, .round, .truncate, .squareRoot: true
        default: false
        }
    }

    /// A name that can stand in an identifier.
    fileprivate var word: String {
        switch self {
        case .equal: "equal"
        case .notEqual: "not_equal"
        case .less: "less"
        case .lessOrEqual: "less_or_equal"
        case .greater: "greater"
        case .greaterOrEqual: "greater_or_equal"
        case .add: "add"
        case .subtract: "subtract"
        case .multiply: "multiply"
        case .divide: "divide"
        case .modulo: "modulo"
        case .concatenate: "concatenate"
        default: String(rawValue.map { $0 == " " ? "_" : $0 })
        }
    }
}
