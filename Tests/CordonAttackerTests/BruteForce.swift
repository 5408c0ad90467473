import CordonDisclosure

/// The attacker by listing: every table of whole numbers within the bounds, one after the other. Shares nothing with the solver.
struct BruteForce {
    let instance: SuppressionInstance

    /// Of each of `wanted` sets of atoms the least and the largest sum over all tables that agree with what is shown.
    func intervals(of wanted: [[Int]], isShown: (Int) -> Bool) -> [ClosedRange<Int64>?] {
        let shown = instance.cells.indices.filter(isShown).map { cell -> (atoms: [Int], known: ClosedRange<Int64>) in
            let members = instance.cells[cell].atoms
            return (members, Self.known(members.reduce(0) { $0 + instance.atoms[$1].value }, instance.cells[cell].roundingBase))
        }
        var found = [ClosedRange<Int64>?](repeating: nil, count: wanted.count)
        var table = instance.atoms.map(\.low)
        repeat {
            guard shown.allSatisfy({ cell in cell.known.contains(cell.atoms.reduce(0) { $0 + table[$1] }) }) else { continue }
            for (index, atoms) in wanted.enumerated() {
                let sum = atoms.reduce(0) { $0 + table[$1] }
                found[index] = found[index].map { min($0.lowerBound, sum)...max($0.upperBound, sum) } ?? sum...sum
            }
        } while advance(&table)
        return found
    }

    private func advance(_ table: inout [Int64]) -> Bool {
        for atom in table.indices {
            if table[atom] < instance.atoms[atom].high ?? 0 {
                table[atom] += 1
                return true
            }
            table[atom] = instance.atoms[atom].low
        }
        return false
    }

    /// A reader of a multiple of b knows that the value is one of those that are rounded to it.
    private static func known(_ value: Int64, _ base: Int64?) -> ClosedRange<Int64> {
        guard let base, base > 1 else { return value...value }
        func rounded(_ number: Int64) -> Int64 { Int64((Double(number) / Double(base)).rounded(.toNearestOrEven)) }
        let same = (value - base...value + base).filter { rounded($0) == rounded(value) }
        return (same.first ?? value)...(same.last ?? value)
    }
}
