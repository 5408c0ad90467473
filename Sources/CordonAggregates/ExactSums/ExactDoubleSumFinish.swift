import BigInt
import CordonValues

extension ExactDoubleSum {
    /// The double nearest to the sum; nil when a finite sum is beyond the largest double.
    func nearest() -> Double? { mean(of: 1) }

    /// The double nearest to sum / rows, for at least one row. NaN or an infinity among the addends decides alone; nil when a
    /// finite result is beyond the largest double.
    func mean(of rows: Int64) -> Double? {
        guard let (significand, exponent) = exact else { return specials.sum }
        let result = ExactRounding.quotient(significand, over: BigInt(rows), exponent: exponent)
        return result.isFinite ? result : nil
    }
}
