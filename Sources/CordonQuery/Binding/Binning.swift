import BigInt
import CordonValues

/// An expression that puts a measure into bins of one width: FLOOR(x / c), a whole division x / c, ROUND(x / c), ROUND(x, n) or
/// width_bucket(x, low, high, n), with x perhaps shifted and scaled by constants. Its cut points are `origin` + k · `width`.
struct Binning {
    enum Kind {
        /// Bins hold their lower end.
        case floored
        /// Whole division: towards zero.
        case truncated
        /// Halves round away from zero.
        case roundedAway
        /// Halves round to even, as of doubles.
        case roundedToEven
    }

    let subject: BinningSubject
    let kind: Kind
    let origin: Rational
    let width: Rational
    /// Computed in doubles in more steps than one shift and one scale, or shifted so far that they round: cut points may then lie
    /// elsewhere than `origin` and `width` put them.
    let isInexact: Bool
    let span: Range<Int>

    init?(_ expression: BoundExpression) {
        guard case .call(let function, let arguments) = expression.form, let first = arguments.first else { return nil }
        if let rounded = Binning(expression, function, arguments, ofRounded: first) {
            self = rounded
            return
        }
        guard let line = Line(first) else { return nil }
        // Cuts of the line's value at start + k · step.
        let start: Rational
        let step: Rational
        switch function {
        case .floor:
            (kind, start, step) = (.floored, .zero, .one)
        case .divide where expression.type.isWhole:
            guard let divisor = arguments[1].number, divisor > .zero else { return nil }
            (kind, start, step) = (.truncated, .zero, divisor)
        case .round:
            guard let unit = Self.decimalUnit(arguments), let half = unit.divided(by: .two) else { return nil }
            (kind, start, step) = (expression.type == .double ? .roundedToEven : .roundedAway, half, unit)
        case .widthBucket:
            guard arguments.count == 4, let low = arguments[1].number, let high = arguments[2].number, low < high,
                let count = arguments[3].number, let size = (high - low).divided(by: count)
            else { return nil }
            (kind, start, step) = (.floored, low, size)
        default: return nil
        }
        guard let origin = (start - line.offset).divided(by: line.scale), let width = step.divided(by: line.scale) else { return nil }
        subject = line.subject
        self.origin = origin
        self.width = width
        isInexact = first.type == .double && line.steps > 2
        self.span = expression.span
    }

    /// Bins of ROUND(x, n), whose cut points are points of the rounding: one that belongs to a bin is half a unit below it.
    private init?(_ expression: BoundExpression, _ function: ScalarFunction, _ arguments: [BoundExpression], ofRounded first: BoundExpression) {
        guard function == .widthBucket || function == .floor, case .call(.round, let rounding) = first.withoutWidening.form,
            let unit = Self.decimalUnit(rounding), let subject = rounding.first
        else { return nil }
        var plain = arguments
        // A double is rounded as the decimal that it is written as, which keeps the order.
        if case .cast(let double) = subject.form, double.type == .double { plain[0] = double } else { plain[0] = subject }
        guard let bins = Binning(.call(function, plain, expression.type, expression.span)), bins.kind == .floored, let half = unit.divided(by: .two),
            [bins.origin, bins.width].allSatisfy({ $0.divided(by: unit)?.isWhole ?? false })
        else { return nil }
        self.subject = bins.subject
        kind = first.type == .double ? .roundedToEven : .roundedAway
        origin = bins.origin - half
        width = bins.width
        isInexact = bins.isInexact
        span = bins.span
    }

    /// 10⁻ⁿ for ROUND(x, n).
    private static func decimalUnit(_ arguments: [BoundExpression]) -> Rational? {
        guard arguments.count == 2 else { return .one }
        guard case .constant(.integer(let decimals)) = arguments[1].form, (-30...30).contains(decimals) else { return nil }
        let power = Rational(BigInt(10).power(Int(decimals.magnitude)))
        return decimals < 0 ? power : Rational.one.divided(by: power)
    }

    /// True when both together cut the column at no two points nearer to each other than `bin`.
    ///
    /// A value on a cut point belongs to the bin above it, except below the origin of a truncated grid and, of rounded ones, where
    /// zero or an even number lies: there two grids may cut both before and after the same value, and so tell who has just that.
    func agrees(with other: Self, bin: Rational) -> Bool {
        guard kind == other.kind, !isInexact, !other.isInexact else { return false }
        return switch kind {
        case .floored: leastGap(to: other) >= bin
        case .truncated: origin == other.origin && leastGap(to: other) >= bin
        case .roundedAway, .roundedToEven: origin == other.origin && width == other.width
        }
    }

    /// The least distance between two different cut points of both grids together.
    private func leastGap(to other: Self) -> Rational {
        let step = Self.greatestCommonDivisor(width, other.width)
        guard let turns = (origin - other.origin).divided(by: step) else { return .zero }
        let fraction = turns - Rational(turns.floor)
        let rest = fraction * step
        return rest == .zero ? step : min(rest, step - rest)
    }

