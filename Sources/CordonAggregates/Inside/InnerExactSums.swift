import BigInt
import CordonValues

/// SUM and AVG of whole numbers, in three words.
struct InnerWholeSum: InnerState {
    private var rows: Int64 = 0
    private var low: UInt64 = 0
    private var high: Int64 = 0

    mutating func add(_ value: Value, _: Value) {
        guard case .integer(let value) = value else { return }
        rows += 1
        change(by: Int128(value))
    }

    mutating func remove(_ value: Value, _: Value) {
        guard case .integer(let value) = value else { return }
        rows -= 1
        change(by: -Int128(value))
    }

    private var sum: Int128 { Int128(high) << 64 | Int128(low) }

    private mutating func change(by change: Int128) {
        let sum = sum &+ change
        low = UInt64(truncatingIfNeeded: sum)
        high = Int64(truncatingIfNeeded: sum >> 64)
    }

    func result(_ specification: AggregateSpecification) -> Value {
        finished(.wholeSum(WholeSum(rows: rows, sum: sum)), specification)
    }
}

/// Variances and deviations of whole numbers.
struct InnerWholeMoments: InnerState {
    private var rows: Int64 = 0
    private var sum: Int128 = 0
    private var squares = UInt192.zero

    mutating func add(_ value: Value, _: Value) {
        guard case .integer(let value) = value else { return }
        rows += 1
        sum += Int128(value)
        squares = squares.addingReportingOverflow(UInt192(squareOf: value)).sum
    }

    mutating func remove(_ value: Value, _: Value) {
        guard case .integer(let value) = value else { return }
        rows -= 1
        sum -= Int128(value)
        squares = squares &- UInt192(squareOf: value)
    }

    func result(_ specification: AggregateSpecification) -> Value {
        finished(.wholeMoments(WholeMoments(rows: rows, sum: sum, squares: squares)), specification)
    }
}

/// SUM and AVG of doubles.
struct InnerDoubleSum: InnerState {
    private var rows: Int64 = 0
    private var sum: Int128 = 0
    private var exponent: Int16 = 0
    private var specials = SpecialCounts()
    private var spill = LimbWindow()

    mutating func add(_ value: Value, _: Value) {
        guard case .double(let double) = value else { return }
        change(by: double.value, rows: 1)
    }

    mutating func remove(_ value: Value, _: Value) {
        guard case .double(let double) = value else { return }
        change(by: double.value, rows: -1)
    }

    private mutating func change(by value: Double, rows change: Int64) {
        rows += change
        guard specials.note(value, change) else { return }
        let parts = DoubleParts(change < 0 ? -value : value)
        if parts.magnitude == 0 { return }
        let left = DoubleWindow.add(parts, to: &sum, at: &exponent)
        if let emptied = left.emptied {
            spill.add(emptied.sum.magnitude, exponent: emptied.exponent, isNegative: emptied.sum < 0)
        }
        if left.value { spill.add(UInt128(parts.magnitude), exponent: parts.exponent, isNegative: parts.isNegative) }
    }

    func result(_ specification: AggregateSpecification) -> Value {
        let met = specials.specials
        let exact = met.isEmpty
            ? ExactDoubleSum(narrow: sum, exponent: Int(exponent)) + spill.exactSum : ExactDoubleSum(specials: met)
        return finished(.doubleSum(DoubleSum(rows: rows, sum: exact)), specification)
    }
}

/// Variances, shapes and regressions of doubles.
struct InnerDoubles: InnerState {
    private let form: DoubleTally.Form
    private var tally: DoubleTally

    init(_ form: DoubleTally.Form) {
        self.form = form
        tally = DoubleTally(form)
    }

    mutating func add(_ value: Value, _ second: Value) { change(by: value, second, rows: 1) }
    mutating func remove(_ value: Value, _ second: Value) { change(by: value, second, rows: -1) }

    private mutating func change(by value: Value, _ second: Value, rows: Int64) {
        switch (value, second) {
        case (.double(let y), .double(let x)): tally.add(y: y.value, x: x.value, rows: rows)
        case (.double(let x), _): tally.add(x.value, rows: rows)
        case (.null, _), (.boolean, _), (.integer, _), (.numeric, _), (.text, _), (.date, _), (.timestamp, _): return
        }
    }

    func result(_ specification: AggregateSpecification) -> Value {
        switch form {
        case .moments: finished(.doubleMoments(tally.moments), specification)
        case .powers: finished(.doublePowers(tally.powers), specification)
        case .pairs: finished(.doublePairs(tally.pairs), specification)
        }
    }
}
