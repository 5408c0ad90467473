import BigInt
import CordonValues

/// The exact ingredients of skewness and kurtosis: n and the sums of the first four powers, in any unit.
///
/// With m_k the k-th central moment of the population, A₂ = n² m₂, A₃ = n³ m₃ and A₄ = n⁴ m₄ are whole numbers, so that nothing
/// cancels and each finish rounds once. Formulas: Joanes and Gill, "Comparing measures of sample skewness and kurtosis" (1998), g₂,
/// G₁ and G₂; they are DuckDB's `kurtosis_pop`, `skewness` and `kurtosis`.
struct Shape {
    let rows: Int64
    private let second: BigInt
    private let third: BigInt
    private let fourth: BigInt

    init(rows: Int64, sum: BigInt, squares: BigInt, cubes: BigInt, fourths: BigInt) {
        self.rows = rows
        let n = BigInt(rows)
        let square = sum * sum
        second = n * squares - square
        third = n * n * cubes - 3 * n * sum * squares + 2 * square * sum
        fourth = n * n * n * fourths - 4 * n * n * sum * cubes + 6 * n * squares * square - 3 * square * square
    }

    /// G₁ = √(n(n−1)) / (n−2) · m₃ / m₂^(3/2). NULL for fewer than three rows and where all are equal.
    var skewness: Value? {
        guard rows > 2, second != 0 else { return .null }
        guard second > 0 else { return nil }
        let n = BigInt(rows)
        let root = ExactRounding.squareRoot(of: n * (n - 1) * third * third, over: (n - 2) * (n - 2) * second.power(3))
        return PairSpread.finite(third < 0 ? -root : root)
    }

    /// g₂ = m₄ / m₂² − 3. NULL for fewer than two rows and where all are equal.
    var kurtosisOfPopulation: Value? {
        guard rows > 1, second != 0 else { return .null }
        guard second > 0 else { return nil }
        return PairSpread.finite(ExactRounding.quotient(fourth - 3 * second * second, over: second * second))
    }

    /// G₂ = (n−1) / ((n−2)(n−3)) · ((n+1) g₂ + 6). NULL for fewer than four rows and where all are equal.
    var kurtosisOfSample: Value? {
        guard rows > 3, second != 0 else { return .null }
        guard second > 0 else { return nil }
        let n = BigInt(rows)
        let square = second * second
        let top = (n - 1) * ((n + 1) * (fourth - 3 * square) + 6 * square)
        return PairSpread.finite(ExactRounding.quotient(top, over: (n - 2) * (n - 3) * square))
    }
}
