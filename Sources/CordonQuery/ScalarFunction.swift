/// The closed set of scalar functions and operators. Arguments of one call have the types that the binder's casts gave them, so
/// that an implementation never coerces. Comparison is SQL's: NULL in, NULL out. Text compares by its UTF-8 bytes. Whole arguments
/// of text and date functions are bigint.
public enum ScalarFunction: String, Sendable, Hashable, CaseIterable {
    // Boolean logic, three-valued.
    case and, or, not
    case isNull = "is null"
    case isNotNull = "is not null"
    // Both arguments of one type.
    case equal = "="
    case notEqual = "<>"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case isDistinctFrom = "is distinct from"
    case isNotDistinctFrom = "is not distinct from"
    /// First argument compared with each of the rest; NULL among them as in SQL.
    case isIn = "in"
    // Arithmetic: both arguments and the result of one type; overflow and division by zero give NULL; whole division truncates.
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case modulo = "%"
    case negate = "neg"
    case absolute = "abs"
    case floor, ceiling
    /// One argument, or two with the number of decimals. Half away from zero for numeric, half to even for double.
    case round
    case truncate = "trunc"
    case squareRoot = "sqrt"
    // Of doubles; `sign` and `power` of numerics too, the power with a whole exponent.
    case sign, power
    case cubeRoot = "cbrt"
    case exponential = "exp"
    case naturalLogarithm = "ln"
    case decimalLogarithm = "log10"
    /// log(base, x).
    case logarithm = "log"
    case degrees, radians
    case sine = "sin"
    case cosine = "cos"
    case tangent = "tan"
    case cotangent = "cot"
    case arcSine = "asin"
    case arcCosine = "acos"
    case arcTangent = "atan"
    case arcTangentOfPoint = "atan2"
    // Of two whole numbers or numerics.
    case greatestCommonDivisor = "gcd"
    case leastCommonMultiple = "lcm"
    /// width_bucket(x, low, high, n) on doubles or numerics.
    case widthBucket = "width_bucket"
    /// What a smallint holds of an integer, else NULL.
    case smallInteger = "smallint"
    /// What numeric(precision, scale) holds of a numeric: rounded half away from zero, else NULL.
    case limitedDecimal = "decimal"
    case coalesce
    case nullIf = "nullif"
    case greatest, least
    /// clip(x, low, high) of numbers: x within the bounds, NULL as it is. A permit's; no question calls it.
    case clip
    /// LIKE and ILIKE: text, pattern (escape is the backslash).
    case like, ilike
    /// The pattern with another escape character, in the backslash's spelling.
    case likeEscape = "like_escape"
    case concatenate = "||"
    /// Texts; NULLs are left out. The first argument of the second is the separator.
    case concat
    case concatWith = "concat_ws"
    case lower, upper, initcap, length
    case octetLength = "octet_length"
    case substring, left, right, replace, translate, reverse, ascii, chr, overlay
    case repeated = "repeat"
    case trimBoth = "btrim"
    case trimStart = "ltrim"
    case trimEnd = "rtrim"
    case padStart = "lpad"
    case padEnd = "rpad"
    case position = "strpos"
    case splitPart = "split_part"
    case startsWith = "starts_with"
    // EXTRACT of a date or timestamp: numeric, or the whole number of a numeric where the call's type is bigint.
    case year, quarter, month, week, day, hour, minute, second, decade, century, millennium, milliseconds, microseconds, epoch
    case isoYear = "isoyear"
    case dayOfYear = "doy"
    case dayOfWeek = "dow"
    case isoDayOfWeek = "isodow"
    case julianDay = "julian"
    // date_trunc of a date, as a date, to units of days and more; of a timestamp, as a timestamp.
    case millisecondStart = "milliseconds start"
    case secondStart = "second start"
    case minuteStart = "minute start"
    case hourStart = "hour start"
    case dayStart = "day start"
    case weekStart = "week start"
    case monthStart = "month start"
    case quarterStart = "quarter start"
    case yearStart = "year start"
    case decadeStart = "decade start"
    case centuryStart = "century start"
    case millenniumStart = "millennium start"
    /// date − date, in days (integer).
    case daysBetween = "days between"
    /// date + days.
    case addDays = "days after"
    /// timestamp − timestamp (bigint).
    case microsecondsBetween = "microseconds between"
    /// timestamp + months + days + microseconds, in this order.
    case addInterval = "interval after"
    // The three parts of age(later, earlier) of timestamps (bigint).
    case ageMonths = "age months"
    case ageDays = "age days"
    case ageMicroseconds = "age microseconds"
    case makeDate = "make_date"
    case makeTimestamp = "make_timestamp"
    /// Text of a timestamp, and date of a text, by a format.
    case toChar = "to_char"
    case toDate = "to_date"
}

extension ScalarFunction {
    /// How people write a function.
    enum Notation {
        /// Between its operands.
        case infix
        /// After its operand.
        case suffix
        /// Before its operands in parentheses, by its raw value.
        case call
        /// EXTRACT(… FROM x).
        case field
        /// date_trunc('…', x).
        case truncation
        /// In a way of its own.
        case own
    }

    var notation: Notation {
        switch self {
        case .and, .or, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .add, .subtract, .multiply, .divide, .modulo,
            .concatenate, .isDistinctFrom, .isNotDistinctFrom, .like, .ilike:
            .infix
        case .isNull, .isNotNull: .suffix
        case .not, .negate, .isIn, .daysBetween, .addDays, .microsecondsBetween, .addInterval, .ageMonths, .ageDays, .ageMicroseconds: .own
        case .year, .quarter, .month, .week, .day, .hour, .minute, .second, .decade, .century, .millennium, .milliseconds, .microseconds,
            .epoch, .isoYear, .dayOfYear, .dayOfWeek, .isoDayOfWeek, .julianDay:
            .field
        case .millisecondStart, .secondStart, .minuteStart, .hourStart, .dayStart, .weekStart, .monthStart, .quarterStart, .yearStart,
            .decadeStart, .centuryStart, .millenniumStart:
            .truncation
        case .absolute, .floor, .ceiling, .round, .truncate, .squareRoot, .sign, .power, .cubeRoot, .exponential, .naturalLogarithm,
            .decimalLogarithm, .logarithm, .degrees, .radians, .sine, .cosine, .tangent, .cotangent, .arcSine, .arcCosine, .arcTangent,
            .arcTangentOfPoint, .greatestCommonDivisor, .leastCommonMultiple, .widthBucket, .smallInteger, .limitedDecimal, .coalesce,
            .nullIf, .greatest, .least, .clip, .likeEscape, .concat, .concatWith, .lower, .upper, .initcap, .length, .octetLength, .substring,
            .left, .right, .replace, .translate, .reverse, .ascii, .chr, .overlay, .repeated, .trimBoth, .trimStart, .trimEnd, .padStart,
            .padEnd, .position, .splitPart, .startsWith, .makeDate, .makeTimestamp, .toChar, .toDate:
            .call
        }
    }
}
