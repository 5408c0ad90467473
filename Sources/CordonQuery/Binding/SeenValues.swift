import CordonCatalog
import CordonValues

/// What a permit that clips makes of the columns of a table for which the catalog declares bounds. Tables that are the same everywhere hold no values of
/// patients.
struct SeenValues {
    private let table: CatalogTable?

    init(_ outOfBounds: OutOfBounds?, of table: CatalogTable) {
        if case .replicated = table.kind { self.table = nil } else { self.table = outOfBounds == .clip ? table : nil }
    }

    /// Columns that may read as others than they are.
    var changed: Set<String> { Set((table?.columns ?? []).filter { $0.clipBounds != nil }.map(\.name)) }

    /// What is no column any more, such as a hidden part of a date, stays as it is.
    func clipped(_ expression: TypedExpression, _ column: CatalogColumn) -> TypedExpression {
        guard table != nil, case .column = expression, let (low, high) = column.clipBounds else { return expression }
        return .call(.clip, [expression, .constant(low, column.type), .constant(high, column.type)], column.type)
    }
}

extension CatalogColumn {
    /// The lowest and the highest value of the column's type within its declared bounds.
    fileprivate var clipBounds: (low: Value, high: Value)? {
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
