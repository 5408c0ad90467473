import CordonAggregates
import CordonValues
import Foundation

/// Reads exact sums of doubles.
struct ExactSumReader {
    private var specials: SparseColumn
    private var lengths: SparseColumn
    private var positions: ByteReader
    private var limbs: ByteReader
    private let allowed: ClosedRange<Int>
    private var previous: Int64 = 0

    /// `allowed` are the positions of a first limb.
    init(_ message: WireExactSums, _ place: String, allowed: ClosedRange<Int> = ExactDoubleSum.limbPositions) {
        self.allowed = allowed
        specials = SparseColumn(message.specials, place)
        lengths = SparseColumn(message.lengths, place)
        positions = ByteReader(message.positions, place)
        limbs = ByteReader(message.limbs, place)
    }

    mutating func next() throws(Diagnostic) -> ExactDoubleSum {
        let specials = DoubleSpecials(rawValue: try specials.nextByte())
        let length = try lengths.next()
        guard length <= Int64(allowed.count) else { throw limbs.invalid("have too many limbs") }
        if length > 0 {
            let (position, overflow) = previous.addingReportingOverflow(try positions.zigzag())
            guard !overflow, allowed.contains(Int(position)) else {
                throw positions.invalid("have a position beyond doubles")
            }
            previous = position
        }
        var words: [UInt32] = []
        for _ in 0..<length { words.append(try limbs.littleEndian(UInt32.self)) }
        return try ExactDoubleSum(specials: specials, position: length > 0 ? Int(previous) : 0, limbs: words, allowed: allowed)
    }

    func finish() throws(Diagnostic) {
        try specials.finish()
        try lengths.finish()
        try positions.finish()
        try limbs.finish()
    }
}
