import Foundation

/// SplitMix64: the same seed gives the same tables on every machine.
struct SampleGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// In (0, 1].
    mutating func share() -> Double { Double((next() >> 11) + 1) * 0x1p-53 }

    mutating func happens(_ probability: Double) -> Bool { share() <= probability }

    /// At least 1, mostly small, rarely large, never above `most`: a Pareto distribution. The larger the exponent, the longer its tail.
    mutating func skewed(exponent: Double, most: Double) -> Double { min(pow(share(), -exponent), most) }
}
