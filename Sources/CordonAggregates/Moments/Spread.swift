import BigInt
import CordonValues

/// The exact ingredients of every variance and deviation: n, Σx and Σx², where x is a whole number times
/// 2^exponent / denominator (and x² its square).
///
/// n · Σx² − (Σx)² is exact, so that nothing cancels and each finish rounds once.
struct Spread {
    let rows: Int64
    let sum: BigInt
    let squares: BigInt
    let denominator: BigInt
    let exponent: Int

    /// n² times the population variance, in units of the square of 2^exponent / denominator. Never negative for the moments of
    /// real rows.
    var numerator: BigInt { BigInt(rows) * squares - sum * sum }

    /// n² for the population, n(n−1) for a sample, times the denominator's square; nil when there are too few rows.
    func divisor(sample: Bool) -> BigInt? {
        guard rows > (sample ? 1 : 0) else { return nil }
        return BigInt(rows) * BigInt(sample ? rows - 1 : rows) * denominator * denominator
    }
}

extension Spread {
    /// The exact variance. NULL for too few rows; nil for moments that no rows have.
    func numericVariance(sample: Bool) -> Value? {
        guard let divisor = divisor(sample: sample) else { return .null }
        let numerator = numerator
        guard numerator >= 0, let variance = Rational(numerator, over: divisor) else { return nil }
        return .numeric(variance)
    }

    /// The variance, rounded once; nil also when it is beyond the largest double.
    func doubleVariance(sample: Bool) -> Value? {
        guard let divisor = divisor(sample: sample) else { return .null }
        let numerator = numerator
        guard numerator >= 0 else { return nil }
        let variance = ExactRounding.quotient(numerator, over: divisor, exponent: 2 * exponent)
        return variance.isFinite ? .double(variance) : nil
    }

    /// The deviation, rounded once from the exact variance.
    func doubleDeviation(sample: Bool) -> Value? {
        guard let divisor = divisor(sample: sample) else { return .null }
        let numerator = numerator
        guard numerator >= 0 else { return nil }
        let deviation = ExactRounding.squareRoot(of: numerator, over: divisor, exponent: 2 * exponent)
        return deviation.isFinite ? .double(deviation) : nil
    }

    /// The deviation as a number: exact when the root is rational, else its decimal expansion cut off after at least 48
    /// significant digits, and so late that the nearest double is the one nearest to the exact root.
    func numericDeviation(sample: Bool) -> Value? {
        guard case .numeric(let variance)? = numericVariance(sample: sample) else { return numericVariance(sample: sample) }
        return .numeric(DecimalRoot.root(of: variance))
    }
}
