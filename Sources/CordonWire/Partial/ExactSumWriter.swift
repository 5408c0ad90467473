import CordonAggregates
import Foundation

/// Gathers exact sums of doubles.
struct ExactSumWriter {
    private var specials: [UInt8] = []
    private var lengths: [Int64] = []
    private var positions = ByteWriter()
    private var limbs = ByteWriter()
    private var previous = 0

    mutating func add(_ sum: ExactDoubleSum) {
        let (position, words) = sum.canonicalLimbs
        specials.append(sum.specials.rawValue)
        lengths.append(Int64(words.count))
        if words.isEmpty { return }
        positions.zigzag(Int64(position - previous))
        previous = position
        for word in words { limbs.littleEndian(word) }
    }

    /// Nil when every sum is zero.
    var message: WireExactSums? {
        var message = WireExactSums()
        if specials.contains(where: { $0 != 0 }) { message.specials = Data(specials) }
        message.lengths = lengths.varintsUnlessZero
        message.positions = positions.data
        message.limbs = limbs.data
        return message == WireExactSums() ? nil : message
    }
}
