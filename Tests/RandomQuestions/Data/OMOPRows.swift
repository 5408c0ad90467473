import CordonCatalog
import CordonValues

/// Rows of the tables of one hospital, or of all hospitals, in the order of the catalog's columns.
public typealias TableRows = [String: [[Value]]]

extension CatalogTable {
    /// A row with these values, and the plainest value in every other column.
    func row(_ values: [String: Value]) -> [Value] {
        columns.map { column in
            if let value = values[column.name], !(value.isNull && !column.nullable) { return value }
            return column.nullable ? .null : column.type.plainest
        }
    }
}

extension ValueType {
    fileprivate var plainest: Value {
        switch self {
        case .boolean: .boolean(false)
        case .integer, .bigint: .integer(0)
        case .numeric: .numeric(.zero)
        case .double: .double(0)
        case .text: .text("")
        case .date: CalendarDate(daysSince1970: 0).map(Value.date) ?? .null
        case .timestamp: CalendarTimestamp(microsecondsSince1970: 0).map(Value.timestamp) ?? .null
        }
    }
}
