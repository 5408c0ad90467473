/// Pairs of patients who are alone in their cells: each knows the own value, so a sum of both tells the other's.
///
/// u + v is in the span when what is left of u is the opposite of what is left of v. Compared are traces, one random linear form of all
/// columns: equal vectors have equal traces, and different ones differ but for a chance of 2^-61 a pair, which only hides too much.
struct SingletonPairs {
    private let form: [UInt64]
    private var traces: [UInt64?]
    private var counts: [UInt64: Int] = [:]

    init(count: Int, columns: Int) {
        traces = [UInt64?](repeating: nil, count: count)
        // SplitMix64 (Steele, Lea, Flood 2014) with a fixed start: decisions are the same at every run. Nobody gains by knowing it.
        var state: UInt64 = 0x436F_7264_6F6E
        form = (0..<columns).map { _ in
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return (z ^ (z >> 31)) % PrimeField.modulus
        }
    }

    func isWatched(_ target: Int) -> Bool { traces[target] != nil }

    mutating func watch(_ target: Int, atoms: [Int32]) {
        let trace = atoms.reduce(0) { PrimeField.sum($0, form[Int($1)]) }
        traces[target] = trace
        counts[trace, default: 0] += 1
    }

    func trace(of row: SpanRow) -> UInt64 {
        zip(row.columns, row.coefficients).reduce(0) { PrimeField.sum($0, PrimeField.product(form[Int($1.0)], $1.1)) }
    }

    /// True when two watched targets would have opposite traces that have not now.
    func wouldMeet(_ changes: [(target: Int, change: UInt64)]) -> Bool {
        guard !changes.isEmpty else { return false }
        var left = counts
        var arriving: [UInt64] = []
        for (target, change) in changes {
            guard let trace = traces[target] else { continue }
            left[trace, default: 0] -= 1
            arriving.append(PrimeField.sum(trace, change))
        }
        for trace in arriving {
            if left[PrimeField.negative(trace), default: 0] > 0 { return true }
            left[trace, default: 0] += 1
        }
        return false
    }

    mutating func apply(_ changes: [(target: Int, change: UInt64)]) {
        for (target, change) in changes {
            guard let trace = traces[target] else { continue }
            counts[trace, default: 0] -= 1
            let new = PrimeField.sum(trace, change)
            counts[new, default: 0] += 1
            traces[target] = new
        }
    }
}
