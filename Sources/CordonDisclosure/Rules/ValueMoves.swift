import BigInt
import CordonValues

/// How patients can be shifted between values so that their number, the sum of their values, and the sums of powers up to a given one stay: what a
/// reader of these figures cannot tell apart.
///
/// Each move is about p + 2 values v₀ … v_{p+1}, p the highest power, and shifts patients in proportion to 1 / Πⱼ≠ᵢ(vᵢ − vⱼ): up to a factor the only
/// vector w with Σwᵢ vᵢᵏ = 0 for k = 0 … p (the divided difference of order p + 1 vanishes on polynomials of degree p; Stoer, Bulirsch,
/// *Introduction to Numerical Analysis*, section 2.1.3). Entries are whole numbers without a common divisor, so that moves lead from whole
/// numbers of patients to whole numbers: a reader who knows that patients are whole excludes nothing that a move reaches.
///
/// Where figures over two sets are subtracted, patients of the one alone count with the other sign: then a patient more with a value on either side is a move too.
struct ValueMoves {
    enum Direction: Int64 {
        case down = -1
        case up = 1
    }

    /// Moves that follow one another; where they do not reach far enough, more are not looked for.
    private static let most = 64
    /// Of a value, and of all of them over one denominator: longer ones take long to divide.
    private static let mostBits = 256
    /// So many more with a value, in one move, as nothing has to tell apart from any number.
    private static let farEnough: Int64 = 1 << 50

    private let moves: [[(place: Int, patients: Int64)]]

    /// `subtracted` are values that count with the other sign; their places follow those of `values`. Nil for values that are no finite numbers, and for numbers of more than 256 bits.
    init?(_ values: [Value], subtracted: [Value] = [], powers: Int) {
        let (added, values) = (values.count, values + subtracted)
        let numbers = values.compactMap(\.rational)
        guard numbers.count == values.count,
            numbers.allSatisfy({ $0.numerator.bitWidth <= Self.mostBits && $0.denominator.bitWidth <= Self.mostBits })
        else { return nil }
        let denominator = numbers.reduce(BigInt(1)) { $0 * ($1.denominator / BigInt($0.magnitude.commonDivisor(with: $1.denominator.magnitude))) }
        let wholes = numbers.map { $0.numerator * (denominator / $0.denominator) }
        guard wholes.allSatisfy({ $0.bitWidth <= Self.mostBits }) else { return nil }
        let different = Self.choices(of: powers + 2, from: wholes.count).filter { places in Set(places.map { wholes[$0] }).count == places.count }
        let both = Self.choices(of: 2, from: wholes.count).filter { wholes[$0[0]] == wholes[$0[1]] }
        moves = different.compactMap { Self.move($0, wholes)?.map { ($0.place, $0.place < added ? $0.patients : -$0.patients) } }
            + both.map { $0.map { ($0, 1) } }
    }

    /// The places in ascending order.
    private static func choices(of size: Int, from count: Int) -> [[Int]] {
        guard size > 0 else { return [[]] }
        guard size <= count else { return [] }
        return choices(of: size, from: count - 1) + choices(of: size - 1, from: count - 1).map { $0 + [count - 1] }
    }

    /// Nil where it shifts more patients than can be counted.
    private static func move(_ places: [Int], _ values: [BigInt]) -> [(place: Int, patients: Int64)]? {
        let products = places.map { place in
            places.reduce(BigInt(1)) { $1 == place ? $0 : $0 * (values[place] - values[$1]) }
        }
        let common = products.reduce(BigUInt(1)) { $0 / $0.commonDivisor(with: $1.magnitude) * $1.magnitude }
        var move: [(place: Int, patients: Int64)] = []
        for (place, product) in zip(places, products) {
            let patients = BigInt(common) / product
            guard patients.magnitude.bitWidth < Int64.bitWidth else { return nil }
            move.append((place, Int64(patients)))
        }
        return move
    }

    /// The farthest number of patients at `place` that moves from these numbers reach, each as far as it goes before a number would be negative. There may be
    /// farther ones: who asks for protection asks for too much then, never for too little.
    func farthest(_ place: Int, _ direction: Direction, from patients: [Int64]) -> Int64 {
        // No number overflows on the way.
        guard patients.allSatisfy({ $0 <= Int64.max / 2 }) else { return patients[place] }
        var reached = patients
        for _ in 0..<Self.most {
            guard let (move, times) = longest(place, direction, reached) else { break }
            for (other, change) in move { reached[other] += times * change }
        }
        return reached[place]
    }

    /// The move that changes the place most, and how often it is made, with its sign; nil where none does.
    private func longest(_ place: Int, _ direction: Direction, _ patients: [Int64]) -> ([(place: Int, patients: Int64)], Int64)? {
        var best: (move: [(place: Int, patients: Int64)], times: Int64, gain: Int64)?
        for move in moves {
            guard let own = move.first(where: { $0.place == place })?.patients else { continue }
            let sign = own.signum() * direction.rawValue
            var times = Self.farEnough
            for (other, change) in move {
                let most = change.signum() == sign ? Self.farEnough : min(patients[other], Self.farEnough)
                times = min(times, most / Int64(clamping: change.magnitude))
            }
            let gain = times * Int64(clamping: own.magnitude)
            if gain > best?.gain ?? 0 { best = (move, sign * times, gain) }
        }
        return best.map { ($0.move, $0.times) }
    }
}

extension Value {
    fileprivate var rational: Rational? {
        switch self {
        case .integer(let value): Rational(value)
        case .numeric(let value): value
        case .double(let value): Rational(exactly: value.value)
        case .null, .boolean, .text, .date, .timestamp: nil
        }
    }
}
