/// Names of the columns of one derived relation, none twice. Databases compare names without regard to the case of ASCII letters, and the
/// question's own words are among them.
struct PlanNames {
    private var taken: Set<Folded>
    /// For wanted names that were taken, the first number that has not been tried.
    private var numbers: [Folded: Int] = [:]

    /// These are taken already.
    init(_ names: [String] = []) { taken = Set(names.map(Folded.init)) }

    /// The wanted name, or the same with a number.
    mutating func free(_ wanted: String) -> String {
        let folded = Folded(wanted)
        if taken.insert(folded).inserted { return wanted }
        var number = numbers[folded] ?? 2
        while !taken.insert(Folded("\(wanted)_\(number)")).inserted { number += 1 }
        numbers[folded] = number + 1
        return "\(wanted)_\(number)"
    }

    /// The bytes with ASCII letters in lower case, since Swift takes texts that look the same for equal.
    private struct Folded: Hashable {
        let bytes: [UInt8]

        init(_ name: String) { bytes = name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 } }

        func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }
    }
}
