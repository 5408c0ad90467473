/// Names of the columns of one derived relation, none twice. Databases compare names without regard to the case of ASCII letters, and the
/// question's own words are among them.
struct PlanNames {
    private var taken: Set<[UInt32]> = []

    /// These are taken already.
    init(_ names: [String] = []) { taken = Set(names.map(Self.folded)) }

    /// The wanted name, or the same with a number.
    mutating func free(_ wanted: String) -> String {
        var (candidate, number) = (wanted, 2)
        while !taken.insert(Self.folded(candidate)).inserted {
            candidate = "\(wanted)_\(number)"
            number += 1
        }
        return candidate
    }

    /// The code points, since Swift takes texts that look the same for equal.
    private static func folded(_ name: String) -> [UInt32] {
        name.unicodeScalars.map { ("A"..."Z").contains($0) ? $0.value + 32 : $0.value }
    }
}
