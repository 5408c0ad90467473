import CordonQuery
import CordonValues

extension SQLiteExpression {
    /// A function of SQLite's takes at most this many arguments.
    private static var mostArguments: Int { 100 }

    mutating func write(_ function: ScalarFunction, _ operands: [TypedExpression], _ type: ValueType) -> Piece {
        let subject = operands.first?.type ?? type
        let ours = ScalarRoutine(.call(function), operands.map(\.type), type)
        switch function {
        case .and: return chain("AND", Self.flattened(operands, function), .and)
        case .or: return chain("OR", Self.flattened(operands, function), .or)
        case .not: return Piece(text: "NOT " + (operands.first.map { write($0).inside(.not) } ?? "NULL"), strength: .not)
        case .isNull: return suffixed("IS NULL", operands)
        case .isNotNull: return suffixed("IS NOT NULL", operands)
        // One spelling for each value, and text compares by its bytes: SQLite's equality is ours for every type.
        case .equal, .notEqual: return comparison(function.rawValue, operands)
        case .isDistinctFrom: return comparison("IS NOT", operands)
        case .isNotDistinctFrom: return comparison("IS", operands)
        case .isIn:
            let pieces = uniform(operands)
            guard let first = pieces.first else { return bind(.null) }
            let list = pieces.dropFirst().map(\.text).joined(separator: ", ")
            return Piece(text: "\(first.inside(.comparison)) IN (\(list))", strength: .comparison)
        // The spelling of a numeric does not sort as its value.
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            return subject == .numeric && !operands.allSatisfy(isCarried) ? call(ours, operands) : infix(function.rawValue, operands, .comparison)
        case .coalesce:
            if operands.count < 2 { return operands.first.map { write($0) } ?? bind(.null) }
            return nested(operands, type) { $0.builtin("coalesce", $1) } regroup: { .call(.coalesce, $0, type) }
        case .nullIf: return builtin("nullif", operands)
        // SQLite's max and min of several are NULL as soon as one is.
        case .greatest, .least:
            // Of numerics that are carried as whole numbers, whole numbers.
            let whole: ValueType = operands.allSatisfy(isCarried) ? .bigint : type
            return nested(operands, type) {
                $0.call(ScalarRoutine(.call(function), $1.map { _ in whole }, whole), $1)
            } regroup: { .call(function, $0, type) }
        case .clip:
            guard subject != .numeric, operands.count == 3 else { return call(ours, operands) }
            let pieces = operands.map { write($0).text }
            return Piece(text: "\(uses("min"))(\(uses("max"))(\(pieces[0]), \(pieces[1])), \(pieces[2]))", strength: .atom)
        case .add, .subtract, .multiply, .divide, .modulo, .negate, .absolute:
            return arithmetic(function, operands, type) ?? ownArithmetic(function, operands, type)
        case .daysBetween, .microsecondsBetween: return infix("-", operands, .arithmetic)
        case .concatenate: return infix("||", operands, .arithmetic)
        case .floor, .ceiling, .round, .truncate: return rounding(function, operands, type)
        case .year, .quarter, .month, .week, .day, .hour, .minute, .second, .decade, .century, .millennium, .milliseconds, .microseconds,
            .epoch, .isoYear, .dayOfYear, .dayOfWeek, .isoDayOfWeek, .julianDay:
            let isCarried = isCarried(.call(function, operands, type))
            return call(ScalarRoutine(.call(function), operands.map(\.type), isCarried ? .bigint : type), operands)
        case .squareRoot, .like, .ilike, .lower, .upper, .length, .widthBucket, .sign, .power, .cubeRoot, .exponential, .naturalLogarithm,
            .decimalLogarithm, .logarithm, .degrees, .radians, .sine, .cosine, .tangent, .cotangent, .arcSine, .arcCosine, .arcTangent,
            .arcTangentOfPoint, .greatestCommonDivisor, .leastCommonMultiple, .smallInteger, .limitedDecimal, .likeEscape, .concat,
            .concatWith, .initcap, .octetLength, .substring, .left, .right, .replace, .translate, .reverse, .ascii, .chr, .overlay,
            .repeated, .trimBoth, .trimStart, .trimEnd, .padStart, .padEnd, .position, .splitPart, .startsWith, .millisecondStart,
            .secondStart, .minuteStart, .hourStart, .dayStart, .weekStart, .monthStart, .quarterStart, .yearStart, .decadeStart,
            .centuryStart, .millenniumStart, .addDays, .addInterval, .ageMonths, .ageDays, .ageMicroseconds, .makeDate, .makeTimestamp,
            .toChar, .toDate:
            return call(ours, operands)
        }
    }

    /// A whole number is its own floor; that of a whole quotient is a whole division.
    private mutating func rounding(_ function: ScalarFunction, _ operands: [TypedExpression], _ type: ValueType) -> Piece {
        guard let first = operands.first else { return bind(.null) }
        if operands.count == 1, first.type.isWhole { return write(first) }
        guard isCarried(.call(function, operands, type)) else {
            return call(ScalarRoutine(.call(function), operands.map(\.type), type), operands)
        }
        guard !isCarried(first), case .call(.divide, let parts, _) = first, let (dividend, _) = ranges.quotient(first) else { return write(first) }
        if function == .truncate || dividend.lowerBound >= 0 { return infix("/", parts, .arithmetic) }
        return call(ScalarRoutine(.flooredQuotient, [.bigint, .bigint], .bigint), parts)
    }

