import CordonValues
import Crypto

/// The shape of a partial table: types of its keys, its aggregate columns in order, and the mode that it leaves in. Both sides of a question compute it from
/// the SQL text and compare its fingerprint.
public struct PartialLayout: Sendable, Hashable {
    public let keys: [ValueType]
    public let aggregates: [AggregateSpecification]
    /// `merged` of a table as it is computed; `siteFloor` of one that its hospital has run disclosure control on.
    public let mode: ReleaseMode

    /// Raised whenever the meaning or the encoding of a partial changes: two sides of different versions differ in every fingerprint.
    public static let version = 1

    public init(keys: [ValueType], aggregates: [AggregateSpecification], mode: ReleaseMode = .merged) {
        self.keys = keys
        self.aggregates = aggregates
        self.mode = mode
    }

    /// The text under the fingerprint, one line per fact:
    /// ```
    /// cordon-partial-layout 1
    /// mode site-floor
    /// key integer
    /// aggregate avg double 4
    /// aggregate count-rows - 1
    /// aggregate corr double double 9
    /// aggregate percentile_cont integer 16 fraction 0x3fe0000000000000 grid 0/1 5/1
    /// ```
    /// There is no mode line for `merged`. An aggregate line holds the function, the argument's type or `-`, that of a second argument, the raw byte of its state kind,
    /// and parameters: of a percentile the bits of its fraction, and the origin and width of its grid; `low` and the lower bound of a sum's
    /// argument, where one is declared; `within` and the bounds outside which the permit refuses its values; `values` where the column tells how many patients
    /// have each of a few.
    public var canonicalText: String {
        var lines = ["cordon-partial-layout \(Self.version)"]
        if mode != .merged { lines.append("mode \(mode.rawValue)") }
        lines += keys.map { "key \($0.rawValue)" }
        lines += aggregates.map { aggregate in
            let types = [aggregate.argument?.rawValue ?? "-"] + (aggregate.second.map { [$0.rawValue] } ?? [])
            return "aggregate \(aggregate.function.rawValue) \(types.joined(separator: " ")) \(aggregate.stateKind.rawValue)"
                + aggregate.parameterText + aggregate.withinText + (aggregate.tellsValues ? " values" : "")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// SHA-256 of ``canonicalText``, lower-case hexadecimal.
    public var fingerprint: String { Self.fingerprint(of: [self]) }

    /// SHA-256 of the layouts of a question's parts, their texts one behind the other; lower-case hexadecimal.
    public static func fingerprint(of layouts: [PartialLayout]) -> String {
        Hexadecimal.encode(SHA256.hash(data: Array(layouts.map(\.canonicalText).joined().utf8)))
    }
}
