import CSQLite

/// One call of a function of ours from inside a statement: its arguments, and the place for its result. A call that sets no result
/// gives NULL.
public struct ScalarFunctionCall: ~Copyable {
    let context: OpaquePointer?
    let values: UnsafeMutablePointer<OpaquePointer?>?
    public let count: Int

    /// Nil outside the arguments, which SQLite's readers take as NULL.
    private func argument(_ index: Int) -> OpaquePointer? {
        index >= 0 && index < count ? values?[index] : nil
    }

    public func storage(_ index: Int) -> SQLiteStorage {
        switch sqlite3_value_type(argument(index)) {
        case SQLITE_INTEGER: .integer
        case SQLITE_FLOAT: .real
        case SQLITE_TEXT: .text
        case SQLITE_BLOB: .blob
        default: .null
        }
    }

    public func isNull(_ index: Int) -> Bool { sqlite3_value_type(argument(index)) == SQLITE_NULL }
    public func integer(_ index: Int) -> Int64 { sqlite3_value_int64(argument(index)) }
    public func double(_ index: Int) -> Double { sqlite3_value_double(argument(index)) }

    /// The text's bytes, valid inside `body` only.
    public func withText<Result>(_ index: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        let start = sqlite3_value_text(argument(index))
        let count = Int(sqlite3_value_bytes(argument(index)))
        return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }

    public func text(_ index: Int) -> String { withText(index) { String(decoding: $0, as: UTF8.self) } }

    public func returnNull() { sqlite3_result_null(context) }
    public func `return`(_ value: Int64) { sqlite3_result_int64(context, value) }
    public func `return`(_ value: Double) { sqlite3_result_double(context, value) }

    public func `return`(_ value: String) {
        var value = value
        value.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { cordon_sqlite_result_text(context, $0.baseAddress, UInt64($0.count)) }
        }
    }
}

extension Connection {
    /// Makes `body` callable as `name` in statements (never from a schema). It must give the same result for the same arguments.
    public func register(_ name: String, arguments: Int, _ body: @escaping (borrowing ScalarFunctionCall) -> Void) throws(SQLiteError) {
        let box = FunctionBox(body)
        let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY
        let code = sqlite3_create_function_v2(
            handle, name, Int32(arguments), flags, Unmanaged.passRetained(box).toOpaque(),
            { context, count, values in
                guard let box = sqlite3_user_data(context) else { return }
                let body = Unmanaged<FunctionBox>.fromOpaque(box)._withUnsafeGuaranteedRef { $0.body }
                body(ScalarFunctionCall(context: context, values: values, count: Int(count)))
            }, nil, nil,
            // SQLite calls this also when the registration fails.
            { box in if let box { Unmanaged<FunctionBox>.fromOpaque(box).release() } })
        try check(code)
    }
}

private final class FunctionBox {
    let body: (borrowing ScalarFunctionCall) -> Void
    init(_ body: @escaping (borrowing ScalarFunctionCall) -> Void) { self.body = body }
}
