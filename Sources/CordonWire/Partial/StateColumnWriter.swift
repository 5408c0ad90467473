import BigInt
import CordonAggregates
import CordonValues
import Foundation

/// Gathers the states of one aggregate column. All have the column's kind, or are overflowed and leave nothing here.
struct StateColumnWriter {
    private var repeats: [Int64] = []
    private var sums = ByteWriter()
    private var squares = ByteWriter()
    private var denominators = ByteWriter()
    private var xSums = ByteWriter()
    private var xSquares = ByteWriter()
    private var xDenominators = ByteWriter()
    private var products = ByteWriter()
    private var cubes = ByteWriter()
    private var fourths = ByteWriter()
    private var sumPrediction = SumPrediction()
    private var squarePrediction = SumPrediction()
    private var exactSums = ExactSumWriter()
    private var exactSquares = ExactSumWriter()
    private var exactXSums = ExactSumWriter()
    private var exactXSquares = ExactSumWriter()
    private var exactProducts = ExactSumWriter()
    private var exactCubes = ExactSumWriter()
    private var exactFourths = ExactSumWriter()
    private var trueRows: [Int64] = []
    private var tallies: TallyWriter

    init(_ specification: AggregateSpecification) { tallies = TallyWriter(specification) }

    mutating func add(_ state: AggregateState, contributors: Int64) {
        switch state {
        case .none, .overflowed: return
        case .keys(let count): tallies.add(count)
        case .values(let set): tallies.add(set)
        case .categories(let tally): tallies.add(tally) { $0 }
        case .bins(let tally): tallies.add(tally) { .integer($0) }
        case .count, .wholeSum, .wholeMoments, .doubleSum, .doubleMoments, .numericSum, .numericMoments, .numericPairs, .doublePairs,
            .numericPowers, .doublePowers, .truths:
            repeats.append((state.rows ?? 0) - contributors)
            addNumbers(of: state)
        }
    }

    private mutating func addNumbers(of state: AggregateState) {
        switch state {
        case .none, .overflowed, .count, .keys, .values, .categories, .bins: return
        case .wholeSum(let state): Self.add(Word192(state.sum), rows: state.rows, &sums, &sumPrediction)
        case .wholeMoments(let state):
            Self.add(Word192(state.sum), rows: state.rows, &sums, &sumPrediction)
            Self.add(Word192(state.squares), rows: state.rows, &squares, &squarePrediction)
        case .doubleSum(let state): exactSums.add(state.sum)
        case .doubleMoments(let state):
            exactSums.add(state.sum)
            exactSquares.add(state.squares)
        case .numericSum(let state): add(state.denominator, sum: state.sum)
        case .numericMoments(let state):
            add(state.denominator, sum: state.sum)
            squares.sized(unsigned: state.squares)
        case .numericPairs(let state): add(state)
        case .doublePairs(let state):
            exactSums.add(state.y)
            exactSquares.add(state.yy)
            exactXSums.add(state.x)
            exactXSquares.add(state.xx)
            exactProducts.add(state.xy)
        case .numericPowers(let state):
            add(state.denominator, sum: state.sum)
            squares.sized(unsigned: state.squares)
            cubes.sized(signed: state.cubes)
            fourths.sized(unsigned: state.fourths)
        case .doublePowers(let state):
            exactSums.add(state.sum)
            exactSquares.add(state.squares)
            exactCubes.add(state.cubes)
            exactFourths.add(state.fourths)
        case .truths(let state): trueRows.append(state.trueRows)
        }
    }

    private mutating func add(_ denominator: BigInt, sum: BigInt) {
        denominators.sized(unsigned: denominator)
        sums.sized(signed: sum)
    }

    private mutating func add(_ state: NumericPairs) {
        add(state.yDenominator, sum: state.y)
        squares.sized(unsigned: state.yy)
        xDenominators.sized(unsigned: state.xDenominator)
        xSums.sized(signed: state.x)
        xSquares.sized(unsigned: state.xx)
        products.sized(signed: state.xy)
    }

    private static func add(_ value: Word192, rows: Int64, _ writer: inout ByteWriter, _ prediction: inout SumPrediction) {
        (value &- prediction.value(rows: rows)).write(to: &writer)
        prediction.learn(value, rows: rows)
    }

    func finish(_ message: inout WireAggregateColumn) throws(Diagnostic) {
        message.repeats = repeats.varintsUnlessZero
        message.sums = sums.data
        message.squares = squares.data
        message.denominators = denominators.data
        message.xSums = xSums.data
        message.xSquares = xSquares.data
        message.xDenominators = xDenominators.data
        message.products = products.data
        message.cubes = cubes.data
        message.fourths = fourths.data
        message.trueRows = trueRows.varintsUnlessZero
        if let sums = exactSums.message { message.exactSums = sums }
        if let squares = exactSquares.message { message.exactSquares = squares }
        if let sums = exactXSums.message { message.exactXSums = sums }
        if let squares = exactXSquares.message { message.exactXSquares = squares }
        if let products = exactProducts.message { message.exactProducts = products }
        if let cubes = exactCubes.message { message.exactCubes = cubes }
        if let fourths = exactFourths.message { message.exactFourths = fourths }
        try tallies.finish(&message)
    }
}

extension ByteWriter {
    /// A number that is not negative.
    fileprivate mutating func sized(unsigned number: BigInt) { sized(number.magnitude.serialize()) }

    /// The bytes, most significant first, of 2n for n ≥ 0 and of -2n - 1 below.
    fileprivate mutating func sized(signed number: BigInt) {
        let doubled = number.magnitude << 1
        sized((number < 0 ? doubled - 1 : doubled).serialize())
    }
}
