/// Of some patients the rank of each among them, by ascending number: a bitmap with running counts (Jacobson, *Space-efficient static trees and
/// graphs*, 1989). It takes a fifth of a byte for each number in the blocks of 65,536 that have some.
struct PatientRanks: Sendable {
    /// Of each block its place among those that have some, -1 for none.
    private var blocks = Array(repeating: Int32(-1), count: 1 << 16)
    private var words: [UInt64] = []
    /// Of each word how many patients are in those before it.
    private var before: [Int32] = []
    private(set) var count = 0

    private static let wordsOfBlock = 1 << 10

    /// In any order, and any more than once.
    init(_ patients: some Sequence<UInt32>) {
        for patient in patients { blocks[Int(patient >> 16)] = 0 }
        var place: Int32 = 0
        for block in blocks.indices where blocks[block] == 0 {
            blocks[block] = place
            place += 1
        }
        words = Array(repeating: 0, count: Int(place) * Self.wordsOfBlock)
        for patient in patients {
            if let place = word(of: patient) { words[place] |= Self.bit(patient) }
        }
        before.reserveCapacity(words.count)
        for word in words {
            before.append(Int32(clamping: count))
            count += word.nonzeroBitCount
        }
    }

    /// Nil for a patient who is not among them.
    func rank(of patient: UInt32) -> Int? {
        guard let place = word(of: patient), words[place] & Self.bit(patient) != 0 else { return nil }
        return Int(before[place]) + (words[place] & (Self.bit(patient) - 1)).nonzeroBitCount
    }

    private func word(of patient: UInt32) -> Int? {
        let block = Int(blocks[Int(patient >> 16)])
        return block < 0 ? nil : block * Self.wordsOfBlock + Int(patient >> 6) & (Self.wordsOfBlock - 1)
    }

    private static func bit(_ patient: UInt32) -> UInt64 { 1 << UInt64(patient & 63) }
}
