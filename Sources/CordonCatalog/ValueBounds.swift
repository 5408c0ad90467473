import CordonValues

extension CatalogColumn {
    /// The lowest and the highest value of the column's type within the bounds that are declared of it; nil where none are, or the type is no number's.
    /// Of whole numbers, where there is none between the bounds, the first is above the second.
    public var valueBounds: (low: Value, high: Value)? {
        guard case .measure(_, let bounds?) = role else { return nil }
        let wholes = bounds.wholes
        switch type {
        case .integer: return (.integer(Int64(Int32(clamping: wholes.least))), .integer(Int64(Int32(clamping: wholes.greatest))))
        case .bigint: return (.integer(wholes.least), .integer(wholes.greatest))
        case .numeric: return (.numeric(bounds.lowerBound), .numeric(bounds.upperBound))
        case .double: return (.double(bounds.lowerBound.nearestFinite), .double(bounds.upperBound.nearestFinite))
        case .boolean, .text, .date, .timestamp: return nil
        }
    }
}

extension Rational {
    fileprivate var nearestFinite: Double { min(max(toDouble(), -Double.greatestFiniteMagnitude), Double.greatestFiniteMagnitude) }
}
