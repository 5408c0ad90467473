import CordonAggregates
import CordonQuery
import CordonSQLite
import CordonValues
import CordonWarehouse

extension Connection {
    /// Makes an aggregate callable inside statements: exact, also over windows.
    func register(_ routine: AggregateRoutine) throws(SQLiteError) {
        let specification = routine.specification
        try registerAggregate(routine.name, arguments: routine.arguments.count) { InnerCalculation(specification) }
    }

    /// Numerics by their value.
    func registerNumericOrder() throws(SQLiteError) {
        try registerCollation(SQLiteDialect.numericCollation) { left, right in
            let sides = [left, right].map { NumericText.read(String(decoding: $0, as: UTF8.self)) }
            // A text that is no number comes last.
            guard let a = sides[0], let b = sides[1] else { return (sides[0] == nil ? 1 : 0) - (sides[1] == nil ? 1 : 0) }
            return a < b ? -1 : a == b ? 0 : 1
        }
    }
}

/// One group or frame of an inner aggregate. Its rows are added up as they come, and taken away as a frame moves on.
final class InnerCalculation: AggregateCalculation {
    private let specification: AggregateSpecification
    private var aggregate: InnerAggregate

    init(_ specification: AggregateSpecification) {
        self.specification = specification
        aggregate = InnerAggregate(specification, removes: true)
    }

    func add(_ call: borrowing ScalarFunctionCall) {
        guard let type = specification.argument else { return aggregate.addRow() }
        aggregate.add(Value(call, 0, type), specification.second.map { Value(call, 1, $0) })
    }

    func removeFirst(_ call: borrowing ScalarFunctionCall) {
        guard let type = specification.argument else { return aggregate.removeRow() }
        aggregate.remove(Value(call, 0, type), specification.second.map { Value(call, 1, $0) })
    }

    func give(_ call: borrowing ScalarFunctionCall) { call.return(aggregate.result().storable) }
}
