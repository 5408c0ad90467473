import CordonValues

/// How many patients have each value of a column, of those who are in one of two sets alone: what the sums of the two figures differ by is made of these
/// numbers.
public struct ValueDifference: Sendable, Hashable {
    /// Of those who are in the later set alone: as in ``ValueTally/few(_:)``.
    public let entered: [ValueTally.Entry]
    /// Of those who are in the earlier set alone.
    public let left: [ValueTally.Entry]

    /// Of both sides together.
    public static let most = ValueTally.most
    public static let none = Self(entered: [], left: [])

    public init(entered: [ValueTally.Entry], left: [ValueTally.Entry]) {
        self.entered = entered
        self.left = left
    }

    /// Of both hospitals; nil where there are more values than are told.
    public func merged(with other: Self) -> Self? {
        guard case .few(let entered) = ValueTally.few(entered).merged(with: .few(other.entered)), case .few(let left) = ValueTally.few(left).merged(with: .few(other.left)),
            entered.count + left.count <= Self.most
        else { return nil }
        return Self(entered: entered, left: left)
    }

    /// True when so many patients have one value each, all of them values that the aggregate takes.
    func isPossible(_ specification: AggregateSpecification, entered: Int64, left: Int64) -> Bool {
        guard self.entered.count + self.left.count <= Self.most, (self.entered + self.left).allSatisfy(\.value.isFinite) else { return false }
        return zip([self.entered, self.left], [entered, left]).allSatisfy { side, patients in
            ValueTally.few(side).isPossible(specification, contributors: patients, rows: patients)
        }
    }
}

extension Value {
    /// No NaN and no infinity.
    public var isFinite: Bool { if case .double(let number) = self { number.value.isFinite } else { true } }
}
