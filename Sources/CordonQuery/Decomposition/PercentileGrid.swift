import CordonAggregates
import CordonCatalog
import CordonValues

/// The bins in which a percentile counts its argument: never finer than what may be a group key.
enum PercentileGrid {
    /// Nil where the type decides: one bin for each whole number or day, and a logarithmic grid for doubles and numerics.
    static func of(_ argument: BoundExpression) throws(Diagnostic) -> HistogramGrid? {
        let plain = try argument.expanded.throughSubqueries.withoutWidening
        if let bin = BinningSubject(plain)?.bin { return grid(bin, argument.type) }
        if let column = plain.column, case .date(let grain) = column.column.role {
            return grain == .day ? nil : grid(Rational(grain.days), argument.type)
        }
        try refuseFinerDates(plain, argument)
        for column in plain.columns {
            // A computed double or numeric is counted on a logarithmic grid; what is made whole has bins of 1, whatever it was before.
            guard case .measure(let bin?, _) = column.column.role, bin > Rational.one || argument.type.isWhole && !column.column.type.isWhole
            else { continue }
            throw Diagnostic(
                .unbinnedMeasure, "\(column.column.name) has bins of \(bin.plain), and a percentile of what is computed of it has none.",
                span: argument.span, hint: "Take the percentile of \(column.column.name) itself, and compute with it afterwards.")
        }
        // Whole numbers that are typed numeric or double, as years that EXTRACT gives.
        if !argument.type.isWhole, argument.type.isNumber, plain.isWholeValued { return grid(Rational.one, argument.type) }
        return nil
    }

    /// What is computed of a date that is cut coarser than by the day must be something that it may be grouped by.
    private static func refuseFinerDates(_ plain: BoundExpression, _ argument: BoundExpression) throws(Diagnostic) {
        let isCoarse = plain.columns.contains { if case .date(let grain) = $0.column.role { grain != .day } else { false } }
        guard isCoarse else { return }
        var rule = GroupKeyRule()
        try rule.check(argument)
    }

    /// Of timestamps a number of days in microseconds.
    private static func grid(_ width: Rational, _ type: ValueType) -> HistogramGrid? {
        let scale = type == .timestamp ? Rational(CalendarTimestamp.microsecondsPerDay) : .one
        return HistogramGrid(origin: .zero, width: width * scale)
    }
}

extension BoundExpression {
    /// Every value is a whole number or NULL, whatever the type.
    fileprivate var isWholeValued: Bool {
        if type.isWhole { return true }
        switch form {
        case .column(let column): return column.origin?.isWholeValued ?? false
        case .constant: return number?.isWhole ?? false
        case .cast(let operand): return operand.type.isNumber && operand.isWholeValued
        case .cases(let branches, let otherwise): return (branches.map(\.result) + [otherwise]).allSatisfy { $0.constant?.isNull ?? false || $0.isWholeValued }
        case .call(let function, let arguments): return Self.isWholeValued(function, arguments)
        case .cutoff, .aggregate, .window, .grouping, .subquery, .value: return false
        }
    }

    private static func isWholeValued(_ function: ScalarFunction, _ arguments: [BoundExpression]) -> Bool {
        switch function {
        case .year, .quarter, .month, .week, .day, .decade, .century, .millennium, .isoYear, .dayOfYear, .dayOfWeek, .isoDayOfWeek, .hour, .minute,
            .sign:
            true
        case .floor, .ceiling: true
        case .round, .truncate: arguments.count == 1
        case .add, .subtract, .multiply, .modulo, .negate, .absolute, .coalesce, .greatest, .least: arguments.allSatisfy(\.isWholeValued)
        case .nullIf: arguments.first?.isWholeValued ?? false
        default: false
        }
    }
}
