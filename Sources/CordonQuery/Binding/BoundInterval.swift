import CordonValues

/// An interval while it is bound: three whole numbers (bigint), as PostgreSQL keeps one. It is no type of a result: it is added to a
/// date or timestamp, compared with another, or read by EXTRACT.
struct BoundInterval {
    let months: BoundExpression
    let days: BoundExpression
    let microseconds: BoundExpression
    let span: Range<Int>

    var parts: [BoundExpression] { [months, days, microseconds] }

    init(_ months: BoundExpression, _ days: BoundExpression, _ microseconds: BoundExpression, _ span: Range<Int>) {
        self.months = months
        self.days = days
        self.microseconds = microseconds
        self.span = span
    }

    init(_ constant: IntervalText, _ span: Range<Int>) {
        func part(_ value: Int64) -> BoundExpression { .constant(.integer(value), .bigint, span) }
        self.init(part(constant.months), part(constant.days), part(constant.microseconds), span)
    }

    /// The three numbers where all are constants.
    var constant: IntervalText? {
        let values = parts.compactMap { if case .integer(let value)? = $0.constant { value } else { nil as Int64? } }
        return values.count == 3 ? IntervalText(months: values[0], days: values[1], microseconds: values[2]) : nil
    }

    var isNull: Bool { parts.contains { $0.constant?.isNull ?? false } }

    /// Each part changed alike; constants are computed on the spot where nothing overflows.
    func combined(_ function: ScalarFunction, with other: BoundInterval, _ span: Range<Int>) -> BoundInterval {
        let results = zip(parts, other.parts).map { Self.arithmetic(function, $0, $1, span) }
        return BoundInterval(results[0], results[1], results[2], span)
    }

    func scaled(by factor: BoundExpression, _ span: Range<Int>) -> BoundInterval {
        let results = parts.map { Self.arithmetic(.multiply, $0, factor, span) }
        return BoundInterval(results[0], results[1], results[2], span)
    }

    static func arithmetic(
        _ function: ScalarFunction, _ left: BoundExpression, _ right: BoundExpression, _ span: Range<Int>
    ) -> BoundExpression {
        if case .integer(let a)? = left.constant, case .integer(let b)? = right.constant, let result = whole(function, a, b) {
            return .constant(.integer(result), .bigint, span)
        }
        if function != .multiply, case .integer(0)? = right.constant { return left }
        if function == .add, case .integer(0)? = left.constant { return right }
        if function == .multiply, case .integer(0)? = left.constant, right.constant != nil { return left }
        return .call(function, [left, right], .bigint, span)
    }

    private static func whole(_ function: ScalarFunction, _ left: Int64, _ right: Int64) -> Int64? {
        let (result, overflow): (Int64, Bool)
        switch function {
        case .add: (result, overflow) = left.addingReportingOverflow(right)
        case .subtract: (result, overflow) = left.subtractingReportingOverflow(right)
        case .multiply: (result, overflow) = left.multipliedReportingOverflow(by: right)
        default: return nil
        }
        return overflow ? nil : result
    }
}

/// What an expression binds to.
enum BoundOperand {
    case value(BoundExpression)
    case interval(BoundInterval)
}

extension BoundOperand {
    var size: Int {
        switch self {
        case .value(let value): value.size
        case .interval(let interval): interval.parts.reduce(0) { $0 + $1.size }
        }
    }
}
