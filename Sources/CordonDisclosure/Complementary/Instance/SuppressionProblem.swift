/// An instance made ready to be decided: cells with the same atoms, shown alike, are one set, for who knows one knows the other, and what shares no
/// atom falls into components that are decided one by one.
public struct SuppressionProblem: Sendable {
    public let instance: SuppressionInstance
    /// Of each cell what the rules say of it; nil where they say nothing.
    public let marks: [PrimaryMark?]
    /// Of each cell the sum over its atoms.
    public let values: [Int64]
    /// Of each cell its set; nil for a structural zero.
    package let setOfCell: [Int?]
    package let components: [SuppressionComponent]
    /// Of each set its component and its number there.
    package let places: [(component: Int, set: Int)]

    /// Applies the instance's rules. Deterministic.
    public init(_ instance: SuppressionInstance) {
        self.instance = instance
        let rules = PrimaryMarks(instance)
        values = rules.values
        marks = instance.cells.indices.map(rules.mark)
        var collector = SetCollector(instance: instance, marks: marks, values: values)
        for cell in instance.cells.indices { collector.add(cell) }
        setOfCell = collector.setOfCell
        let unions = UnionTargets(instance: instance, collector: collector).targets
        let division = ComponentDivision(collector, targets: collector.targets + unions)
        components = division.components
        places = division.places
    }

    /// Of each set of each component whether it is hidden, for a pattern of cells: of two cells with the same atoms one that is shown tells
    /// both.
    package func hiddenSets(cells isHidden: (Int) -> Bool) -> [[Bool]] {
        var hidden = components.map { [Bool](repeating: true, count: $0.sets.count) }
        for (cell, set) in setOfCell.enumerated() {
            guard let set else { continue }
            let place = places[set]
            if !isHidden(cell) { hidden[place.component][place.set] = false }
        }
        return hidden
    }
}

/// A number that has to stay uncertain: a primary cell, or the sum of several.
package struct ProtectionTarget: Sendable {
    package var atoms: [Int32]
    package let value: Int64
    package let levels: ProtectionLevels
    /// The set with just these atoms, nil when the target is no cell.
    package var set: Int?
    /// One patient alone.
    package let isSingleton: Bool
}
