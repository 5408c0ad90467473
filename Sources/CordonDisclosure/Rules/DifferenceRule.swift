import CordonAggregates

/// No cell is about almost the same patients as a cell that was answered before, or as a column beside it: whoever subtracts the two would learn of
/// those few by whom they differ. Nor, unless the permit has pairs compared alone, is it almost what two others are together, or one of two that together are almost
/// a third. Two sets are apart when T patients of one are not in the other, from the minimum number of hospitals; they are the same when nobody is in one alone.
///
/// The same patients get the same standing: what was hidden stays hidden, and what was shown may be shown again. Where zeros are protected, only when it
/// is asked for in the same words: that leaving somebody out changes nothing tells that nobody is there.
struct DifferenceRule: PrimaryRule {
    let parameters: DisclosureRules
    let name = "difference"
    var value: String { String(parameters.threshold) }

    func objects(to cell: CellFacts) -> Bool {
        // Nothing is small where one patient is enough.
        guard parameters.threshold > 1 else { return false }
        return RevealedSet.allCases.contains { objects(to: cell.earlier[$0] ?? [], cell.combinations[$0] ?? [], figure: $0 == .contributors ? cell.figure : nil) } || givesValues(cell)
    }

    /// What the figure and another of the same column differ by is a figure over few values, of those who are in one of the two alone.
    private func givesValues(_ cell: CellFacts) -> Bool {
        guard cell.isMoment, let others = cell.earlier[.contributors], !others.contains(where: { isKnown($0, cell.figure) }) else { return false }
        let numbers = ValueNumbers(cell, parameters)
        return others.contains { other in other.values.map { other.hasUntoldValues || numbers.areGiven(by: $0) } ?? false }
    }

    /// Who knows it already learns nothing: the number of the same patients, or the same figure of them.
    private func isKnown(_ other: EarlierSet, _ figure: String?) -> Bool {
        other.isSame && other.standing == .shown && (other.isSameWords || parameters.zeros == .publish) && figure.map(other.figures.contains) ?? true
    }

    /// `others` are those that one set of the cell, or groups together, is near to, `combinations` what it is almost with two others. `figure` is that of the contributors, where it is not their number.
    func objects(to others: [EarlierSet], _ combinations: [EarlierCombination], figure: String? = nil) -> Bool {
        if others.contains(where: { isKnown($0, figure) }) { return false }
        let same = others.filter(\.isSame)
        if same.contains(where: { $0.standing == .hidden || $0.standing == .near }) { return true }
        if parameters.zeros == .protect, same.contains(where: { !$0.isSameWords }) { return true }
        if others.contains(where: { !$0.isSame && $0.standing != .near && !isApart($0) }) { return true }
        return !combinations.contains(where: isKnown) && combinations.contains(where: objects)
    }

    /// A number that two others that are shown add up to tells nothing new.
    private func isKnown(_ combination: EarlierCombination) -> Bool {
        combination.isSame && combination.isCounted && combination.standings.allSatisfy { $0 == .shown } && !objects(to: combination)
    }

    /// Of three where each follows from the two others, one must not be hidden alone. Otherwise two that are shown, or of which one is shown, would give away the few, or
    /// almost the hidden one.
    private func objects(to combination: EarlierCombination) -> Bool {
        let hidden = combination.standings.count { $0 == .hidden || $0 == .near }
        if combination.isSame { return hidden == 1 || hidden == 0 && parameters.zeros == .protect && !combination.isSameWords }
        return hidden < 2 && !combination.standings.contains(.near) && !isApart(combination)
    }

    private func isApart(_ combination: EarlierCombination) -> Bool {
        let threshold = parameters.threshold
        // Of 2T − 1 in both, T are in one.
        return combination.hospitals >= parameters.minimumHospitals
            && combination.cases.allSatisfy { $0.surplus >= threshold || $0.lack >= threshold || $0.both >= 2 * threshold - 1 }
    }

    private func isApart(_ other: EarlierSet) -> Bool {
        guard !other.isUncertain else { return false }
        if other.isFar { return true }
        return other.entered >= parameters.threshold && other.hospitalsEntered >= parameters.minimumHospitals
            || other.left >= parameters.threshold && other.hospitalsLeft >= parameters.minimumHospitals
    }
}
