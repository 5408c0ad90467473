import CordonValues
import Foundation

/// One line of the scalar tables: a function, its arguments with their types, and what it gives.
public struct ScalarCase: Sendable, CustomStringConvertible {
    public let line: String
    /// The function's raw value, or `cast`.
    public let function: String
    public let arguments: [(type: ValueType, value: Value)]
    public let result: (type: ValueType, value: Value)

    public var description: String { line }

    /// All cases of `Scalars/*.scalars`. A line that does not read is a trap: the tables are part of the tests.
    public static let all: [ScalarCase] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Scalars")
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".scalars") }.sorted().flatMap { file in
            let text = (try? String(contentsOf: folder.appending(path: file), encoding: .utf8)) ?? ""
            return text.split(separator: "\n").filter { !$0.hasPrefix("#") && !$0.allSatisfy(\.isWhitespace) }.map { ScalarCase(String($0)) }
        }
    }()

    init(_ line: String) {
        self.line = line
        let parts = line.components(separatedBy: " ; ").map { $0.trimmingCharacters(in: .whitespaces) }
        precondition(parts.count == 3, "not three parts: \(line)")
        function = parts[0]
        arguments = Self.split(parts[1]).map { Self.typed($0, line) }
        result = Self.typed(parts[2], line)
    }

    private static func split(_ list: String) -> [String] {
        var items: [String] = [""]
        var quoted = false
        for character in list {
            if character == "'" { quoted.toggle() }
            if character == ",", !quoted { items.append("") } else { items[items.count - 1].append(character) }
        }
        return items.map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private static func typed(_ text: String, _ line: String) -> (type: ValueType, value: Value) {
        let halves = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard halves.count == 2, let type = ValueType(rawValue: halves[0]), let value = value(halves[1], type) else {
            preconditionFailure("'\(text)' does not read: \(line)")
        }
        return (type, value)
    }

    private static func value(_ text: String, _ type: ValueType) -> Value? {
        if text == "NULL" { return .null }
        switch type {
        case .boolean: return Bool(text).map(Value.boolean)
        case .integer, .bigint: return Int64(text).map(Value.integer)
        case .double: return Double(text).map { Value.double($0) }
        case .date: return CalendarDate(iso: text).map(Value.date)
        case .timestamp: return CalendarTimestamp(text: text).map(Value.timestamp)
        case .text:
            guard text.count >= 2, text.hasPrefix("'"), text.hasSuffix("'") else { return nil }
            return .text(String(text.dropFirst().dropLast()).replacingOccurrences(of: "''", with: "'"))
        case .numeric:
            let halves = text.split(separator: "/").compactMap { Rational(decimal: String($0)) }
            guard let first = halves.first else { return nil }
            return halves.count == 2 ? first.divided(by: halves[1]).map(Value.numeric) : .numeric(first)
        }
    }
}
