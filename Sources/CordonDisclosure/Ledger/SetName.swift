import CordonAggregates

/// What the ledger calls a set of patients of an answer.
struct SetName: Hashable {
    let text: String

    /// `name` is that of its group, or of groups together, `set` its number there.
    init(question: String, part: Int, name: [UInt8], set: Int) {
        let hexadecimal = name.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        text = "\(question) \(part) \(hexadecimal) \(set)"
    }

    init(_ other: SetCombinations.Other) { self.init(question: other.question, part: other.part, name: other.name, set: other.set) }
}
