import CordonQuery
import CordonValues

/// Bounds of expressions that are whole numbers, from types and constants alone.
///
/// Where they prove that an operation cannot overflow, the database's own operator is exact and needs no call of ours. A numeric that
/// is whole within 64 bits, such as EXTRACT's fields and what is computed of them, is carried as an INTEGER.
struct WholeRange {
    static let int32: ClosedRange<Int64> = Int64(Int32.min)...Int64(Int32.max)
    static let int64: ClosedRange<Int64> = Int64.min...Int64.max

    /// Columns of type numeric that stand as INTEGER, such as those of a subquery whose expression was carried.
    var columns: [ColumnReference: ClosedRange<Int64>] = [:]

    /// Bounds of every value that `expression` can have, other than NULL. Nil for a numeric that may have a fraction or more than 64
    /// bits, and for types that are no numbers.
    func of(_ expression: TypedExpression) -> ClosedRange<Int64>? {
        let widest = Self.widest(expression.type)
        switch expression {
        case .constant(.integer(let value), _): return value...value
        case .constant(.numeric(let value), _): return value.isWhole ? Int64(exactly: value.numerator).map { $0...$0 } : nil
        case .constant(.null, let type): return type.isWhole || type == .numeric ? 0...0 : nil
        case .column(let reference, _): return columns[reference] ?? widest
        case .constant, .exists, .inSubquery, .scalar: return widest
        case .cast(let operand, let type):
            if operand.type == .boolean { return type.isWhole ? 0...1 : nil }
            guard type.isWhole || type == .numeric, let range = of(operand) else { return widest }
            return type == .integer ? range.clamped(to: Self.int32) : range
        case .cases(let branches, let otherwise, _):
            return joined((branches.map(\.result) + [otherwise])) ?? widest
        case .call(let function, let arguments, let type):
            return of(function, arguments, type) ?? widest
        }
    }

    private static func widest(_ type: ValueType) -> ClosedRange<Int64>? {
        switch type {
        case .integer: int32
        case .bigint: int64
        case .numeric, .double, .boolean, .text, .date, .timestamp: nil
        }
    }

    /// Nil as soon as one of them has no bounds.
    private func joined(_ expressions: [TypedExpression]) -> ClosedRange<Int64>? {
        var range: ClosedRange<Int64>?
        for expression in expressions {
            guard let next = of(expression) else { return nil }
            Self.join(&range, next)
        }
        return range
    }

    private func of(_ function: ScalarFunction, _ arguments: [TypedExpression], _ type: ValueType) -> ClosedRange<Int64>? {
        switch function {
        case .coalesce, .greatest, .least: return joined(arguments)
        // Numerics that are clipped are spelled.
        case .clip: return type.isWhole ? joined(Array(arguments.dropFirst())) : nil
        // The result stands as its first argument does, which is carried only if both are.
        case .nullIf:
            let ranges = arguments.map { of($0) }
            return ranges.allSatisfy { $0 != nil } ? ranges.first ?? nil : nil
        case .add, .subtract, .multiply, .modulo, .negate, .absolute:
            let range = result(of: function, arguments)
            return type == .integer ? range?.clamped(to: Self.int32) : range
        case .divide:
            guard type != .numeric else { return nil }
            let range = result(of: function, arguments)
            return type == .integer ? range?.clamped(to: Self.int32) : range
        case .floor, .ceiling, .round, .truncate: return type == .double ? nil : rounded(function, arguments)
        default: return function.bounds(of: arguments.first?.type)
        }
    }

    /// A whole number is its own floor; the floor and the whole part of a quotient by a positive constant are whole divisions.
    private func rounded(_ function: ScalarFunction, _ arguments: [TypedExpression]) -> ClosedRange<Int64>? {
        guard let first = arguments.first else { return nil }
        if arguments.count > 1 {
            guard case .constant(.integer(let decimals), _) = arguments[1], decimals >= 0 else { return nil }
            return of(first)
        }
        if let range = of(first) { return range }
        guard let (range, divisor) = quotient(first) else { return nil }
        switch function {
        case .floor: return range.lowerBound.flooredQuotient(divisor)...range.upperBound.flooredQuotient(divisor)
        case .truncate: return range.lowerBound / divisor...range.upperBound / divisor
        default: return nil
        }
    }

    /// The bounds of the dividend and the divisor of a numeric division of a whole number by a positive whole constant.
    func quotient(_ expression: TypedExpression) -> (dividend: ClosedRange<Int64>, divisor: Int64)? {
        guard case .call(.divide, let parts, .numeric) = expression, parts.count == 2, let dividend = of(parts[0]),
            case .constant = parts[1], let divisor = of(parts[1])?.lowerBound, divisor > 0
        else { return nil }
        return (dividend, divisor)
    }

    /// Bounds of what an operation on whole numbers gives when nothing overflows; nil where 64 bits could overflow.
    func result(of function: ScalarFunction, _ arguments: [TypedExpression]) -> ClosedRange<Int64>? {
        guard let first = arguments.first, let left = of(first) else { return nil }
        guard let second = arguments.dropFirst().first else {
            guard left.lowerBound > Int64.min else { return nil }
            let magnitude = max(-left.lowerBound, left.upperBound)
            return function == .negate ? -left.upperBound ... -left.lowerBound : -magnitude...magnitude
        }
        guard let right = of(second) else { return nil }
        switch function {
        // The remainder has the dividend's sign and at most its magnitude.
        case .modulo: return min(left.lowerBound, 0)...max(left.upperBound, 0)
        case .divide:
            if right.lowerBound >= 0 { return min(left.lowerBound, 0)...max(left.upperBound, 0) }
            guard left.lowerBound > Int64.min else { return right.contains(-1) ? nil : Self.int64 }
            let magnitude = max(-left.lowerBound, left.upperBound)
            return -magnitude...magnitude
        default:
            return Self.corners(function, left, right)
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

extension ScalarFunction {
    /// Bounds of a function's results whatever its arguments are; nil where none are known.
    fileprivate func bounds(of argument: ValueType?) -> ClosedRange<Int64>? {
        switch self {
        case .year: 1...9999
        case .isoYear: 0...10_000
        case .quarter: 1...4
        case .month: 1...12
        case .week: 1...53
        case .day: 1...31
        case .dayOfYear: 1...366
        case .dayOfWeek, .isoDayOfWeek: 0...7
        case .decade: 0...999
        case .century: 1...100
        case .millennium: 1...10
        case .hour: 0...23
        case .minute: 0...59
        case .microseconds: 0...59_999_999
        case .epoch: argument == .date ? -62_135_596_800...253_402_214_400 : nil
        case .julianDay: argument == .date ? 1_721_426...5_373_484 : nil
        case .daysBetween: -3_652_058...3_652_058
        case .microsecondsBetween: -315_537_897_600_000_000...315_537_897_600_000_000
        case .ageMonths: -119_999...119_999
        case .ageDays: -31...31
        case .ageMicroseconds: -86_400_000_000...86_400_000_000
        case .smallInteger: -32_768...32_767
        default: nil
        }
    }
}
