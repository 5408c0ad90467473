/// How many rows, and how many distinct patients, have each of a group's values, or lie in each of its bins. Ascending, without
/// repeats, nothing that nobody has: one form for one set of rows.
public struct Tally<Key: TallyKey>: Sendable, Hashable {
    public struct Entry: Sendable, Hashable {
        public let key: Key
        public let rows: Int64
        public let patients: Int64

        public init(key: Key, rows: Int64, patients: Int64) {
            self.key = key
            self.rows = rows
            self.patients = patients
        }
    }

    public let entries: [Entry]

    public init(entries: [Entry]) { self.entries = entries }

    public static var empty: Self { Self(entries: []) }

    /// Nil when the rows are more than can be counted.
    public var rows: Int64? {
        var total: Int64 = 0
        for entry in entries {
            let (sum, overflow) = total.addingReportingOverflow(entry.rows)
            if overflow { return nil }
            total = sum
        }
        return total
    }

    /// Nil beyond `limit` entries, and when the rows are more than can be counted.
    func merged(with other: Self, limit: Int) -> Self? {
        if other.entries.isEmpty { return self }
        if entries.isEmpty { return other }
        var result: [Entry] = []
        result.reserveCapacity(entries.count + other.entries.count)
        var (left, right) = (entries[...], other.entries[...])
        while let mine = left.first, let theirs = right.first {
            if mine.key == theirs.key {
                let patients = Int64.addingSaturating(mine.patients, theirs.patients)
                result.append(Entry(key: mine.key, rows: .addingSaturating(mine.rows, theirs.rows), patients: patients))
                left = left.dropFirst()
                right = right.dropFirst()
            } else if Key.isAscending(mine.key, theirs.key) {
                result.append(mine)
                left = left.dropFirst()
            } else {
                result.append(theirs)
                right = right.dropFirst()
            }
        }
        let tally = Self(entries: result + left + right)
        return tally.entries.count <= limit && tally.rows != nil ? tally : nil
    }

    /// True when some rows of so many patients can have it.
    func isPossible(contributors: Int64, limit: Int) -> Bool {
        guard entries.count <= limit, rows != nil, (contributors == 0) == entries.isEmpty else { return false }
        for index in entries.indices.dropFirst() where !Key.isAscending(entries[index - 1].key, entries[index].key) { return false }
        guard entries.allSatisfy({ $0.patients > 0 && $0.patients <= contributors && $0.rows >= $0.patients }) else { return false }
        // Everybody has at least one of them.
        return entries.reduce(0) { Int64.addingSaturating($0, $1.patients) } >= contributors
    }
}
