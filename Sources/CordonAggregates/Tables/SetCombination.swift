/// One set of patients of an answer with two others, where one of the three, the whole, is almost the two others, the parts, put together. Whoever adds the
/// parts' sizes and subtracts the whole's learns of those few who are counted too often, or not at all.
public struct SetCombination: Sendable, Hashable {
    public enum Role: Int, Sendable, Hashable {
        case whole, part
    }

    /// The group's place in the table.
    public let group: Int
    /// As ``RevealedSet`` numbers them.
    public let set: Int
    public let role: Role
    /// Places in ``SetCombinations/classes``: the two parts, the lower place first, or the other part and the whole.
    public let others: Pair
    /// Patients in both parts, or in one and not in the whole.
    public let surplus: Int64
    /// Patients of the whole who are in no part.
    public let lack: Int64

    public struct Pair: Sendable, Hashable {
        public let first: Int
        public let second: Int

        public init(_ first: Int, _ second: Int) {
            self.first = first
            self.second = second
        }
    }

    public init(group: Int, set: Int, role: Role, others: Pair, surplus: Int64, lack: Int64) {
        self.group = group
        self.set = set
        self.role = role
        self.others = others
        self.surplus = surplus
        self.lack = lack
    }

    /// In one table; and so many other sets.
    public static let most = 200_000

    /// What the canonical order compares.
    var place: [Int] { [group, set, role.rawValue, others.first, others.second] }
}
