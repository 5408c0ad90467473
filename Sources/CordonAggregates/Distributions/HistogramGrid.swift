import CordonValues

/// Equal bins [origin + k · width, origin + (k + 1) · width) of a number line. Dates stand on it with their days since 1970-01-01,
/// timestamps with their microseconds.
public struct HistogramGrid: Sendable, Hashable {
    public let origin: Rational
    /// Above 0.
    public let width: Rational

    /// One bin for each whole number, or each day.
    public static let unit = HistogramGrid(origin: .zero)

    /// The bins of a type whose values are whole numbers on the line, where nothing coarser is asked: one for each whole number, and for
    /// dates and timestamps one for each day. Nil for other types.
    static func standard(_ type: ValueType) -> HistogramGrid? {
        guard isDiscrete(type) else { return nil }
        return type == .timestamp ? HistogramGrid(origin: .zero, width: Rational(CalendarTimestamp.microsecondsPerDay)) : .unit
    }

    /// Nil for a width that is not above 0, and for numbers of more than 256 bits.
    public init?(origin: Rational, width: Rational) {
        let isShort = [origin, width].allSatisfy { $0.numerator.bitWidth <= 256 && $0.denominator.bitWidth <= 256 }
        guard width > .zero, isShort else { return nil }
        self.origin = origin
        self.width = width
    }

    private init(origin: Rational) {
        self.origin = origin
        width = Rational(1 as Int64)
    }

    /// True for the types whose values are whole numbers on the line.
    static func isDiscrete(_ type: ValueType) -> Bool { type.isWhole || type == .date || type == .timestamp }
}
