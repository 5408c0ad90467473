import CordonAggregates

/// Predicts a group's sum from its number of rows and the mean of the groups before it, so that what travels is the small
/// difference. Both sides compute the same whole numbers: with T and R the sums of values and rows so far,
///
///     mean = T · 2^16 / R, towards zero;  prediction = mean · rows / 2^16, downwards
///
/// in signed 128-bit arithmetic. A step that leaves it predicts 0; a value or total that does starts T and R again at 0.
struct SumPrediction {
    private var total: Int128 = 0
    private var rows: Int128 = 0

    func value(rows count: Int64) -> Word192 {
        guard rows > 0 else { return Word192(Int128(0)) }
        let (scaled, large) = total.multipliedReportingOverflow(by: 1 << 16)
        let (product, larger) = (scaled / rows).multipliedReportingOverflow(by: Int128(count))
        return Word192(large || larger ? 0 : product >> 16)
    }

    mutating func learn(_ value: Word192, rows count: Int64) {
        if let value = value.signed128 {
            let (sum, overflow) = total.addingReportingOverflow(value)
            if !overflow {
                total = sum
                // At most 2^21 groups of less than 2^63 rows.
                rows += Int128(count)
                return
            }
        }
        total = 0
        rows = 0
    }
}