    private static func greatestCommonDivisor(_ left: Rational, _ right: Rational) -> Rational {
        let top = (left.numerator * right.denominator).greatestCommonDivisor(with: right.numerator * left.denominator)
        return Rational(top, over: left.denominator * right.denominator) ?? .zero
    }

    static func example(_ name: String, _ bin: Rational) -> String {
        bin == Rational.one ? "floor(\(name))" : "floor(\(name) / \(bin.plain)) * \(bin.plain)"
    }

    /// scale · column + offset with a positive scale.
    private struct Line {
        let subject: BinningSubject
        var scale = Rational.one
        var offset = Rational.zero
        /// How many constants were added and multiplied; one that is added and large counts as several.
        var steps = 0

        private init(subject: BinningSubject) { self.subject = subject }

        init?(_ expression: BoundExpression) {
            if let subject = BinningSubject(expression) {
                self.init(subject: subject)
                return
            }
            switch expression.form {
            case .cast(let operand):
                guard ExpressionBinder.wider(operand.type, expression.type) == expression.type else { return nil }
                self.init(operand)
            case .call(let function, let arguments) where arguments.count == 2:
                self.init(function, arguments[0], arguments[1], expression.type)
            case .call, .column, .constant, .cases, .cutoff, .aggregate, .window, .value, .grouping, .subquery: return nil
            }
        }

        private init?(_ function: ScalarFunction, _ left: BoundExpression, _ right: BoundExpression, _ type: ValueType) {
            switch function {
            case .add:
                guard let line = Line(left) ?? Line(right), let number = right.shortNumber ?? left.shortNumber else { return nil }
                self = line
                shift(by: number)
            case .subtract:
                guard let line = Line(left), let number = right.shortNumber else { return nil }
                self = line
                shift(by: -number)
            case .multiply:
                guard let line = Line(left) ?? Line(right), let number = right.shortNumber ?? left.shortNumber else { return nil }
                self = line
                stretch(by: number)
            case .divide where !type.isWhole:
                guard let line = Line(left), let number = right.shortNumber, let inverse = Rational.one.divided(by: number) else { return nil }
                self = line
                stretch(by: inverse)
            default: return nil
            }
            // Products of many long numbers would take long.
            guard scale > .zero, steps <= 2 || scale.isShort && offset.isShort else { return nil }
        }

        private mutating func shift(by number: Rational) {
            offset = offset + number
            let far = Rational(Int64(1 << 20))
            steps += number < far && -number < far ? 1 : 3
        }

        private mutating func stretch(by factor: Rational) {
            scale = scale * factor
            offset = offset * factor
            steps += 1
        }
    }
}

/// What is put into bins: a measure, or a number of days between dates.
struct BinningSubject {
    let name: String
    /// The least width; nil where the catalog declares none.
    let bin: Rational?
    let column: BoundColumn?
    private let expression: TypedExpression

    init?(_ expression: BoundExpression) {
        self.expression = expression.typed
        if let column = expression.column {
            guard case .measure(let bin, _) = column.column.role else { return nil }
            self.column = column
            self.bin = bin
            name = column.column.name
        } else {
            guard let days = expression.daysBin else { return nil }
            column = nil
            bin = days
            name = "the number of days"
        }
    }

    /// A table that stands twice in FROM has the same patients both times.
    func isSame(as other: BinningSubject) -> Bool {
        if let own = column?.sourceName, let others = other.column?.sourceName { return own == others }
        return expression == other.expression
    }
}

extension BoundExpression {
    /// The number that a constant is, casts seen through.
    var number: Rational? {
        switch form {
        case .constant(.integer(let whole)): Rational(whole)
        case .constant(.numeric(let number)): number
        case .constant(.double(let double)): Rational(shortest: double.value)
        case .cast(let operand): type.isNumber && !(type.isWhole && !operand.type.isWhole) ? operand.number : nil
        case .constant, .call, .cases, .column, .cutoff, .aggregate, .window, .value, .grouping, .subquery: nil
        }
    }
}

extension BoundExpression {
    /// Nil for a number that has more digits than any double, and would take long to compute with.
    fileprivate var shortNumber: Rational? {
        number.flatMap { max($0.numerator.magnitude.bitWidth, $0.denominator.magnitude.bitWidth) <= 1100 ? $0 : nil }
    }
}

extension Rational {
    /// The decimal that a finite double is written as.
    fileprivate init?(shortest double: Double) {
        guard double.isFinite, let decimal = Rational(decimal: double.description) else { return nil }
        self = decimal
    }

    /// At most some 75 digits above and below.
    var isShort: Bool { max(numerator.magnitude.bitWidth, denominator.magnitude.bitWidth) <= 256 }

    static let one = Rational(BigInt(1))
    fileprivate static let two = Rational(BigInt(2))
}
