import CordonValues
import Foundation

/// A JSON text as it was written (RFC 8259): members in their order, numbers as their characters. Documents that are signed are
/// read with this and nothing else, because ordinary readers disagree about repeated members and about `11.0`.
public indirect enum StrictJSON: Sendable, Hashable {
    case null
    case boolean(Bool)
    /// The characters of the number.
    case number(String)
    case string(String)
    case array([StrictJSON])
    /// In the order written, no name twice.
    case object([Member])

    public struct Member: Sendable, Hashable {
        public let name: String
        public let value: StrictJSON

        public init(_ name: String, _ value: StrictJSON) {
            self.name = name
            self.value = value
        }
    }

    /// The longest text that is read unless the caller names another limit.
    public static let defaultLimit = 1 << 20
    /// The deepest nesting of arrays and objects.
    public static let depthLimit = 32

    /// Reads one JSON text that fills `bytes`.
    ///
    /// Refused with `document-invalid`: more than `limit` bytes, invalid UTF-8, a byte order mark, a name twice in one object,
    /// nesting deeper than ``depthLimit``, a lone surrogate, an unescaped control character, anything after the value.
    public static func read(_ bytes: Data, limit: Int = defaultLimit) throws(Diagnostic) -> StrictJSON {
        guard bytes.count <= limit else {
            throw Diagnostic(.documentInvalid, "A JSON document is longer than \(limit) bytes.")
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw Diagnostic(.documentInvalid, "A JSON document is not valid UTF-8.")
        }
        var reader = StrictJSONReader(bytes)
        return try reader.document()
    }

    public static func integer(_ value: some BinaryInteger) -> StrictJSON { .number(String(value)) }

    public static func strings(_ values: [String]) -> StrictJSON { .array(values.map { .string($0) }) }

    /// The value of a member; nil when this is no object or has no such member.
    public subscript(name: String) -> StrictJSON? {
        guard case .object(let members) = self else { return nil }
        // Byte by byte: Swift's string equality would take the Kelvin sign for a K.
        return members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }
}
