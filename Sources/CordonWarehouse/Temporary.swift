import BigInt
import CordonValues
extension Rational {
    func toDouble() -> Double { Double(numerator) / Double(denominator) }
}
extension Value {
    func text(as type: ValueType) -> String? { nil }
}
