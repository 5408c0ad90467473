import CordonTestSupport

/// Random numbers and values that are the same in every run.
struct SeededNumbers: RandomNumberGenerator {
    private var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    mutating func next() -> UInt64 { random.next() }

    /// A double of any sign and exponent; seldom NaN or an infinity.
    mutating func anyDouble() -> Double {
        switch Int.random(in: 0..<200, using: &self) {
        case 0: [Double.nan, .infinity, -.infinity].randomElement(using: &self) ?? .nan
        case 1...20: 0
        case 21...60: Double(bitPattern: next())
        case 61...90: Double(Int.random(in: -1000...1000, using: &self)) * .leastNonzeroMagnitude
        default: Double(Int.random(in: -100_000...100_000, using: &self)) / 10
        }
    }
}
