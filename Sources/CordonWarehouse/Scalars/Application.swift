import CordonQuery
import CordonValues

extension ScalarFunction {
    /// The value of this function for arguments of the types that the binder gave them.
    ///
    /// PostgreSQL's semantics, except that nothing fails: division by zero, overflow, a result outside its type or outside a
    /// function's domain, and a double that is not finite are NULL. Whole numbers of type `integer` have 32 bits; a numeric has at
    /// most ``Rational/limitBits`` bits above and below the line. Text compares by its UTF-8 bytes; case mapping is
    /// ``CaseMapping``'s on every machine, and curves are ``PortableMath``'s.
    public func apply(_ arguments: [Value], resultType: ValueType) -> Value {
        if isStrict, arguments.contains(where: \.isNull) { return .null }
        switch family {
        case .logic: return applyLogic(arguments)
        case .comparison: return applyComparison(arguments)
        case .choice: return applyChoice(arguments)
        case .arithmetic: return applyArithmetic(arguments, resultType)
        case .rounding: return applyRounding(arguments, resultType)
        case .number: return applyNumber(arguments, resultType)
        case .text: return applyText(arguments)
        case .field: return arguments.first.map { applyField($0, resultType) } ?? .null
        case .calendar: return applyCalendar(arguments, resultType)
        }
    }

    /// True when a NULL among the arguments makes the result NULL.
    var isStrict: Bool {
        switch family {
        case .logic: self == .not
        case .comparison: self != .isDistinctFrom && self != .isNotDistinctFrom && self != .isIn
        case .choice: self == .clip
        case .text: self != .concat && self != .concatWith
        case .arithmetic, .rounding, .number, .field, .calendar: true
        }
    }

    private enum Family {
        case logic, comparison, choice, arithmetic, rounding, number, text, field, calendar
    }

    private var family: Family {
        switch self {
        case .and, .or, .not, .isNull, .isNotNull: .logic
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isDistinctFrom, .isNotDistinctFrom, .isIn: .comparison
        case .coalesce, .nullIf, .greatest, .least, .clip: .choice
        case .add, .subtract, .multiply, .divide, .modulo, .negate, .absolute: .arithmetic
        case .floor, .ceiling, .round, .truncate, .squareRoot, .widthBucket: .rounding
        case .sign, .power, .cubeRoot, .exponential, .naturalLogarithm, .decimalLogarithm, .logarithm, .degrees, .radians, .sine, .cosine,
            .tangent, .cotangent, .arcSine, .arcCosine, .arcTangent, .arcTangentOfPoint, .greatestCommonDivisor, .leastCommonMultiple,
            .smallInteger, .limitedDecimal:
            .number
        case .like, .ilike, .likeEscape, .concatenate, .concat, .concatWith, .lower, .upper, .initcap, .length, .octetLength, .substring,
            .left, .right, .replace, .translate, .reverse, .ascii, .chr, .overlay, .repeated, .trimBoth, .trimStart, .trimEnd, .padStart,
            .padEnd, .position, .splitPart, .startsWith:
            .text
        case .year, .quarter, .month, .week, .day, .hour, .minute, .second, .decade, .century, .millennium, .milliseconds, .microseconds,
            .epoch, .isoYear, .dayOfYear, .dayOfWeek, .isoDayOfWeek, .julianDay:
            .field
        case .millisecondStart, .secondStart, .minuteStart, .hourStart, .dayStart, .weekStart, .monthStart, .quarterStart, .yearStart,
            .decadeStart, .centuryStart, .millenniumStart, .daysBetween, .addDays, .microsecondsBetween, .addInterval, .ageMonths, .ageDays,
            .ageMicroseconds, .makeDate, .makeTimestamp, .toChar, .toDate:
            .calendar
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
