import CordonQuery
import CordonValues

/// How one value stands to another of its type.
public enum SQLOrder: Sendable, Hashable {
    case before, same, after

    init<T: Comparable>(_ left: T, _ right: T) {
        self = left < right ? .before : (left == right ? .same : .after)
    }
}

extension Value {
    /// SQL's comparison of two values of one type: nil when either is NULL. Doubles as PostgreSQL orders them (NaN equals NaN and
    /// is greater than all), text by UTF-8 bytes, false before true.
    public func compared(to other: Value) -> SQLOrder? {
        switch (self, other) {
        case (.integer(let left), .integer(let right)): SQLOrder(left, right)
        case (.double(let left), .double(let right)): Self.compare(left.value, right.value)
        case (.numeric(let left), .numeric(let right)): SQLOrder(left, right)
        case (.text(let left), .text(let right)): Self.compare(left.utf8, right.utf8)
        case (.boolean(let left), .boolean(let right)): SQLOrder(left ? 1 : 0, right ? 1 : 0)
        case (.date(let left), .date(let right)): SQLOrder(left, right)
        case (.timestamp(let left), .timestamp(let right)): SQLOrder(left, right)
        default: nil
        }
    }

    private static func compare(_ left: Double, _ right: Double) -> SQLOrder {
        switch (left.isNaN, right.isNaN) {
        case (true, true): .same
        case (true, false): .after
        case (false, true): .before
        case (false, false): SQLOrder(left, right)
        }
    }

    private static func compare(_ left: String.UTF8View, _ right: String.UTF8View) -> SQLOrder {
        var rest = right.makeIterator()
        for byte in left {
            guard let other = rest.next() else { return .after }
            if byte != other { return byte < other ? .before : .after }
        }
        return rest.next() == nil ? .same : .before
    }
}

extension ScalarFunction {
    func applyComparison(_ arguments: [Value]) -> Value {
        guard let first = arguments.first else { return .null }
        if self == .isIn { return Self.membership(of: first, among: arguments.dropFirst()) }
        guard let second = arguments.dropFirst().first else { return .null }
        guard let order = first.compared(to: second) else {
            return switch self {
            case .isDistinctFrom: .boolean(first.isNull != second.isNull)
            case .isNotDistinctFrom: .boolean(first.isNull == second.isNull)
            default: .null
            }
        }
        return switch self {
        case .equal, .isNotDistinctFrom: .boolean(order == .same)
        case .notEqual, .isDistinctFrom: .boolean(order != .same)
        case .less: .boolean(order == .before)
        case .lessOrEqual: .boolean(order != .after)
        case .greater: .boolean(order == .after)
        case .greaterOrEqual: .boolean(order != .before)
        default: .null
        }
    }

    private static func membership(of value: Value, among list: ArraySlice<Value>) -> Value {
        var unknown = false
        for element in list {
            switch value.compared(to: element) {
            case .same?: return .boolean(true)
            case nil: unknown = true
            case .before?, .after?: break
            }
        }
        return unknown ? .null : .boolean(false)
    }
}
