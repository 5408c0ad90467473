/// One set of patients of an answer beside one that the node has answered about before, in the same study or to the same researcher: they have
/// patients in common, and fewer than T apart on either side, or few values of the column that figures of both are of.
public struct SetComparison: Sendable, Hashable {
    /// The group's place in the table.
    public let group: Int
    /// As ``RevealedSet`` numbers them.
    public let set: Int
    /// The hash of the earlier question, 64 hexadecimal digits.
    public let question: String
    /// The part of the earlier question, from 0.
    public let part: Int
    /// The name of the earlier group: see ``GroupName``.
    public let name: [UInt8]
    /// The earlier set, as ``RevealedSet`` numbers it.
    public let earlierSet: Int
    /// Patients of this set who are not in the earlier one.
    public let entered: Int64
    /// Patients of the earlier one who are not in this.
    public let left: Int64
    /// Of the contributors of figures of one column how many of those who are in one of the two sets alone have each value; nil where that is not told.
    public let values: ValueDifference?

    public init(
        group: Int, set: Int, question: String, part: Int, name: [UInt8], earlierSet: Int, entered: Int64, left: Int64, values: ValueDifference? = nil
    ) {
        self.group = group
        self.set = set
        self.question = question
        self.part = part
        self.name = name
        self.earlierSet = earlierSet
        self.entered = entered
        self.left = left
        self.values = values
    }

    /// The same with values.
    public func telling(_ values: ValueDifference?) -> Self {
        Self(group: group, set: set, question: question, part: part, name: name, earlierSet: earlierSet, entered: entered, left: left, values: values)
    }

    /// In one table.
    public static let most = 200_000

    /// Earlier questions that the comparisons of one table name.
    public static let mostQuestions = 10_000

    /// The canonical order.
    static func precedes(_ left: Self, _ right: Self) -> Bool {
        let (first, second) = ([left.group, left.set], [right.group, right.set])
        if first != second { return first.lexicographicallyPrecedes(second) }
        if left.question != right.question { return left.question < right.question }
        if left.part != right.part { return left.part < right.part }
        if left.name != right.name { return left.name.lexicographicallyPrecedes(right.name) }
        return left.earlierSet < right.earlierSet
    }
}
