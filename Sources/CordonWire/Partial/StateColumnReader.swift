import BigInt
import CordonAggregates
import CordonValues
import Foundation

/// Reads the states of one aggregate column, group by group.
struct StateColumnReader {
    private let kind: StateKind
    private let overflowed: SparseBitmap
    private var repeats: SparseColumn
    private var sums: ByteReader
    private var squares: ByteReader
    private var denominators: ByteReader
    private var sumPrediction = SumPrediction()
    private var squarePrediction = SumPrediction()
    private var exactSums: ExactSumReader
    private var exactSquares: ExactSumReader

    init(_ message: WireAggregateColumn, _ kind: StateKind, groups: Int) throws(Diagnostic) {
        self.kind = kind
        overflowed = try SparseBitmap(message.overflowed, count: groups, "overflow marks")
        repeats = SparseColumn(message.repeats, "rows")
        sums = ByteReader(message.sums, "sums")
        squares = ByteReader(message.squares, "sums of squares")
        denominators = ByteReader(message.denominators, "denominators")
        exactSums = ExactSumReader(message.exactSums, "exact sums")
        exactSquares = ExactSumReader(message.exactSquares, "exact sums of squares")
    }

    mutating func state(_ group: Int, contributors: Int64) throws(Diagnostic) -> AggregateState {
        if overflowed[group] { return .overflowed }
        if kind == .none { return .none }
        let (rows, many) = contributors.addingReportingOverflow(try repeats.next())
        guard !many, rows >= 0 else { throw Diagnostic(.partialInvalid, "The rows of a partial are negative or too many.") }
        switch kind {
        case .none: return .none
        case .count: return .count(rows)
        case .wholeSum: return .wholeSum(WholeSum(rows: rows, sum: try wholeSum(rows)))
        case .wholeMoments:
            let sum = try wholeSum(rows)
            let squares = try Self.next(&squares, &squarePrediction, rows).unsigned
            return .wholeMoments(WholeMoments(rows: rows, sum: sum, squares: squares))
        case .doubleSum: return .doubleSum(DoubleSum(rows: rows, sum: try exactSums.next()))
        case .doubleMoments:
            return .doubleMoments(DoubleMoments(rows: rows, sum: try exactSums.next(), squares: try exactSquares.next()))
        case .numericSum:
            return .numericSum(NumericSum(rows: rows, denominator: try Self.unsigned(&denominators), sum: try Self.signed(&sums)))
        case .numericMoments:
            return .numericMoments(
                NumericMoments(
                    rows: rows, denominator: try Self.unsigned(&denominators), sum: try Self.signed(&sums),
                    squares: try Self.unsigned(&squares)))
        }
    }

    /// Refuses states that no group has asked for.
    func finish() throws(Diagnostic) {
        try repeats.finish()
        try sums.finish()
        try squares.finish()
        try denominators.finish()
        try exactSums.finish()
        try exactSquares.finish()
    }

    private mutating func wholeSum(_ rows: Int64) throws(Diagnostic) -> Int128 {
        guard let sum = try Self.next(&sums, &sumPrediction, rows).signed128 else {
            throw sums.invalid("hold a number that is too large")
        }
        return sum
    }

    private static func next(_ reader: inout ByteReader, _ prediction: inout SumPrediction, _ rows: Int64) throws(Diagnostic) -> Word192 {
        let value = try Word192.read(from: &reader) &+ prediction.value(rows: rows)
        prediction.learn(value, rows: rows)
        return value
    }

    /// Numeric states stay below 2^16512: 4096 bits squared, for a value and a denominator, and 63 bits of rows.
    private static let numericBytes = 2064

    private static func unsigned(_ reader: inout ByteReader) throws(Diagnostic) -> BigInt {
        BigInt(BigUInt(Data(try reader.sized(limit: numericBytes))))
    }

    private static func signed(_ reader: inout ByteReader) throws(Diagnostic) -> BigInt {
        let number = try unsigned(&reader)
        return number.magnitude & 1 == 1 ? -((number + 1) >> 1) : number >> 1
    }
}

/// Reads exact sums of doubles.
struct ExactSumReader {
    private var specials: SparseColumn
    private var lengths: SparseColumn
    private var positions: ByteReader
    private var limbs: ByteReader
    private var previous: Int64 = 0

    init(_ message: WireExactSums, _ place: String) {
        specials = SparseColumn(message.specials, place)
        lengths = SparseColumn(message.lengths, place)
        positions = ByteReader(message.positions, place)
        limbs = ByteReader(message.limbs, place)
    }

    mutating func next() throws(Diagnostic) -> ExactDoubleSum {
        let specials = DoubleSpecials(rawValue: try specials.nextByte())
        let length = try lengths.next()
        guard length <= Int64(ExactDoubleSum.limbPositions.count) else { throw limbs.invalid("have too many limbs") }
        if length > 0 {
            let (position, overflow) = previous.addingReportingOverflow(try positions.zigzag())
            guard !overflow, ExactDoubleSum.limbPositions.contains(Int(position)) else {
                throw positions.invalid("have a position beyond doubles")
            }
            previous = position
        }
        var words: [UInt32] = []
        for _ in 0..<length { words.append(try limbs.littleEndian(UInt32.self)) }
        return try ExactDoubleSum(specials: specials, position: length > 0 ? Int(previous) : 0, limbs: words)
    }

    func finish() throws(Diagnostic) {
        try specials.finish()
        try lengths.finish()
        try positions.finish()
        try limbs.finish()
    }
}
