import Foundation

/// A protobuf message as a list of its fields, to write what no honest encoder writes.
struct ProtobufFields {
    private(set) var fields: [(number: Int, value: Value)] = []

    enum Value {
        case varint(UInt64)
        case bytes(Data)
    }

    init(_ message: Data) {
        var rest = [UInt8](message)[...]
        while let tag = Self.varint(&rest) {
            let number = Int(tag >> 3)
            if tag & 7 == 0, let value = Self.varint(&rest) { fields.append((number, .varint(value))) }
            if tag & 7 == 2, let length = Self.varint(&rest) {
                fields.append((number, .bytes(Data(rest.prefix(Int(length))))))
                rest = rest.dropFirst(Int(length))
            }
        }
    }

    /// In place of the first field of that number, or in the order of numbers.
    mutating func set(_ number: Int, _ value: Value) {
        if let place = fields.firstIndex(where: { $0.number == number }) {
            fields[place].value = value
        } else {
            fields.insert((number, value), at: fields.firstIndex { $0.number > number } ?? fields.endIndex)
        }
    }

    mutating func remove(_ number: Int) { fields.removeAll { $0.number == number } }

    mutating func set(_ number: Int, varints: [Int64]) { set(number, .bytes(Self.varints(varints))) }

    /// A message inside.
    mutating func change(_ number: Int, _ change: (inout ProtobufFields) -> Void) {
        guard let place = fields.firstIndex(where: { $0.number == number }), case .bytes(let inner) = fields[place].value else { return }
        var message = ProtobufFields(inner)
        change(&message)
        fields[place].value = .bytes(message.data)
    }

    var data: Data {
        var result = Data()
        for (number, value) in fields {
            switch value {
            case .varint(let value): result += Self.bytes(UInt64(number) << 3) + Self.bytes(value)
            case .bytes(let bytes): result += Self.bytes(UInt64(number) << 3 | 2) + Self.bytes(UInt64(bytes.count)) + bytes
            }
        }
        return result
    }

    static func varints(_ numbers: [Int64]) -> Data { numbers.reduce(into: Data()) { $0 += bytes(UInt64(bitPattern: $1)) } }

    private static func bytes(_ value: UInt64) -> Data {
        var (rest, result) = (value, Data())
        while rest > 127 {
            result.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        result.append(UInt8(rest))
        return result
    }

    private static func varint(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
        var (value, shift): (UInt64, UInt64) = (0, 0)
        while let byte = bytes.popFirst() {
            value |= UInt64(byte & 127) << shift
            if byte < 128 { return value }
            shift += 7
        }
        return nil
    }
}
