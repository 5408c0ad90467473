import CordonAggregates
import CordonCatalog
import CordonValues

/// The bins in which a percentile counts its argument: never finer than what may be a group key.
enum PercentileGrid {
    /// Nil where the type decides: one bin for each whole number or day, and a logarithmic grid for doubles and numerics.
    static func of(_ argument: BoundExpression) throws(Diagnostic) -> HistogramGrid? {
        let plain = argument.expanded.withoutWidening
        if let bin = BinningSubject(plain)?.bin { return grid(bin, argument.type) }
        if let column = plain.column, case .date(let grain) = column.column.role {
            return grain == .day ? nil : grid(Rational(grain.days), argument.type)
        }
        for column in plain.columns {
            guard case .measure(let bin?, _) = column.column.role, bin > Rational.one else { continue }
            throw Diagnostic(
                .unbinnedMeasure, "\(column.column.name) has bins of \(bin.plain), and a percentile of what is computed of it has none.",
                span: argument.span, hint: "Take the percentile of \(column.column.name) itself, and compute with it afterwards.")
        }
        return nil
    }

    /// Of timestamps a number of days in microseconds.
    private static func grid(_ width: Rational, _ type: ValueType) -> HistogramGrid? {
        let scale = type == .timestamp ? Rational(CalendarTimestamp.microsecondsPerDay) : .one
        return HistogramGrid(origin: .zero, width: width * scale)
    }
}

extension BoundExpression {
    /// Below casts to a wider number.
    fileprivate var withoutWidening: BoundExpression {
        guard case .cast(let operand) = form, ExpressionBinder.wider(operand.type, type) == type else { return self }
        return operand.withoutWidening
    }
}
