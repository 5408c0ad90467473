import CSQLite

/// The state of an aggregate of ours while a statement computes one group or window frame.
public protocol AggregateCalculation: AnyObject {
    func add(_ call: borrowing ScalarFunctionCall)
    /// Takes back the earliest row that is still in.
    func removeFirst(_ call: borrowing ScalarFunctionCall)
    /// The result over the rows that are in; the state stays as it is.
    func give(_ call: borrowing ScalarFunctionCall)
}

extension Connection {
    /// Makes an aggregate callable as `name` in statements, also over windows (never from a schema). `make` begins a state, and may
    /// be asked for the result over no rows.
    public func registerAggregate(
        _ name: String, arguments: Int, _ make: @escaping () -> any AggregateCalculation
    ) throws(SQLiteError) {
        let box = AggregateBox(make)
        let code = sqlite3_create_window_function(
            handle, name, Int32(arguments), SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, Unmanaged.passRetained(box).toOpaque(),
            { context, count, values in
                AggregateBox.calculation(context, begins: true)?.add(ScalarFunctionCall(context: context, values: values, count: Int(count)))
            },
            { context in
                let call = ScalarFunctionCall(context: context, values: nil, count: 0)
                let calculation = AggregateBox.calculation(context, begins: false)
                (calculation ?? AggregateBox.of(context)?.make())?.give(call)
                AggregateBox.release(context)
            },
            { context in
                let call = ScalarFunctionCall(context: context, values: nil, count: 0)
                (AggregateBox.calculation(context, begins: false) ?? AggregateBox.of(context)?.make())?.give(call)
            },
            { context, count, values in
                AggregateBox.calculation(context, begins: false)?
                    .removeFirst(ScalarFunctionCall(context: context, values: values, count: Int(count)))
            },
            // SQLite calls this also when the registration fails.
            { box in if let box { Unmanaged<AggregateBox>.fromOpaque(box).release() } })
        try check(code)
    }

    /// Makes `compare` the order of texts under the collation `name`: below zero where the first comes first.
    public func registerCollation(
        _ name: String, _ compare: @escaping (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Int
    ) throws(SQLiteError) {
        let box = CollationBox(compare)
        let code = sqlite3_create_collation_v2(
            handle, name, SQLITE_UTF8, Unmanaged.passRetained(box).toOpaque(),
            { box, leftCount, left, rightCount, right in
                guard let box else { return 0 }
                let compare = Unmanaged<CollationBox>.fromOpaque(box)._withUnsafeGuaranteedRef { $0.compare }
                return Int32(
                    clamping: compare(
                        UnsafeRawBufferPointer(start: left, count: Int(leftCount)), UnsafeRawBufferPointer(start: right, count: Int(rightCount))))
            },
            { box in if let box { Unmanaged<CollationBox>.fromOpaque(box).release() } })
        if code != SQLITE_OK {
            // Unlike for functions, SQLite does not release the box when the registration fails.
            Unmanaged<CollationBox>.passUnretained(box).release()
        }
        try check(code)
    }
}

private final class AggregateBox {
    let make: () -> any AggregateCalculation
    init(_ make: @escaping () -> any AggregateCalculation) { self.make = make }

    static func of(_ context: OpaquePointer?) -> AggregateBox? {
        sqlite3_user_data(context).map { Unmanaged<AggregateBox>.fromOpaque($0).takeUnretainedValue() }
    }

    /// SQLite keeps a zeroed word for each running aggregate; a retained pointer to the calculation stands in it.
    static func calculation(_ context: OpaquePointer?, begins: Bool) -> (any AggregateCalculation)? {
        let size = Int32(MemoryLayout<UnsafeRawPointer?>.size)
        guard let place = sqlite3_aggregate_context(context, begins ? size : 0)?.assumingMemoryBound(to: UnsafeRawPointer?.self) else { return nil }
        if let known = place.pointee { return Unmanaged<CalculationBox>.fromOpaque(known).takeUnretainedValue().calculation }
        guard begins, let box = of(context) else { return nil }
        let calculation = box.make()
        place.pointee = UnsafeRawPointer(Unmanaged.passRetained(CalculationBox(calculation)).toOpaque())
        return calculation
    }

    static func release(_ context: OpaquePointer?) {
        guard let place = sqlite3_aggregate_context(context, 0)?.assumingMemoryBound(to: UnsafeRawPointer?.self), let known = place.pointee
        else { return }
        place.pointee = nil
        Unmanaged<CalculationBox>.fromOpaque(known).release()
    }
}

private final class CalculationBox {
    let calculation: any AggregateCalculation
    init(_ calculation: any AggregateCalculation) { self.calculation = calculation }
}

private final class CollationBox {
    let compare: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Int
    init(_ compare: @escaping (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Int) { self.compare = compare }
}
