import CordonQuery
import CordonValues

/// Bounds of a whole-number expression, from types and constants alone. Where they prove that an operation cannot overflow,
/// the database's own operator is exact and needs no call of ours.
enum WholeRange {
    static let int32: ClosedRange<Int64> = Int64(Int32.min)...Int64(Int32.max)
    static let int64: ClosedRange<Int64> = Int64.min...Int64.max

    /// Bounds of every value that `expression` can have, other than NULL.
    static func of(_ expression: TypedExpression) -> ClosedRange<Int64> {
        let widest = expression.type == .bigint ? int64 : int32
        switch expression {
        case .constant(.integer(let value), _): return value...value
        case .column, .constant: return widest
        case .cast(let operand, _):
            switch operand.type {
            case .integer, .bigint: return of(operand).clamped(to: widest)
            case .boolean: return 0...1
            case .numeric, .double, .text, .date, .timestamp: return widest
            }
        case .cases(let branches, let otherwise, _):
            return (branches.map(\.result) + [otherwise]).map(of).reduce(into: nil, join) ?? widest
        case .call(let function, let arguments, _):
            return of(function, arguments, widest)
        }
    }

    private static func of(_ function: ScalarFunction, _ arguments: [TypedExpression], _ widest: ClosedRange<Int64>) -> ClosedRange<Int64> {
        switch function {
        case .year: return 1...9999
        case .month: return 1...12
        case .day: return 1...31
        case .daysBetween: return -3_652_058...3_652_058
        case .coalesce, .greatest, .least: return arguments.map(of).reduce(into: nil, join) ?? widest
        case .nullIf: return arguments.first.map(of) ?? widest
        case .add, .subtract, .multiply, .divide, .modulo, .negate, .absolute:
            return (result(of: function, arguments) ?? widest).clamped(to: widest)
        default: return widest
        }
    }

    /// Bounds of what an operation gives when nothing overflows; nil where 64 bits could overflow.
    static func result(of function: ScalarFunction, _ arguments: [TypedExpression]) -> ClosedRange<Int64>? {
        guard let left = arguments.first.map(of) else { return nil }
        guard let right = arguments.dropFirst().first.map(of) else {
            guard left.lowerBound > Int64.min else { return nil }
            let magnitude = max(-left.lowerBound, left.upperBound)
            return function == .negate ? -left.upperBound ... -left.lowerBound : -magnitude...magnitude
        }
        switch function {
        // The remainder has the dividend's sign and at most its magnitude.
        case .modulo: return min(left.lowerBound, 0)...max(left.upperBound, 0)
        case .divide:
            if right.lowerBound >= 0 { return min(left.lowerBound, 0)...max(left.upperBound, 0) }
            guard left.lowerBound > Int64.min else { return right.contains(-1) ? nil : int64 }
            let magnitude = max(-left.lowerBound, left.upperBound)
            return -magnitude...magnitude
        default:
            return corners(function, left, right)
        }
    }

    /// Sums, differences and products take their extremes at the corners of the bounds.
    private static func corners(_ function: ScalarFunction, _ left: ClosedRange<Int64>, _ right: ClosedRange<Int64>) -> ClosedRange<Int64>? {
        var found: ClosedRange<Int64>?
        for a in [left.lowerBound, left.upperBound] {
            for b in [right.lowerBound, right.upperBound] {
                guard let value = function.wholeArithmetic(a, b) else { return nil }
                join(&found, value...value)
            }
        }
        return found
    }

    private static func join(_ range: inout ClosedRange<Int64>?, _ next: ClosedRange<Int64>) {
        range = range.map { min($0.lowerBound, next.lowerBound)...max($0.upperBound, next.upperBound) } ?? next
    }
}
