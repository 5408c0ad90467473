import BigInt
import CordonValues
import Foundation
import Testing

/// A file of `Vectors/`, one case a line.
enum VectorFile {
    static func lines(_ name: String) throws -> [[String]] {
        let url = try #require(Bundle.module.url(forResource: "Vectors/\(name)", withExtension: "txt"))
        return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map { $0.components(separatedBy: " | ") }
    }

    static func values(_ field: String, _ type: ValueType) throws -> [Value] {
        try field.split(separator: " ").filter { $0 != "-" }.map { try value(String($0), type) }
    }

    /// A double is the 16 hexadecimal digits of its bits, another number a fraction n/d.
    static func value(_ text: String, _ type: ValueType) throws -> Value {
        if type == .double { return .double(try double(text)) }
        let parts = text.split(separator: "/")
        let top = try #require(BigInt(parts[0], radix: 10))
        if type == .numeric { return .numeric(try #require(Rational(top, over: BigInt(parts[1], radix: 10) ?? 0))) }
        return .integer(try #require(Int64(exactly: top)))
    }

    static func double(_ text: String) throws -> Double { Double(bitPattern: try #require(UInt64(text, radix: 16))) }

    static func bits(_ value: Double) -> String {
        let digits = String(value.bitPattern, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// A result as vectors write it: doubles as bits, whole numbers as digits.
    static func shown(_ value: Value?) -> String {
        switch value {
        case nil: "WITHHELD"
        case .null: "NULL"
        case .integer(let value): String(value)
        case .double(let value): bits(value.value)
        case .boolean, .numeric, .text, .date, .timestamp: "a value of another type"
        }
    }
}
