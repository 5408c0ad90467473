/// No cell is about almost the same patients as a cell that was answered before, or as a column beside it: whoever subtracts the two would learn of
/// those few by whom they differ. Two sets are apart when T patients of one are not in the other, from the minimum number of hospitals; they
/// are the same when nobody is in one alone.
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
        return cell.earlier.values.contains(where: objects)
    }

    /// `others` are those that one set of the cell is near to, or groups together.
    func objects(to others: [EarlierSet]) -> Bool {
        let same = others.filter(\.isSame)
        // Who knows it already learns nothing.
        if same.contains(where: { $0.standing == .shown && $0.isSameWords }) { return false }
        if same.contains(where: { $0.standing == .hidden || $0.standing == .near }) { return true }
        if parameters.zeros == .protect, same.contains(where: { !$0.isSameWords }) { return true }
        if same.contains(where: { $0.standing == .shown }) { return false }
        return others.contains { !$0.isSame && $0.standing != .near && !isApart($0) }
    }

    private func isApart(_ other: EarlierSet) -> Bool {
        guard !other.isUncertain else { return false }
        return other.entered >= parameters.threshold && other.hospitalsEntered >= parameters.minimumHospitals
            || other.left >= parameters.threshold && other.hospitalsLeft >= parameters.minimumHospitals
    }
}
