import CordonAggregates

/// A set of patients that a cell reveals and whose size adds up over groups that divide the patients. The opposites within a group
/// (who does not contribute, who has zeros alone) are what is left of a known number, and are protected with it.
enum AddedMeasure: Int, Sendable, Hashable, CaseIterable {
    case contributors
    case passed
    case nonZero
    case zero

    /// A tenth, as the p% rule asks (``DominanceRule``).
    private static let share: Int64 = 10

    /// 0 where the cell does not reveal it.
    func size(_ cell: CellFacts) -> Int64 { max(0, cell.measures[place]) }

    /// There is something to keep secret of a hidden cell.
    func isKept(_ cell: CellFacts, _ parameters: DisclosureRules) -> Bool { cell.hasSecret(place, parameters) }

    var set: RevealedSet {
        switch self {
        case .contributors: .contributors
        case .passed: .passed
        case .nonZero: .nonZero
        case .zero: .zero
        }
    }

    /// The place in ``CellFacts/measures``.
    private var place: Int {
        switch self {
        case .contributors: 0
        case .passed: 2
        case .nonZero: 3
        case .zero: 5
        }
    }

    /// What is left of the number that it is part of; 0 where the cell does not reveal it.
    private func rest(_ cell: CellFacts) -> Int64 {
        switch self {
        case .contributors: cell.measures[1]
        case .nonZero: cell.measures[4]
        case .passed, .zero: 0
        }
    }

    /// The number that it is part of, where a reader may know it.
    func bound(_ cell: CellFacts, _ parameters: DisclosureRules) -> Int64? {
        let whole: Int64? = switch self {
        case .contributors: cell.isCondition && cell.needs.revealsComplement ? cell.patients : nil
        case .nonZero: cell.needs.revealsNonZero ? cell.sets.contributors : nil
        case .passed, .zero: nil
        }
        return whole.flatMap { parameters.isSmall($0) || $0 < size(cell) ? nil : $0 }
    }

    /// How uncertain it has to stay in a cell that is hidden in its own right. `value` is its size as the finest groups add up to it.
    func levels(_ cell: CellFacts, value: Int64, _ parameters: DisclosureRules) -> ProtectionLevels {
        let (threshold, rest) = (parameters.threshold, rest(cell))
        let own = parameters.isSmall(value) ? ProtectionLevels.belowThreshold(value, threshold: threshold) : nil
        // Where what is left must be able to grow, this must be able to shrink.
        let opposite = parameters.isSmall(rest)
            ? ProtectionLevels.belowThreshold(rest, threshold: threshold).turned(value: value) : nil
        if let own { return opposite.map(own.joined) ?? own }
        if let opposite { return opposite }
        // It may have been hidden before to keep any small number.
        if cell.earlier.values.joined().contains(where: { $0.isSame && $0.standing == .hidden }) { return .ofMany(value, threshold: threshold) }
        if cell.measures.contains(where: parameters.isSmall) { return .inexact }
        let part = max(1, value / Self.share + (value % Self.share == 0 ? 0 : 1))
        return ProtectionLevels(lower: part, upper: part, width: 1)
    }
}
