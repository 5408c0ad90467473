import CordonValues

/// Conditions that every document repeats, as `document-invalid` diagnostics that name the document and the member.
struct DocumentChecks {
    let document: String

    init(_ document: String) { self.document = document }

    func require(_ condition: Bool, _ member: String, _ duty: String) throws(Diagnostic) {
        guard condition else { throw Diagnostic(.documentInvalid, "`\(member)` of a \(document) must \(duty).") }
    }

    func identifier(_ text: String, _ member: String) throws(Diagnostic) {
        try require(NameGrammar.isIdentifier(text), member, "have 1 to 63 characters of a-z, 0-9 and -")
    }

    func jurisdiction(_ text: String, _ member: String) throws(Diagnostic) {
        try require(NameGrammar.isJurisdiction(text), member, "be a country or region code such as CH or US-CA")
    }

    func line(_ text: String, _ member: String, limit: Int = 500) throws(Diagnostic) {
        try require(NameGrammar.isLine(text, limit: limit), member, "be 1 to \(limit) bytes of printable text on one line")
    }

    /// Who a member, coordinator or node is.
    func party(id: String, name: String, jurisdiction: String) throws(Diagnostic) {
        try identifier(id, "id")
        try line(name, "name")
        try self.jurisdiction(jurisdiction, "jurisdiction")
    }

    func digest(_ text: String, _ member: String) throws(Diagnostic) {
        try require(Hexadecimal.isDigest(text), member, "be a SHA-256 digest in lower-case hexadecimal")
    }

    func roster(_ nodes: [String], _ member: String = "roster") throws(Diagnostic) {
        try require((1...1000).contains(nodes.count), member, "name 1 to 1000 nodes")
        for node in nodes { try identifier(node, member) }
        try require(zip(nodes, nodes.dropFirst()).allSatisfy { $0 < $1 }, member, "be sorted and name no node twice")
    }

    func window(_ start: Timestamp, _ end: Timestamp, _ member: String) throws(Diagnostic) {
        try require(start < end, member, "be later than the document's beginning")
    }

    func url(_ text: String, _ member: String) throws(Diagnostic) {
        let printable = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        let known = text.hasPrefix("https://") || text.hasPrefix("http://")
        try require(printable && known && text.utf8.count <= 500, "\(member)", "be an https address of at most 500 characters")
    }
}
