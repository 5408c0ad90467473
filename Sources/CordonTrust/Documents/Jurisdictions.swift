import CordonValues

/// Where cells of a hospital may go: country or region codes. A code also stands for its regions: `US` for `US-CA`.
public struct Jurisdictions: Sendable, Hashable, Codable {
    /// The most codes that a hospital can name.
    public static let most = 100

    /// Ascending, at least one.
    public let codes: [String]

    /// Refuses an empty list, one with a code twice, and what is no code: `document-invalid`.
    public init(_ codes: [String]) throws(Diagnostic) {
        let checks = DocumentChecks("hospital's border")
        try checks.require((1...Self.most).contains(codes.count), "cells_may_go_to", "name 1 to \(Self.most) jurisdictions")
        for code in codes { try checks.jurisdiction(code, "cells_may_go_to") }
        try checks.require(Set(codes).count == codes.count, "cells_may_go_to", "name no jurisdiction twice")
        self.codes = codes.sorted()
    }

    public func contains(_ jurisdiction: String) -> Bool {
        codes.contains { jurisdiction == $0 || jurisdiction.hasPrefix("\($0)-") }
    }

    /// Why cells may not go to a coordinator and a researcher there; nil where they may.
    public func refusal(by hospital: String, coordinator: String, researcher: String) -> Diagnostic? {
        let outside = [("coordinator", coordinator), ("researcher", researcher)].filter { !contains($0.1) }
        guard !outside.isEmpty else { return nil }
        let parties = outside.map { "the \($0.0) is in \($0.1)" }.joined(separator: ", ")
        return Diagnostic(
            .borderForbidden, "The policy of \(hospital) lets its cells go to \(codes.joined(separator: ", ")) only; \(parties).",
            hint: "Ask without this hospital.")
    }

    public var text: String { codes.joined(separator: ", ") }
}
