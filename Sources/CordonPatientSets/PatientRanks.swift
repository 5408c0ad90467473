/// Of some patients the rank of each among them, by ascending number: a bitmap with running counts (Jacobson, *Space-efficient static trees and
/// graphs*, 1989). It takes a fifth of a byte for each
/// number up to the largest.
struct PatientRanks: Sendable {
    private var words: [UInt64]
    /// Of each word how many patients are in those before it.
    private var before: [Int32] = []
    private(set) var count = 0

    /// In any order, and any more than once.
    init(_ patients: some Sequence<UInt32>) {
        words = Array(repeating: 0, count: patients.max().map { Int($0 >> 6) + 1 } ?? 0)
        for patient in patients { words[Int(patient >> 6)] |= Self.bit(patient) }
        before.reserveCapacity(words.count)
        for word in words {
            before.append(Int32(clamping: count))
            count += word.nonzeroBitCount
        }
    }

    /// Nil for a patient who is not among them.
    func rank(of patient: UInt32) -> Int? {
        let place = Int(patient >> 6)
        guard place < words.count, words[place] & Self.bit(patient) != 0 else { return nil }
        return Int(before[place]) + (words[place] & (Self.bit(patient) - 1)).nonzeroBitCount
    }

    private static func bit(_ patient: UInt32) -> UInt64 { 1 << UInt64(patient & 63) }
}
