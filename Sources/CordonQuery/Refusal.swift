import CordonCatalog
import CordonValues

/// Why a question is not accepted: at least one diagnostic, in the order of their places.
public struct Refusal: Error, Sendable, Hashable {
    public let diagnostics: [Diagnostic]

    /// A question near to it that would be answered: see ``Planner/rewrite(of:refused:catalog:)``. Nil until it is looked for.
    public private(set) var rewrite: String?

    public init(_ first: Diagnostic, _ others: [Diagnostic] = []) {
        diagnostics = [first] + others
    }

    /// The same with a rewrite of the question, where there is one.
    public func advised(_ sql: String, catalog: Catalog) -> Refusal {
        var advised = self
        advised.rewrite = Planner.rewrite(of: sql, refused: self, catalog: catalog)
        return advised
    }

    /// The first one, for where only one can be shown.
    public var first: Diagnostic {
        // An initialiser always puts one in.
        diagnostics.first ?? Diagnostic(.internalFailure, "A refusal without a reason.")
    }
}

extension Refusal: CustomStringConvertible {
    public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
