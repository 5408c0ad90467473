import BigInt
import CordonAggregates
import Foundation

/// Gathers the states of one aggregate column. All have the column's kind, or are overflowed and leave nothing here.
struct StateColumnWriter {
    private var repeats: [Int64] = []
    private var sums = ByteWriter()
    private var squares = ByteWriter()
    private var denominators = ByteWriter()
    private var sumPrediction = SumPrediction()
    private var squarePrediction = SumPrediction()
    private var exactSums = ExactSumWriter()
    private var exactSquares = ExactSumWriter()

    mutating func add(_ state: AggregateState, contributors: Int64) {
        switch state {
        case .none, .overflowed: return
        case .count(let rows): repeats.append(rows - contributors)
        case .wholeSum(let state):
            repeats.append(state.rows - contributors)
            Self.add(Word192(state.sum), rows: state.rows, &sums, &sumPrediction)
        case .wholeMoments(let state):
            repeats.append(state.rows - contributors)
            Self.add(Word192(state.sum), rows: state.rows, &sums, &sumPrediction)
            Self.add(Word192(state.squares), rows: state.rows, &squares, &squarePrediction)
        case .doubleSum(let state):
            repeats.append(state.rows - contributors)
            exactSums.add(state.sum)
        case .doubleMoments(let state):
            repeats.append(state.rows - contributors)
            exactSums.add(state.sum)
            exactSquares.add(state.squares)
        case .numericSum(let state):
            repeats.append(state.rows - contributors)
            denominators.sized(state.denominator.magnitude.serialize())
            sums.sized(Self.zigzag(state.sum))
        case .numericMoments(let state):
            repeats.append(state.rows - contributors)
            denominators.sized(state.denominator.magnitude.serialize())
            sums.sized(Self.zigzag(state.sum))
            squares.sized(state.squares.magnitude.serialize())
        }
    }

    private static func add(_ value: Word192, rows: Int64, _ writer: inout ByteWriter, _ prediction: inout SumPrediction) {
        (value &- prediction.value(rows: rows)).write(to: &writer)
        prediction.learn(value, rows: rows)
    }

    /// The bytes, most significant first, of 2n for n ≥ 0 and of -2n - 1 below.
    private static func zigzag(_ number: BigInt) -> Data {
        let doubled = number.magnitude << 1
        return (number < 0 ? doubled - 1 : doubled).serialize()
    }

    func finish(_ message: inout WireAggregateColumn) {
        message.repeats = repeats.varintsUnlessZero
        message.sums = sums.data
        message.squares = squares.data
        message.denominators = denominators.data
        if let sums = exactSums.message { message.exactSums = sums }
        if let squares = exactSquares.message { message.exactSquares = squares }
    }
}

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
