import CordonValues
import Foundation

/// One object of a document, read strictly: every member must be known, every required one there, every value of its type.
struct DocumentReader {
    private let document: String
    private let members: [StrictJSON.Member]

    /// `document` is the name that diagnostics use, for example `charter`.
    init(_ json: StrictJSON, _ document: String, members known: [String], optional: [String] = []) throws(Diagnostic) {
        guard case .object(let members) = json else {
            throw Diagnostic(.documentInvalid, "A \(document) is not a JSON object.")
        }
        for member in members where !(known + optional).contains(where: { $0.utf8.elementsEqual(member.name.utf8) }) {
            throw Diagnostic(.documentInvalid, "A \(document) has a member that this version does not know.")
        }
        for name in known where json[name] == nil {
            throw Diagnostic(.documentInvalid, "A \(document) has no `\(name)`.")
        }
        self.document = document
        self.members = members
    }

    private func value(_ name: String) throws(Diagnostic) -> StrictJSON {
        guard let member = members.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else { throw invalid(name, "be there") }
        return member.value
    }

    func invalid(_ name: String, _ duty: String) -> Diagnostic {
        Diagnostic(.documentInvalid, "`\(name)` of a \(document) must \(duty).")
    }

    /// The format version: only 1 exists. Another one is refused with `version-unsupported`.
    func checkVersion() throws(Diagnostic) {
        guard try integer("v") == 1 else {
            throw Diagnostic(
                .versionUnsupported, "A \(document) has another format version than 1.", hint: "Update Cordon on this machine.")
        }
    }

    /// True when an optional member is there, also as null.
    func has(_ name: String) -> Bool { members.contains { $0.name.utf8.elementsEqual(name.utf8) } }

    func string(_ name: String) throws(Diagnostic) -> String {
        guard case .string(let text) = try value(name) else { throw invalid(name, "be a string") }
        return text
    }

    /// Nil when the member is missing or null.
    func optionalString(_ name: String) throws(Diagnostic) -> String? {
        guard let member = members.first(where: { $0.name.utf8.elementsEqual(name.utf8) }), member.value != .null else { return nil }
        return try string(name)
    }

    /// An integer as written: `11`, not `11.0`, `1.1e1` or `-0`.
    func integer(_ name: String) throws(Diagnostic) -> Int {
        guard case .number(let text) = try value(name), let number = Int(text), String(number).utf8.elementsEqual(text.utf8) else {
            throw invalid(name, "be an integer")
        }
        return number
    }

    func timestamp(_ name: String) throws(Diagnostic) -> Timestamp {
        guard let moment = Timestamp(text: try string(name)) else {
            throw invalid(name, "be a time such as 2026-05-01T09:30:00Z")
        }
        return moment
    }

    func key(_ name: String) throws(Diagnostic) -> VerifyingKey {
        guard let key = try? VerifyingKey(text: try string(name)) else { throw invalid(name, "be an Ed25519 public key in base64url") }
        return key
    }

    func array(_ name: String) throws(Diagnostic) -> [StrictJSON] {
        guard case .array(let elements) = try value(name) else { throw invalid(name, "be an array") }
        return elements
    }

    func strings(_ name: String) throws(Diagnostic) -> [String] {
        var texts: [String] = []
        for element in try array(name) {
            guard case .string(let text) = element else { throw invalid(name, "be an array of strings") }
            texts.append(text)
        }
        return texts
    }

    func object(_ name: String) throws(Diagnostic) -> StrictJSON { try value(name) }
}
