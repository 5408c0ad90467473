import CordonTrust
import CordonValues

/// What happened, before it has a number and a time. It names questions by their text and hash, keys by their ids, refusals by their
/// codes; never a count of patients, a cell or a value of the data.
public struct AuditEvent: Sendable, Hashable {
    public let kind: AuditKind
    public let fields: [AuditField]

    public init(_ kind: AuditKind, _ fields: [AuditField] = []) {
        self.kind = kind
        self.fields = fields
    }
}

/// One field of a record. Its name has 1 to 63 of `a-z` and `_`, and stands once in a record.
public struct AuditField: Sendable, Hashable {
    public enum Value: Sendable, Hashable {
        case text(String)
        case number(Int)
        case list([String])
    }

    public let name: String
    public let value: Value

    public init(_ name: String, _ text: String) { self.init(name, .text(text)) }

    public init(_ name: String, _ number: Int) { self.init(name, .number(number)) }

    public init(_ name: String, _ list: [String]) { self.init(name, .list(list)) }

    public init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }

    var json: StrictJSON.Member {
        switch value {
        case .text(let text): .init(name, .string(text))
        case .number(let number): .init(name, .integer(number))
        case .list(let list): .init(name, .strings(list))
        }
    }
}
