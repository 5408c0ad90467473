/// The fast part of an exact sum of doubles: a fixed-point number of 128 bits, placed by its first value, that holds all values of
/// ordinary data. What does not fit goes elsewhere; the sum is both together.
enum DoubleWindow {
    /// What an addition leaves to the caller.
    struct Left {
        /// A window that was emptied, because it was full or lay far below the value.
        var emptied: (sum: Int128, exponent: Int)?
        /// The value itself has bits below the window and was not added.
        var value = false
    }

    /// A window that is empty is placed 24 bits below the value's last, so that 50 remain above for larger values and for their
    /// number.
    static func add(_ parts: DoubleParts, to sum: inout Int128, at exponent: inout Int16) -> Left {
        var left = Left()
        while true {
            if sum == 0 { exponent = Int16(truncatingIfNeeded: parts.exponent - 24) }
            var shift = parts.exponent - Int(exponent)
            var magnitude = parts.magnitude
            if shift < 0 {
                guard magnitude.trailingZeroBitCount >= -shift else {
                    left.value = true
                    return left
                }
                magnitude >>= UInt64(-shift)
                shift = 0
            }
            if shift <= 72 {
                let term = Int128(magnitude) << shift
                let (total, overflow) = sum.addingReportingOverflow(parts.isNegative ? -term : term)
                if !overflow {
                    sum = total
                    return left
                }
            }
            left.emptied = (sum, Int(exponent))
            sum = 0
        }
    }
}
