import CordonQuery
import CordonValues

extension ScalarFunction {
    /// The value of this function for arguments of the types that the binder gave them.
    ///
    /// PostgreSQL's semantics, except that nothing fails: division by zero, overflow, a result outside its type or outside a
    /// function's domain, and a double that is not finite are NULL. Whole numbers of type `integer` have 32 bits; a numeric has at
    /// most ``Rational/limitBits`` bits above and below the line. Text compares by its UTF-8 bytes; case mapping is
    /// ``CaseMapping``'s on every machine.
    public func apply(_ arguments: [Value], resultType: ValueType) -> Value {
        if isStrict, arguments.contains(where: \.isNull) { return .null }
        return switch self {
        case .and, .or, .not, .isNull, .isNotNull: applyLogic(arguments)
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isDistinctFrom, .isNotDistinctFrom, .isIn:
            applyComparison(arguments)
        case .coalesce, .nullIf, .greatest, .least: applyChoice(arguments)
        case .add, .subtract, .multiply, .divide, .modulo, .negate, .absolute: applyArithmetic(arguments, resultType)
        case .floor, .ceiling, .round, .truncate, .squareRoot, .widthBucket: applyRounding(arguments, resultType)
        case .like, .ilike, .concatenate, .lower, .upper, .length: applyText(arguments)
        case .daysBetween, .year, .month, .day, .monthStart, .quarterStart, .yearStart: applyCalendar(arguments)
        }
    }

    /// True when a NULL among the arguments makes the result NULL.
    var isStrict: Bool {
        switch self {
        case .and, .or, .isNull, .isNotNull, .isDistinctFrom, .isNotDistinctFrom, .isIn, .coalesce, .nullIf, .greatest, .least:
            false
        case .not, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .add, .subtract, .multiply, .divide,
            .modulo, .negate, .absolute, .daysBetween, .floor, .ceiling, .round, .truncate, .squareRoot, .like, .ilike,
            .concatenate, .lower, .upper, .length, .year, .month, .day, .monthStart, .quarterStart, .yearStart, .widthBucket:
            true
        }
    }
}

extension Value {
    /// Truth as SQL knows it: nil for NULL (and for anything that is no boolean).
    var truth: Bool? {
        guard case .boolean(let value) = self else { return nil }
        return value
    }

    init(truth: Bool?) {
        self = truth.map(Value.boolean) ?? .null
    }
}
