import BigInt
import CordonValues

/// Exact sums of the powers and products of pairs per group.
struct PairColumn: Sendable {
    /// Whole numbers in place: 104 bytes a group.
    private struct Whole: Sendable {
        var y: Int128 = 0
        var x: Int128 = 0
        var yy = UInt192.zero
        var xx = UInt192.zero
        /// Two's complement: |Σxy| stays below 2^189.
        var xy = UInt192.zero
    }

    private enum Form: Sendable { case whole, numeric, double }

    private let form: Form
    private var wholes: [Whole] = []
    private var numerics: [NumericPairs?] = []
    /// Groups without rows have none.
    private var doubles: [DoubleTally?] = []

    init(_ specification: AggregateSpecification) {
        form = specification.stateKind == .doublePairs ? .double : specification.isOfWholeNumbers ? .whole : .numeric
    }

    mutating func addGroup() {
        switch form {
        case .whole: wholes.append(Whole())
        case .numeric: numerics.append(.zero)
        case .double: doubles.append(nil)
        }
    }

    /// False for values of other types.
    mutating func add(_ y: Value, _ x: Value, group: Int) -> Bool {
        switch (form, y, x) {
        case (.whole, .integer(let y), .integer(let x)): add(y, x, group)
        case (.numeric, _, _):
            guard let y = y.exactNumber, let x = x.exactNumber else { return false }
            numerics[group] = NumericPairs(y, x).flatMap { numerics[group]?.merged(with: $0) }
        case (.double, .double(let y), .double(let x)):
            doubles[group, default: DoubleTally(.pairs)].add(y: y.value, x: x.value)
        case (.whole, _, _), (.double, _, _): return false
        }
        return true
    }

    private mutating func add(_ y: Int64, _ x: Int64, _ group: Int) {
        wholes[group].y &+= Int128(y)
        wholes[group].x &+= Int128(x)
        wholes[group].yy = wholes[group].yy &+ UInt192(squareOf: y)
        wholes[group].xx = wholes[group].xx &+ UInt192(squareOf: x)
        let (high, low) = y.multipliedFullWidth(by: x)
        let product = Int128(high) << 64 | Int128(low)
        wholes[group].xy = wholes[group].xy &+ UInt192(high: product < 0 ? .max : 0, low: UInt128(truncatingIfNeeded: product))
    }

    func state(group: Int, rows: Int64) -> AggregateState {
        switch form {
        case .whole:
            let sums = wholes[group]
            return .numericPairs(
                NumericPairs(
                    rows: rows, yDenominator: 1, xDenominator: 1, y: BigInt(sums.y), x: BigInt(sums.x), yy: sums.yy.bigInt,
                    xx: sums.xx.bigInt, xy: sums.xy.signedBigInt))
        case .numeric: return numerics[group].map { .numericPairs($0) } ?? .overflowed
        case .double: return .doublePairs(doubles[group]?.pairs ?? .zero)
        }
    }
}

extension Array {
    /// An element that is made when it is first changed.
    subscript<Wrapped>(index: Int, default make: @autoclosure () -> Wrapped) -> Wrapped where Element == Wrapped? {
        get { self[index] ?? make() }
        _modify {
            if self[index] == nil { self[index] = make() }
            var value = self[index].take() ?? make()
            defer { self[index] = value }
            yield &value
        }
    }
}
