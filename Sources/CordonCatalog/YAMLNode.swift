import CordonValues
import Foundation
import Yams

/// Strict reading of the YAML files that people write: an unknown key, a missing one, a key written twice or a wrong kind of value
/// is a diagnostic with file and line. Every file of Cordon is read through this.
public struct YAMLNode {
    private let node: Node
    private let place: String
    private let code: DiagnosticCode

    /// `place` names the file in errors; `code` is the code that errors of this kind of file carry.
    public init(_ bytes: Data, place: String, code: DiagnosticCode) throws(Diagnostic) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Diagnostic(code, "\(place) is not UTF-8 text.")
        }
        do {
            guard let root = try Yams.compose(yaml: text) else { throw Diagnostic(code, "\(place) is empty.") }
            self.init(root, place: place, code: code)
        } catch let diagnostic as Diagnostic {
            throw diagnostic
        } catch {
            throw Diagnostic(code, "\(place) is not valid YAML: \(Self.sentence(error))")
        }
    }

    private init(_ node: Node, place: String, code: DiagnosticCode) {
        self.node = node
        self.place = place
        self.code = code
    }

    private static func sentence(_ error: any Error) -> String {
        guard let error = error as? YamlError else { return "it cannot be read." }
        switch error {
        case .duplicatedKeysInMapping(let keys, let context): return "a key is written twice near line \(context.mark.line): \(keys)."
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            return "\(problem) at line \(mark.line), column \(mark.column)."
        default: return "it cannot be read."
        }
    }

    /// A diagnostic that points at this node.
    public func error(_ message: String, hint: String? = nil) -> Diagnostic {
        let line = node.mark.map { " (\(place), line \($0.line))" } ?? " (\(place))"
        return Diagnostic(code, message + line, hint: hint)
    }

    /// Refuses members other than these.
    public func allow(_ names: [String]) throws(Diagnostic) {
        for (name, value) in try entries() where !names.contains(name) {
            throw value.error("Unknown key '\(name)'.", hint: "The keys here are \(names.joined(separator: ", ")).")
        }
    }

    public func optional(_ name: String) throws(Diagnostic) -> YAMLNode? {
        try entries().first { $0.0 == name }?.1
    }

    public func member(_ name: String) throws(Diagnostic) -> YAMLNode {
        guard let found = try optional(name) else { throw error("The key '\(name)' is missing.") }
        return found
    }

    /// The members of a mapping, in the file's order.
    public func entries() throws(Diagnostic) -> [(String, YAMLNode)] {
        guard let mapping = node.mapping else { throw error("A mapping (key: value) is expected here.") }
        var result: [(String, YAMLNode)] = []
        for (key, value) in mapping {
            guard let name = key.scalar?.string else { throw error("A key must be plain text.") }
            guard !result.contains(where: { $0.0 == name }) else { throw error("The key '\(name)' is written twice.") }
            result.append((name, YAMLNode(value, place: place, code: code)))
        }
        return result
    }

    /// The elements of a list.
    public func elements() throws(Diagnostic) -> [YAMLNode] {
        guard let sequence = node.sequence else { throw error("A list is expected here.") }
        return sequence.map { YAMLNode($0, place: place, code: code) }
    }

    public func string() throws(Diagnostic) -> String {
        guard let scalar = node.scalar else { throw error("Plain text is expected here.") }
        return scalar.string
    }

    public func strings() throws(Diagnostic) -> [String] {
        try elements().map { element throws(Diagnostic) in try element.string() }
    }

    public func boolean() throws(Diagnostic) -> Bool {
        guard let truth = Bool(try string()) else { throw error("true or false is expected here.") }
        return truth
    }

    public func integer() throws(Diagnostic) -> Int {
        guard let number = Int(try string()) else { throw error("A whole number is expected here.") }
        return number
    }
}
