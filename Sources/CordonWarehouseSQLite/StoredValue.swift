import CordonSQLite
import CordonValues
import CordonWarehouse

/// How values stand in a snapshot and in a statement: see ``SQLiteExpression``'s list in CordonWarehouse.
extension SQLiteValue {
    init(stored value: Value) {
        switch value.storable {
        case .null: self = .null
        case .boolean(let value): self = .integer(value ? 1 as Int64 : 0)
        case .integer(let value): self = .integer(value)
        case .numeric(let value): self = .text(NumericText.write(value))
        case .double(let value): self = .real(value.value)
        case .text(let value): self = .text(value)
        case .date(let value): self = .integer(Int64(value.daysSince1970))
        case .timestamp(let value): self = .integer(value.microsecondsSince1970)
        }
    }
}

extension Value {
    /// A number as it stands in an INTEGER; NULL for a day or time that no calendar has.
    init(storedInteger value: Int64, _ type: ValueType) {
        switch type {
        case .boolean: self = .boolean(value != 0)
        case .date: self = CalendarDate(daysSince1970: value).map(Value.date) ?? .null
        case .timestamp: self = CalendarTimestamp(microsecondsSince1970: value).map(Value.timestamp) ?? .null
        case .integer, .bigint, .numeric, .double, .text: self = .integer(value)
        }
    }

    /// The argument of a function of ours.
    init(_ call: borrowing ScalarFunctionCall, _ index: Int, _ type: ValueType) {
        if call.isNull(index) {
            self = .null
            return
        }
        switch type {
        case .boolean, .integer, .bigint, .date, .timestamp: self.init(storedInteger: call.integer(index), type)
        case .double: self = .double(call.double(index))
        case .text: self = .text(call.text(index))
        // A numeric that is whole may come as an integer.
        case .numeric where call.storage(index) == .integer: self = .numeric(Rational(call.integer(index)))
        case .numeric: self = NumericText.read(call.text(index)).map(Value.numeric) ?? .null
        }
    }
}

extension ScalarFunctionCall {
    func `return`(_ value: Value) {
        switch value.storable {
        case .null: returnNull()
        case .boolean(let value): self.return(value ? 1 as Int64 : 0)
        case .integer(let value): self.return(value)
        case .numeric(let value): self.return(NumericText.write(value))
        case .double(let value): self.return(value.value)
        case .text(let value): self.return(value)
        case .date(let value): self.return(Int64(value.daysSince1970))
        case .timestamp(let value): self.return(value.microsecondsSince1970)
        }
    }
}
