/// What is left of every target after the basis, kept up to date, so that the row that would give one away is seen before it enters.
struct GuardedTargets {
    private var residuals: [[Int32: UInt64]]
    /// Of each column the targets that hold it, and perhaps some that no longer do.
    private var holders: [[Int32]]
    private let targets: [ProtectionTarget]
    private var pairs: SingletonPairs

    init(_ targets: [ProtectionTarget], columns: Int, pairs: Bool) {
        self.targets = targets
        residuals = targets.map { target in Dictionary(uniqueKeysWithValues: target.atoms.map { ($0, UInt64(1)) }) }
        holders = [[Int32]](repeating: [], count: columns)
        self.pairs = SingletonPairs(count: targets.count, columns: columns)
        for (index, target) in targets.enumerated() {
            for atom in target.atoms { holders[Int(atom)].append(Int32(index)) }
            if pairs, target.isSingleton { self.pairs.watch(index, atoms: target.atoms) }
        }
    }

    /// The targets that the span holds already.
    var exposed: [Int] { residuals.indices.filter { residuals[$0].isEmpty } }

    /// True when `row`, with `pivot`, would put a target, or two singletons together, into the span.
    func wouldExpose(_ row: SpanRow, pivot: Int32) -> Bool {
        guard let leading = row.coefficient(at: pivot) else { return false }
        let inverse = PrimeField.inverse(leading)
        let affected = holders[Int(pivot)].filter { residuals[Int($0)][pivot] != nil }
        for target in affected where residuals[Int(target)].count == row.columns.count {
            let factor = PrimeField.product(residuals[Int(target)][pivot] ?? 0, inverse)
            let isMultiple = zip(row.columns, row.coefficients).allSatisfy { column, coefficient in
                residuals[Int(target)][column] == PrimeField.product(coefficient, factor)
            }
            if isMultiple { return true }
        }
        return pairs.wouldMeet(changes(affected, row, pivot: pivot, inverse: inverse))
    }

    /// Of the watched targets among `affected`, how many times the row is subtracted from them.
    private func changes(_ affected: [Int32], _ row: SpanRow, pivot: Int32, inverse: UInt64) -> [(target: Int, change: UInt64)] {
        let watched = affected.filter { pairs.isWatched(Int($0)) }
        guard !watched.isEmpty else { return [] }
        let trace = pairs.trace(of: row)
        return watched.map { target in
            let factor = PrimeField.product(residuals[Int(target)][pivot] ?? 0, inverse)
            return (Int(target), PrimeField.negative(PrimeField.product(trace, factor)))
        }
    }

    /// `row` has entered the basis with `pivot`.
    mutating func reduce(by row: SpanRow, pivot: Int32) {
        guard let leading = row.coefficient(at: pivot) else { return }
        let inverse = PrimeField.inverse(leading)
        let affected = holders[Int(pivot)].filter { residuals[Int($0)][pivot] != nil }
        pairs.apply(changes(affected, row, pivot: pivot, inverse: inverse))
        for target in affected {
            let factor = PrimeField.negative(PrimeField.product(residuals[Int(target)][pivot] ?? 0, inverse))
            for (column, coefficient) in zip(row.columns, row.coefficients) {
                let old = residuals[Int(target)][column]
                let new = PrimeField.sum(old ?? 0, PrimeField.product(coefficient, factor))
                residuals[Int(target)][column] = new == 0 ? nil : new
                if old == nil { holders[Int(column)].append(target) }
            }
        }
        holders[Int(pivot)] = []
    }
}
