import CordonQuery
import CordonValues

extension ScalarFunction {
    func applyLogic(_ arguments: [Value]) -> Value {
        switch self {
        case .and: Value(truth: Self.conjunction(arguments))
        case .or: Value(truth: Self.conjunction(arguments.map { Value(truth: $0.truth.map(!)) }).map(!))
        case .not: Value(truth: arguments.first?.truth.map(!))
        case .isNull: .boolean(arguments.first?.isNull ?? true)
        case .isNotNull: .boolean(!(arguments.first?.isNull ?? true))
        default: .null
        }
    }

    /// Kleene's AND: false wins over NULL.
    private static func conjunction(_ arguments: [Value]) -> Bool? {
        var result: Bool? = true
        for argument in arguments {
            switch argument.truth {
            case false?: return false
            case nil: result = nil
            case true?: break
            }
        }
        return result
    }

    func applyChoice(_ arguments: [Value]) -> Value {
        switch self {
        case .coalesce:
            return arguments.first { !$0.isNull } ?? .null
        case .nullIf:
            guard let first = arguments.first, let second = arguments.dropFirst().first else { return .null }
            return first.compared(to: second) == .same ? .null : first
        case .greatest, .least:
            let wanted: SQLOrder = self == .greatest ? .after : .before
            return arguments.reduce(.null) { best, next in
                guard !next.isNull else { return best }
                return best.isNull || next.compared(to: best) == wanted ? next : best
            }
        case .clip:
            guard arguments.count == 3 else { return .null }
            let value = arguments[0].compared(to: arguments[1]) == .before ? arguments[1] : arguments[0]
            return value.compared(to: arguments[2]) == .after ? arguments[2] : value
        default:
            return .null
        }
    }
}
