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
    var changed: Set<String> { Set((table?.columns ?? []).filter { $0.valueBounds != nil }.map(\.name)) }

    /// What is no column any more, such as a hidden part of a date, stays as it is.
    func clipped(_ expression: TypedExpression, _ column: CatalogColumn) -> TypedExpression {
        guard table != nil, case .column = expression, let (low, high) = column.valueBounds else { return expression }
        return .call(.clip, [expression, .constant(low, column.type), .constant(high, column.type)], column.type)
    }
}
