import CordonValues

/// A person who may read the coordinator's audit log, and nothing else.
public struct CharterAuditor: Sendable, Hashable {
    public let name: String
    public let key: VerifyingKey
    public let jurisdiction: String?

    public init(name: String, key: VerifyingKey, jurisdiction: String? = nil) throws(Diagnostic) {
        let checks = DocumentChecks("charter's auditor")
        try checks.line(name, "name")
        if let jurisdiction { try checks.jurisdiction(jurisdiction, "jurisdiction") }
        self.name = name
        self.key = key
        self.jurisdiction = jurisdiction
    }

    init(json: StrictJSON) throws(Diagnostic) {
        let reader = try DocumentReader(json, "charter's auditor", members: ["name", "key"], optional: ["jurisdiction"])
        try self.init(
            name: reader.string("name"), key: reader.key("key"),
            jurisdiction: reader.has("jurisdiction") ? reader.string("jurisdiction") : nil)
    }

    /// The auditors of a charter that has the member: one at least.
    static func list(_ charter: DocumentReader) throws(Diagnostic) -> [CharterAuditor] {
        var auditors: [CharterAuditor] = []
        for auditor in try charter.array("auditors") { auditors.append(try CharterAuditor(json: auditor)) }
        guard !auditors.isEmpty else { throw charter.invalid("auditors", "name one at least, or be left out") }
        return auditors
    }

    var json: StrictJSON {
        .object(
            [.init("name", .string(name)), .init("key", .string(key.text))]
                + (jurisdiction.map { [.init("jurisdiction", .string($0))] } ?? []))
    }
}
