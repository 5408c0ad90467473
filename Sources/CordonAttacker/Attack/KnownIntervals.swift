import CordonDisclosure

/// How far each target is known to be uncertain: below and above its true value, as far as alternative tables show.
struct KnownIntervals: Equatable {
    private(set) var below: [Int64]
    private(set) var above: [Int64]

    init(count: Int) {
        below = [Int64](repeating: 0, count: count)
        above = below
    }

    /// Every table widens every target's interval.
    mutating func widen(_ table: AlternativeTable, _ targets: [ProtectionTarget], dense: [Int64]) {
        for (index, target) in targets.enumerated() {
            let change = AlternativeTable.displacement(target.atoms, dense, denominator: table.denominator)
            if change > above[index] { above[index] = change }
            if -change > below[index] { below[index] = -change }
        }
    }

    func isCertified(_ index: Int, _ levels: ProtectionLevels) -> Bool {
        missingBelow(index, levels) == 0 && missingAbove(index, levels) == 0
    }

    /// How far below its value the target must still become possible.
    func missingBelow(_ index: Int, _ levels: ProtectionLevels) -> Int64 { below[index] >= levels.lower ? 0 : levels.lower }

    /// How far above; the width counts here, for a number of patients that has no room below has it above.
    func missingAbove(_ index: Int, _ levels: ProtectionLevels) -> Int64 {
        let needed = max(levels.upper, levels.width - below[index])
        return above[index] >= needed ? 0 : needed
    }
}
