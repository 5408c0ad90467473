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
    private var xSums: ByteReader
    private var xSquares: ByteReader
    private var xDenominators: ByteReader
    private var products: ByteReader
    private var cubes: ByteReader
    private var fourths: ByteReader
    private var trueRows: SparseColumn
    private var sumPrediction = SumPrediction()
    private var squarePrediction = SumPrediction()
    private var exactSums: ExactSumReader
    private var exactSquares: ExactSumReader
    private var exactXSums: ExactSumReader
    private var exactXSquares: ExactSumReader
    private var exactProducts: ExactSumReader
    private var exactCubes: ExactSumReader
    private var exactFourths: ExactSumReader
    private var tallies: TallyReader

    init(_ message: WireAggregateColumn, _ specification: AggregateSpecification, groups: Int) throws(Diagnostic) {
        kind = specification.stateKind
        overflowed = try SparseBitmap(message.overflowed, count: groups, "overflow marks")
        repeats = SparseColumn(message.repeats, "rows")
        sums = ByteReader(message.sums, "sums")
        squares = ByteReader(message.squares, "sums of squares")
        denominators = ByteReader(message.denominators, "denominators")
        xSums = ByteReader(message.xSums, "second sums")
        xSquares = ByteReader(message.xSquares, "second sums of squares")
        xDenominators = ByteReader(message.xDenominators, "second denominators")
        products = ByteReader(message.products, "sums of products")
        cubes = ByteReader(message.cubes, "sums of cubes")
        fourths = ByteReader(message.fourths, "sums of fourth powers")
        trueRows = SparseColumn(message.trueRows, "true rows")
        exactSums = ExactSumReader(message.exactSums, "exact sums")
        exactSquares = ExactSumReader(message.exactSquares, "exact sums of squares")
        exactXSums = ExactSumReader(message.exactXSums, "second exact sums")
        exactXSquares = ExactSumReader(message.exactXSquares, "second exact sums of squares")
        exactProducts = ExactSumReader(message.exactProducts, "exact sums of products")
        let high = ExactDoubleSum.limbPositionsOfPowers
        exactCubes = ExactSumReader(message.exactCubes, "exact sums of cubes", allowed: high)
        exactFourths = ExactSumReader(message.exactFourths, "exact sums of fourth powers", allowed: high)
        let marks = overflowed
        tallies = try TallyReader(message, specification, groups: (0..<groups).count { !marks[$0] })
    }

    mutating func state(_ group: Int, contributors: Int64) throws(Diagnostic) -> AggregateState {
        if overflowed[group] { return .overflowed }
        switch kind {
        case .none: return .none
        case .keys, .values, .categories, .bins: return try tallies.next(kind)
        case .count, .wholeSum, .wholeMoments, .doubleSum, .doubleMoments, .numericSum, .numericMoments, .numericPairs, .doublePairs,
            .numericPowers, .doublePowers, .truths:
            let (rows, many) = contributors.addingReportingOverflow(try repeats.next())
            guard !many, rows >= 0 else { throw Diagnostic(.partialInvalid, "The rows of a partial are negative or too many.") }
            return try state(rows: rows)
        }
    }

    private mutating func state(rows: Int64) throws(Diagnostic) -> AggregateState {
        switch kind {
        case .none, .keys, .values, .categories, .bins: return .none
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
            return .numericSum(NumericSum(rows: rows, denominator: try denominators.unsigned(), sum: try sums.signed()))
        case .numericMoments:
            return .numericMoments(
                NumericMoments(
                    rows: rows, denominator: try denominators.unsigned(), sum: try sums.signed(), squares: try squares.unsigned()))
        case .numericPairs:
            return .numericPairs(
                NumericPairs(
                    rows: rows, yDenominator: try denominators.unsigned(), xDenominator: try xDenominators.unsigned(),
                    y: try sums.signed(), x: try xSums.signed(), yy: try squares.unsigned(), xx: try xSquares.unsigned(),
                    xy: try products.signed()))
        case .doublePairs:
            return .doublePairs(
                DoublePairs(
                    rows: rows, y: try exactSums.next(), x: try exactXSums.next(), yy: try exactSquares.next(),
                    xx: try exactXSquares.next(), xy: try exactProducts.next()))
        case .numericPowers:
            return .numericPowers(
                NumericPowers(
                    rows: rows, denominator: try denominators.unsigned(), sum: try sums.signed(), squares: try squares.unsigned(),
                    cubes: try cubes.signed(), fourths: try fourths.unsigned()))
        case .doublePowers:
            return .doublePowers(
                DoublePowers(
                    rows: rows, sum: try exactSums.next(), squares: try exactSquares.next(), cubes: try exactCubes.next(),
                    fourths: try exactFourths.next()))
        case .truths: return .truths(TruthCounts(rows: rows, trueRows: try trueRows.next()))
        }
    }

    /// Refuses states that no group has asked for.
    func finish() throws(Diagnostic) {
        try repeats.finish()
        for reader in [sums, squares, denominators, xSums, xSquares, xDenominators, products, cubes, fourths] { try reader.finish() }
        try trueRows.finish()
        for reader in [exactSums, exactSquares, exactXSums, exactXSquares, exactProducts, exactCubes, exactFourths] {
            try reader.finish()
        }
        try tallies.finish()
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
}

extension ByteReader {
    /// Numeric states stay below 2^32960: 4096 bits for a value and as many for a denominator, to the fourth power, and 63 bits of rows.
    private static let numericBytes = 4112

    fileprivate mutating func unsigned() throws(Diagnostic) -> BigInt {
        BigInt(BigUInt(Data(try sized(limit: Self.numericBytes))))
    }

    fileprivate mutating func signed() throws(Diagnostic) -> BigInt {
        let number = try unsigned()
        return number.magnitude & 1 == 1 ? -((number + 1) >> 1) : number >> 1
    }
}
