import CordonQuery
import CordonValues

extension ScalarFunction {
    /// width_bucket(x, low, high, n): 0 below, n + 1 from `high` on, else the bucket from 1. A range that falls counts backwards.
    /// NULL for an empty range, for n below 1 and where n + 1 leaves 32 bits.
    static func widthBucket(_ arguments: [Value]) -> Value {
        guard arguments.count == 4, case .integer(let buckets) = arguments[3], buckets > 0, buckets < Int64(Int32.max) else {
            return .null
        }
        switch (arguments[0], arguments[1], arguments[2]) {
        case (.double(let value), .double(let low), .double(let high)):
            return Value(whole: bucket(value.value, low.value, high.value, Int32(buckets)), .integer)
        case (.numeric(let value), .numeric(let low), .numeric(let high)):
            return Value(whole: bucket(value, low, high, buckets), .integer)
        default:
            return .null
        }
    }

    /// PostgreSQL's own sequence of operations on doubles, so that edges fall into the same bucket.
    private static func bucket(_ value: Double, _ low: Double, _ high: Double, _ buckets: Int32) -> Int64? {
        guard value.isFinite, low.isFinite, high.isFinite, low != high else { return nil }
        let rising = low < high
        if rising ? value < low : value > low { return 0 }
        if rising ? value >= high : value <= high { return Int64(buckets) + 1 }
        let range = rising ? high - low : low - high
        let way = rising ? value - low : low - value
        // Halved where the range itself overflows; the quotient stays the same.
        let quotient = range.isFinite ? way / range : (rising ? value / 2 - low / 2 : low / 2 - value / 2) / Swift.abs(high / 2 - low / 2)
        // The quotient can round to 1.0, which would be the bucket after the last.
        return min(Int64(Double(buckets) * quotient), Int64(buckets) - 1) + 1
    }

    private static func bucket(_ value: Rational, _ low: Rational, _ high: Rational, _ buckets: Int64) -> Int64? {
        guard low != high else { return nil }
        let rising = low < high
        if rising ? value < low : value > low { return 0 }
        if rising ? value >= high : value <= high { return buckets + 1 }
        return (value - low).divided(by: high - low).flatMap { Int64(exactly: ($0 * Rational(buckets)).floor) }.map { $0 + 1 }
    }
}