    mutating func write(castOf operand: TypedExpression, to type: ValueType) -> Piece {
        let isWhole = operand.type.isWhole || isCarried(operand)
        switch (operand.type, type) {
        case _ where operand.type == type, (.integer, .bigint), (.boolean, .integer), (.boolean, .bigint), (.integer, .numeric),
            (.bigint, .numeric):
            return write(operand)
        case (.numeric, .bigint) where isCarried(operand):
            return write(operand)
        case (.date, .timestamp):
            return infix("*", [operand, .constant(.integer(CalendarTimestamp.microsecondsPerDay), .bigint)], .arithmetic)
        case (_, .double) where isWhole:
            return Piece(text: "CAST(\(write(operand).text) AS REAL)", strength: .atom)
        case (_, .text) where isWhole:
            return Piece(text: "CAST(\(write(operand).text) AS TEXT)", strength: .atom)
        case (.integer, .boolean), (.bigint, .boolean):
            return infix("<>", [operand, .constant(.integer(0), operand.type)], .comparison)
        case (_, .integer) where isWhole && ranges.of(operand).map { WholeRange.int32.contains($0) } ?? false:
            return write(operand)
        default:
            return call(ScalarRoutine(.cast, [operand.type], type), [operand])
        }
    }

    /// SQLite's own operator where it cannot go beyond its type: there it would silently become a REAL.
    private mutating func arithmetic(_ function: ScalarFunction, _ operands: [TypedExpression], _ type: ValueType) -> Piece? {
        guard staysWhole(function, operands, type) else { return nil }
        let ranges = ranges
        switch function {
        case .negate: return operands.first.map { Piece(text: "-" + write($0).inside(.arithmetic), strength: .arithmetic) }
        case .absolute: return builtin("abs", operands)
        default:
            let chain = Self.leftChain(function, operands, type) { Self.staysWhole(function, $1, type, ranges) }
            return infix(function.rawValue, chain, .arithmetic)
        }
    }

    private func staysWhole(_ function: ScalarFunction, _ operands: [TypedExpression], _ type: ValueType) -> Bool {
        Self.staysWhole(function, operands, type, ranges)
    }

    private static func staysWhole(
        _ function: ScalarFunction, _ operands: [TypedExpression], _ type: ValueType, _ ranges: WholeRange
    ) -> Bool {
        guard type.isWhole || type == .numeric && function != .divide, let result = ranges.result(of: function, operands) else { return false }
        return type != .integer || WholeRange.int32.contains(result)
    }

    /// Ours, a chain of + or * as one call.
    private mutating func ownArithmetic(_ function: ScalarFunction, _ operands: [TypedExpression], _ type: ValueType) -> Piece {
        let chain = Self.leftChain(function, operands, type) { chain, _ in chain.count < Self.mostArguments }
        return call(ScalarRoutine(.call(function), chain.map(\.type), type), chain)
    }

    /// The operands of `a + b + c`, from left to right: SQLite's parser reads a few dozen operators within each other, and no more.
    /// `takes` says whether the operands of one operator more, the second argument, join the chain so far.
    private static func leftChain(
        _ function: ScalarFunction, _ operands: [TypedExpression], _ type: ValueType,
        while takes: (_ chain: [TypedExpression], _ earlier: [TypedExpression]) -> Bool
    ) -> [TypedExpression] {
        guard function == .add || function == .multiply else { return operands }
        var chain = operands
        while case .call(function, let earlier, type)? = chain.first, takes(chain, earlier) {
            chain.replaceSubrange(0..<1, with: earlier)
        }
        return chain
    }

    private mutating func suffixed(_ words: String, _ operands: [TypedExpression]) -> Piece {
        Piece(text: "\(operands.first.map { write($0).inside(.comparison) } ?? "NULL") \(words)", strength: .comparison)
    }

    /// Splits the arguments of an associative function among calls of itself until each takes few enough.
    private mutating func nested(
        _ operands: [TypedExpression], _ type: ValueType, _ write: (inout Self, [TypedExpression]) -> Piece,
        regroup: ([TypedExpression]) -> TypedExpression
    ) -> Piece {
        var operands = operands
        while operands.count > Self.mostArguments {
            operands = stride(from: 0, to: operands.count, by: Self.mostArguments).map {
                regroup(Array(operands[$0..<min($0 + Self.mostArguments, operands.count)]))
            }
        }
        return write(&self, operands)
    }

    /// The links of a chain of one connective, written without recursion: chains are as long as a question's text allows.
    static func flattened(_ operands: [TypedExpression], _ function: ScalarFunction) -> [TypedExpression] {
        var links: [TypedExpression] = []
        var waiting = Array(operands.reversed())
        while let next = waiting.popLast() {
            if case .call(function, let inner, _) = next {
                waiting += inner.reversed()
            } else {
                links.append(next)
            }
        }
        return links
    }
}

extension ClosedRange<Int64> {
    fileprivate func contains(_ other: ClosedRange<Int64>) -> Bool {
        lowerBound <= other.lowerBound && other.upperBound <= upperBound
    }
}
