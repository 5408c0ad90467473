/// Random numbers that are the same in every run (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

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
