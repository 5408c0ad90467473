import CordonCatalog
import CordonValues

/// Turns records of one part of a source into rows of one catalog table.
struct RowReading {
    /// A row that was not made: the catalog column at fault and why.
    struct Fault: Error, Hashable {
        let column: String?
        let reason: RejectionReason
    }

    private enum Step {
        case field(Int, FieldStep)
        case rowNumber
        case constant(Value)
    }

    private let steps: [Step]
    private let width: Int

    /// `binding` says which column of the source each catalog column is read from, `dates` how those write days that do not say it
    /// themselves.
    init(_ mapping: TableMapping, _ binding: HeaderBinding, dates: [Int: DateEncoding]) {
        width = binding.width
        steps = zip(mapping.columns, binding.positions).map { column, position in
            switch column.origin {
            case .rowNumber: return .rowNumber
            case .constant(let value): return .constant(value)
            case .absent: return .constant(.null)
            case .source(let reading), .byName(let reading):
                guard let position else { return .constant(.null) }
                return .field(
                    position,
                    FieldStep(
                        column.column, reading, decimalComma: mapping.decimalComma, dates: reading.dates ?? dates[position] ?? .iso))
            }
        }
    }

    /// The row of a record, in the catalog's column order. `number` is its place among the table's data records, from 1.
    func row(_ record: SourceRecord, number: Int64) throws(Fault) -> [Value] {
        guard record.fields.count == width else { throw Fault(column: nil, reason: .fieldCount) }
        var row: [Value] = []
        row.reserveCapacity(steps.count)
        for step in steps {
            switch step {
            case .rowNumber: row.append(.integer(number))
            case .constant(let value): row.append(value)
            // `position` is below the header's width, which this record has.
            case .field(let position, let field): row.append(try field.value(record.fields[position]))
            }
        }
        return row
    }
}
