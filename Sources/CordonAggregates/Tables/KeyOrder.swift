import CordonValues

/// The canonical order of group keys: NULL last; false before true; numbers by value, NaN above all; text by its UTF-8 bytes;
/// dates by day. The first key decides, then the next.
public enum KeyOrder {
    public enum Relation: Sendable, Hashable {
        case before, same, after

        fileprivate var reversed: Relation {
            switch self {
            case .before: .after
            case .same: .same
            case .after: .before
            }
        }
    }

    public static func precedes(_ left: [Value], _ right: [Value]) -> Bool { compare(left, right) == .before }

    public static func compare(_ left: [Value], _ right: [Value]) -> Relation {
        for index in 0..<min(left.count, right.count) {
            let relation = compare(left[index], right[index])
            if relation != .same { return relation }
        }
        return order(left.count, right.count)
    }

    /// Values of one column have one kind. For other pairs the order is total all the same: numbers by value and then by kind, the
    /// rest by kind.
    public static func compare(_ left: Value, _ right: Value) -> Relation {
        switch (left, right) {
        case (.null, .null): .same
        case (.boolean(let left), .boolean(let right)): left == right ? .same : right ? .before : .after
        case (.integer(let left), .integer(let right)): order(left, right)
        case (.numeric(let left), .numeric(let right)): order(left, right)
        case (.double(let left), .double(let right)): order(left.value, right.value)
        case (.text(let left), .text(let right)): order(left, right)
        case (.date(let left), .date(let right)): order(left, right)
        case (.timestamp(let left), .timestamp(let right)): order(left, right)
        case (.integer, _), (.numeric, _), (.double, _), (.null, _), (.boolean, _), (.text, _), (.date, _), (.timestamp, _):
            mixed(left, right)
        }
    }

    private static func order<Element: Comparable>(_ left: Element, _ right: Element) -> Relation {
        left < right ? .before : left == right ? .same : .after
    }

    private static func order(_ left: Double, _ right: Double) -> Relation {
        if left.isNaN { return right.isNaN ? .same : .after }
        return right.isNaN || left < right ? .before : left == right ? .same : .after
    }

    private static func order(_ left: String, _ right: String) -> Relation {
        var rights = right.utf8.makeIterator()
        for byte in left.utf8 {
            guard let other = rights.next() else { return .after }
            if byte != other { return byte < other ? .before : .after }
        }
        return rights.next() == nil ? .same : .before
    }

    private static func mixed(_ left: Value, _ right: Value) -> Relation {
        let ranks = order(rank(left), rank(right))
        guard let first = Bound(left), let second = Bound(right) else { return ranks }
        let relation = compare(first, second)
        return relation == .same ? ranks : relation
    }

    private static func compare(_ left: Bound, _ right: Bound) -> Relation {
        switch (left, right) {
        case (.exact(let left), .exact(let right)): order(left, right)
        case (.beyond(let left), .exact): left < 0 ? .before : .after
        case (.exact, .beyond): compare(right, left).reversed
        case (.beyond(let left), .beyond(let right)): order(left, right)
        }
    }

    /// A number of any kind: exact, or beyond all of them (-infinity, +infinity, NaN).
    private enum Bound {
        case exact(Rational)
        case beyond(Int)

        init?(_ value: Value) {
            switch value {
            case .integer(let value): self = .exact(Rational(value))
            case .numeric(let value): self = .exact(value)
            case .double(let value):
                self = Rational(exactly: value.value).map { .exact($0) } ?? .beyond(value.value.isNaN ? 2 : value.value < 0 ? -1 : 1)
            case .null, .boolean, .text, .date, .timestamp: return nil
            }
        }
    }

    private static func rank(_ value: Value) -> Int {
        switch value {
        case .boolean: 0
        case .integer: 1
        case .numeric: 2
        case .double: 3
        case .text: 4
        case .date: 5
        case .timestamp: 6
        case .null: 7
        }
    }
}
