import CordonValues

/// How many patients have each distinct value of the argument of a sum, mean or spread, while there are few. A figure over few values is made of
/// the numbers of patients who have each; over many it is not.
public enum ValueTally: Sendable, Hashable {
    public struct Entry: Sendable, Hashable {
        public let value: Value
        /// Distinct patients with such a row, at least 1; those of several hospitals added.
        public let patients: Int64
        /// How many hospitals have such patients.
        public let hospitals: UInt16

        public init(value: Value, patients: Int64, hospitals: UInt16 = 1) {
            self.value = value
            self.patients = patients
            self.hospitals = hospitals
        }
    }

    /// At most ``most`` values, ascending, none twice; none where nobody contributes.
    case few([Entry])
    case many

    /// Of one cell. Beyond it nothing is told but that there are more.
    public static let most = 10
    public static let none = ValueTally.few([])

    /// Of both hospitals, or groups of hospitals: commutative, associative, ``none`` is its identity and ``many`` absorbs.
    func merged(with other: Self) -> Self {
        guard case .few(let mine) = self, case .few(let theirs) = other else { return .many }
        var result: [Entry] = []
        var (left, right) = (mine[...], theirs[...])
        while let first = left.first, let second = right.first {
            if first.value == second.value {
                result.append(
                    Entry(
                        value: first.value, patients: .addingSaturating(first.patients, second.patients),
                        hospitals: .addingSaturating(first.hospitals, second.hospitals)))
                left = left.dropFirst()
                right = right.dropFirst()
            } else if Value.isAscending(first.value, second.value) {
                result.append(first)
                left = left.dropFirst()
            } else {
                result.append(second)
                right = right.dropFirst()
            }
        }
        result += left + right
        return result.count <= Self.most ? .few(result) : .many
    }

    /// True when some of so many patients' `rows` have these values, each row one of them; nil is any number of rows.
    func isPossible(_ specification: AggregateSpecification, contributors: Int64, rows: Int64?) -> Bool {
        guard case .few(let entries) = self else { return contributors > 0 }
        guard entries.count <= Self.most, (contributors == 0) == entries.isEmpty else { return false }
        for (left, right) in zip(entries, entries.dropFirst()) where !Value.isAscending(left.value, right.value) { return false }
        guard entries.allSatisfy({ specification.takes($0.value) && $0.patients > 0 && $0.patients <= contributors }) else { return false }
        // Everybody has at least one of them, and a row for each that it has.
        let pairs = entries.reduce(0) { Int64.addingSaturating($0, $1.patients) }
        return pairs >= contributors && rows.map { pairs <= $0 } != false
    }
}
