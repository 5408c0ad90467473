import CordonValues

/// Why a question is not accepted: at least one diagnostic, in the order of their places.
public struct Refusal: Error, Sendable, Hashable {
    public let diagnostics: [Diagnostic]

    public init(_ first: Diagnostic, _ others: [Diagnostic] = []) {
        diagnostics = [first] + others
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
