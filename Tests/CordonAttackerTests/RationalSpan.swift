import BigInt
import CordonValues

/// Gaussian elimination in exact fractions: slow, and shares nothing with the elimination modulo a prime.
struct RationalSpan {
    private var rows: [[Rational]] = []
    private let columns: Int

    init(columns: Int) { self.columns = columns }

    mutating func insert(_ atoms: [Int]) {
        let rest = residual(atoms)
        guard let pivot = rest.firstIndex(where: { $0 != .zero }) else { return }
        rows.append(rest.compactMap { $0.divided(by: rest[pivot]) })
    }

    func holds(_ atoms: [Int]) -> Bool { residual(atoms).allSatisfy { $0 == .zero } }

    /// Every row is 0 at the pivots of those before it.
    private func residual(_ atoms: [Int]) -> [Rational] {
        var vector = (0..<columns).map { atoms.contains($0) ? Rational(Int64(1)) : .zero }
        for row in rows {
            guard let pivot = row.firstIndex(where: { $0 != .zero }), vector[pivot] != .zero else { continue }
            let factor = vector[pivot]
            for column in row.indices { vector[column] = vector[column] - factor * row[column] }
        }
        return vector
    }
}
