import CordonQuery
import CordonValues

extension ScalarFunction {
    func applyText(_ arguments: [Value]) -> Value {
        guard case .text(let text)? = arguments.first else { return .null }
        switch self {
        case .lower: return .text(CaseMapping.lower(text))
        case .upper: return .text(CaseMapping.upper(text))
        // PostgreSQL counts code points, not what people see as one character.
        case .length: return .integer(Int64(text.unicodeScalars.count))
        case .like, .ilike, .concatenate: break
        default: return .null
        }
        guard case .text(let other)? = arguments.dropFirst().first else { return .null }
        if self == .concatenate { return .text(text + other) }
        return Value(truth: LikePattern(other, ignoresCase: self == .ilike)?.matches(text))
    }
}
