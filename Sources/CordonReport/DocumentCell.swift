import CordonDisclosure
import CordonValues
import Foundation

/// A cell of Result v1: `{"state": …, "value": …}`, of a percentile with `low` and `high` instead of `value`, or with `error` beside it.
/// `value` is a JSON number for doubles and for integers up to 2^53, a boolean for
/// booleans, null for a NULL group key, and a string for everything else.
public struct DocumentCell: Sendable, Hashable, Codable {
    public let state: CellState
    public let value: Scalar?
    public let low: Scalar?
    public let high: Scalar?
    public let error: Double?

    public enum Scalar: Sendable, Hashable {
        case null
        case boolean(Bool)
        case integer(Int64)
        case double(Double)
        case string(String)
    }

    enum CodingKeys: String, CodingKey { case state, value, low, high, error }

    init(_ cell: Cell, type: ValueType) {
        state = cell.state
        value = cell.value.map { Scalar($0, type: type) }
        low = cell.bounds.map { Scalar($0.low, type: type) }
        high = cell.bounds.map { Scalar($0.high, type: type) }
        // An infinite error, beside the largest doubles, says no more than none.
        error = cell.error.flatMap { $0.isFinite ? $0 : nil }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        state = try container.decode(CellState.self, forKey: .state)
        value = container.contains(.value) ? try Scalar(from: container.superDecoder(forKey: .value)) : nil
        low = try container.decodeIfPresent(Scalar.self, forKey: .low)
        high = try container.decodeIfPresent(Scalar.self, forKey: .high)
        error = try container.decodeIfPresent(Double.self, forKey: .error)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(state, forKey: .state)
        if let value { try value.encode(to: container.superEncoder(forKey: .value)) }
        try container.encodeIfPresent(low, forKey: .low)
        try container.encodeIfPresent(high, forKey: .high)
        try container.encodeIfPresent(error, forKey: .error)
    }

    /// The value as text for a table or CSV; nil when the cell is hidden or has bounds, empty for NULL.
    public var text: String? { value?.text }
}

extension DocumentCell.Scalar {
    /// Empty for NULL.
    public var text: String {
        switch self {
        case .null: ""
        case .boolean(let truth): String(truth)
        case .integer(let whole): String(whole)
        case .double(let double): Value.double(double).text(as: .double) ?? ""
        case .string(let string): string
        }
    }
}

extension DocumentCell.Scalar: Codable {
    /// Integers of a magnitude up to 2^53 are the same in every JSON reader.
    private static let safeMagnitude: UInt64 = 1 << 53

    init(_ value: Value, type: ValueType) {
        switch value {
        case .null: self = .null
        case .boolean(let truth): self = .boolean(truth)
        case .integer(let whole) where whole.magnitude <= Self.safeMagnitude && type != .numeric: self = .integer(whole)
        case .double(let double) where double.value.isFinite: self = .double(double.value)
        case .integer, .double, .numeric, .text, .date, .timestamp: self = .string(value.text(as: type) ?? "")
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let truth = try? container.decode(Bool.self) {
            self = .boolean(truth)
        } else if let whole = try? container.decode(Int64.self) {
            self = .integer(whole)
        } else if let double = try? container.decode(Double.self) {
            self = .double(double)
        } else {
            self = .string(try container.decode(String.self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .boolean(let truth): try container.encode(truth)
        case .integer(let whole): try container.encode(whole)
        case .double(let double): try container.encode(double)
        case .string(let string): try container.encode(string)
        }
    }
}
