import CordonQuery
import CordonSQLite
import CordonValues
import CordonWarehouse

extension Connection {
    /// Makes a routine callable under its name. Arithmetic on numbers goes without boxing values; everything else by way of
    /// ``ScalarRoutine/evaluate(_:)``.
    func register(_ routine: ScalarRoutine) throws(SQLiteError) {
        try register(routine.name, arguments: routine.arguments.count, Self.body(of: routine))
    }

    private static func body(of routine: ScalarRoutine) -> (borrowing ScalarFunctionCall) -> Void {
        if let dates = CalendarRoutines.body(of: routine) { return dates }
        if case .call(let function) = routine.operation, let fast = fastBody(function, routine) { return fast }
        if case .call(let function) = routine.operation, function == .like || function == .ilike {
            return likeBody(ignoresCase: function == .ilike)
        }
        let types = routine.arguments
        return { call in
            var values: [Value] = []
            values.reserveCapacity(types.count)
            for (index, type) in types.enumerated() { values.append(Value(call, index, type)) }
            call.return(routine.evaluate(values))
        }
    }

    private static func fastBody(_ function: ScalarFunction, _ routine: ScalarRoutine) -> ((borrowing ScalarFunctionCall) -> Void)? {
        let count = routine.arguments.count
        if (function == .add || function == .multiply) && count > 2, routine.arguments.allSatisfy({ $0 == .double }) {
            return { call in
                guard !call.isNull(0) else { return }
                var total = call.double(0)
                for index in 1..<count {
                    guard !call.isNull(index), let next = function.doubleArithmetic(total, call.double(index)) else { return }
                    total = next
                }
                call.return(total)
            }
        }
        switch (function, routine.arguments) {
        case (.add, [.integer, .integer]), (.subtract, [.integer, .integer]), (.multiply, [.integer, .integer]),
            (.divide, [.integer, .integer]), (.add, [.bigint, .bigint]), (.subtract, [.bigint, .bigint]),
            (.multiply, [.bigint, .bigint]), (.divide, [.bigint, .bigint]):
            let isShort = routine.result == .integer
            return { call in
                guard !call.isNull(0), !call.isNull(1), let result = function.wholeArithmetic(call.integer(0), call.integer(1)),
                    !isShort || Int32(exactly: result) != nil
                else { return }
                call.return(result)
            }
        case (.add, [.double, .double]), (.subtract, [.double, .double]), (.multiply, [.double, .double]), (.divide, [.double, .double]):
            return { call in
                guard !call.isNull(0), !call.isNull(1), let result = function.doubleArithmetic(call.double(0), call.double(1)) else { return }
                call.return(result)
            }
        case (.floor, [.double]), (.ceiling, [.double]), (.round, [.double]), (.truncate, [.double]), (.squareRoot, [.double]):
            return { call in
                guard !call.isNull(0), let result = function.doubleRounding(call.double(0)), result.isFinite else { return }
                call.return(result)
            }
        case (_, [.double]) where routine.result == .double && function.curve(1) != nil:
            return { call in
                guard !call.isNull(0), let result = function.curve(call.double(0)), result.isFinite else { return }
                call.return(result)
            }
        default:
            return nil
        }
    }

    /// Reads the pattern once as long as it stays the same, which it does in nearly every question.
    private static func likeBody(ignoresCase: Bool) -> (borrowing ScalarFunctionCall) -> Void {
        var known: (text: [UInt8], pattern: LikePattern?)?
        return { call in
            guard !call.isNull(0), !call.isNull(1) else { return }
            let isKnown = call.withText(1) { bytes in known.map { $0.text.elementsEqual(bytes) } ?? false }
            if !isKnown {
                known = (call.withText(1) { Array($0) }, LikePattern(call.text(1), ignoresCase: ignoresCase))
            }
            guard let matches = known?.pattern?.matches(call.text(0)) else { return }
            call.return(matches ? 1 as Int64 : 0)
        }
    }
}
