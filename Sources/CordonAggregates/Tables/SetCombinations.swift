/// The combinations of a table with the sets that they are about, in canonical order.
public struct SetCombinations: Sendable, Hashable {
    /// A set of an earlier answer, or one of the same table that stands before the set that it is combined with.
    public struct Other: Sendable, Hashable {
        /// The hash of its question, 64 hexadecimal digits.
        public let question: String
        /// The part of the question, from 0.
        public let part: Int
        /// The name of its group: see ``GroupName``.
        public let name: [UInt8]
        /// As ``RevealedSet`` numbers it.
        public let set: Int

        public init(question: String, part: Int, name: [UInt8], set: Int) {
            self.question = question
            self.part = part
            self.name = name
            self.set = set
        }

        public static func precedes(_ left: Self, _ right: Self) -> Bool {
            if left.question != right.question { return left.question < right.question }
            if left.part != right.part { return left.part < right.part }
            if left.name != right.name { return left.name.lexicographicallyPrecedes(right.name) }
            return left.set < right.set
        }
    }

    /// Sets with the same patients at this hospital.
    public let classes: [[Other]]
    public let found: [SetCombination]

    public static let none = Self(decoded: [], [])

    public var isEmpty: Bool { found.isEmpty && classes.isEmpty }

    /// In any order. Classes that nothing refers to are left out.
    public init(classes: [[Other]], found: [SetCombination]) {
        let used = Set(found.flatMap { [$0.others.first, $0.others.second] })
        let sorted = used.filter(classes.indices.contains).map { (old: $0, others: classes[$0].sorted(by: Other.precedes)) }.sorted { left, right in
            guard let first = left.others.first, let second = right.others.first else { return left.others.count < right.others.count }
            return Other.precedes(first, second)
        }
        let places = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($0.element.old, $0.offset) })
        self.classes = sorted.map(\.others)
        self.found = found.map { combination in
            var (first, second) = (places[combination.others.first] ?? -1, places[combination.others.second] ?? -1)
            if combination.role == .whole, second < first { swap(&first, &second) }
            return SetCombination(
                group: combination.group, set: combination.set, role: combination.role, others: .init(first, second),
                surplus: combination.surplus, lack: combination.lack)
        }.sorted { $0.place.lexicographicallyPrecedes($1.place) }
    }

    /// As they were read; the table checks them.
    public init(decoded classes: [[Other]], _ found: [SetCombination]) {
        self.classes = classes
        self.found = found
    }

    /// The sets that a combination is about besides its own.
    public func others(of combination: SetCombination) -> (first: [Other], second: [Other]) {
        (classes[combination.others.first], classes[combination.others.second])
    }
}
