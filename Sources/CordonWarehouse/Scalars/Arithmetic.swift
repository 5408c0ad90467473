import BigInt
import CordonQuery
import CordonValues

extension ScalarFunction {
    /// Of more than two arguments, from left to right.
    func applyArithmetic(_ arguments: [Value], _ type: ValueType) -> Value {
        guard let first = arguments.first else { return .null }
        if arguments.count > 2 {
            return arguments.dropFirst().reduce(first) { $0.isNull ? .null : applyArithmetic([$0, $1], type) }
        }
        switch (first, arguments.dropFirst().first) {
        case (.integer(let left), .integer(let right)?):
            return Value(whole: wholeArithmetic(left, right), type)
        case (.double(let left), .double(let right)?):
            return Value(finite: doubleArithmetic(left.value, right.value))
        case (.numeric(let left), .numeric(let right)?):
            return Value(bounded: numericArithmetic(left, right))
        case (.integer(let value), nil):
            return Value(whole: value.signed(by: self), type)
        case (.double(let value), nil):
            return Value(finite: self == .negate ? -value.value : Swift.abs(value.value))
        case (.numeric(let value), nil):
            return .numeric(self == .negate || value < .zero ? -value : value)
        default:
            return .null
        }
    }

    /// Nil on overflow of 64 bits and division by zero.
    public func wholeArithmetic(_ left: Int64, _ right: Int64) -> Int64? {
        let (result, overflow): (Int64, Bool)
        switch self {
        case .add: (result, overflow) = left.addingReportingOverflow(right)
        case .subtract: (result, overflow) = left.subtractingReportingOverflow(right)
        case .multiply: (result, overflow) = left.multipliedReportingOverflow(by: right)
        case .divide: (result, overflow) = left.dividedReportingOverflow(by: right)
        // The remainder by -1 is 0 for every number, also where the quotient overflows.
        case .modulo: (result, overflow) = right == -1 ? (0, false) : left.remainderReportingOverflow(dividingBy: right)
        default: return nil
        }
        return overflow ? nil : result
    }

    /// Nil on overflow, on underflow to zero and on division by zero.
    public func doubleArithmetic(_ left: Double, _ right: Double) -> Double? {
        let result: Double
        switch self {
        case .add: result = left + right
        case .subtract: result = left - right
        case .multiply:
            result = left * right
            if result == 0, left != 0, right != 0 { return nil }
        case .divide:
            guard right != 0 else { return nil }
            result = left / right
            if result == 0, left != 0 { return nil }
        case .modulo:
            guard right != 0 else { return nil }
            result = left.truncatingRemainder(dividingBy: right)
        default: return nil
        }
        return result.isFinite ? result : nil
    }

    private func numericArithmetic(_ left: Rational, _ right: Rational) -> Rational? {
        switch self {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: left.divided(by: right)
        case .modulo: left.divided(by: right).map { left - Rational($0.truncated) * right }
        default: nil
        }
    }
}

extension Int64 {
    fileprivate func signed(by function: ScalarFunction) -> Int64? {
        guard function == .negate || self < 0 else { return self }
        let (result, overflow) = Int64(0).subtractingReportingOverflow(self)
        return overflow ? nil : result
    }
}

extension Value {
    /// A whole number of type `integer` (32 bits) or `bigint`; NULL for nil and for what its type cannot hold.
    init(whole value: Int64?, _ type: ValueType) {
        guard let value, type != .integer || Int32(exactly: value) != nil else {
            self = .null
            return
        }
        self = .integer(value)
    }

    init(whole value: BigInt, _ type: ValueType) {
        self.init(whole: Int64(exactly: value), type)
    }

    /// NULL for nil and for what is not finite.
    init(finite value: Double?) {
        guard let value, value.isFinite else {
            self = .null
            return
        }
        self = .double(value)
    }

    /// NULL for nil and for a number too long to be a numeric.
    init(bounded value: Rational?) {
        guard let value, value.isWithinLimit else {
            self = .null
            return
        }
        self = .numeric(value)
    }
}

extension Rational {
    /// The most bits that the numerator and the denominator of a numeric have (about 1,200 decimal digits each).
    public static var limitBits: Int { 4096 }

    public var isWithinLimit: Bool { numerator.magnitude.bitWidth <= Self.limitBits && denominator.magnitude.bitWidth <= Self.limitBits }
}
