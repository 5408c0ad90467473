@testable import CordonAttacker

/// The equations of an attacker over classes of people whom nothing in them tells apart.
struct LinearAttack {
    /// Prime, so that numbers have inverses; a set that is in the span of the equations is so modulo it, and another one by chance of 1 in 10⁹.
    private static let prime = (1 << 31) - 1

    private let classes: [Int]
    private let count: Int
    /// Of each class one place in it.
    private let examples: [Int]
    private let index: PeopleIndex
    private var rows: [(coefficients: [Int], value: Int)] = []
    /// Reduced rows modulo the prime, each with the class where it begins.
    private var reduced: [(pivot: Int, row: [Int])] = []
    /// The places of rows that do not follow from those before.
    private(set) var independent: [Int] = []

    /// `sets` are further sets that are made of whole classes.
    init(_ knowledge: Knowledge, _ index: PeopleIndex, sets: [PeopleSet]) {
        self.index = index
        var signs = Array(repeating: UInt64(0), count: 2 * index.people.count)
        var salt = UInt64(1)
        func split(_ set: PeopleSet, byAge: Bool) {
            salt = salt &* 0x9E37_79B9_7F4A_7C15 &+ 1
            for place in set.places {
                signs[place] = (signs[place] ^ (byAge ? salt &+ UInt64(index.people[place / 2].age) : salt)) &* 0xBF58_476D_1CE4_E5B9
            }
        }
        for term in knowledge.equations.flatMap(\.terms) { split(term.set, byAge: term.perYear != 0) }
        for set in sets { split(set, byAge: false) }
        var numbers: [UInt64: Int] = [:]
        var examples: [Int] = []
        classes = signs.enumerated().map { place, sign in
            if let known = numbers[sign] { return known }
            numbers[sign] = examples.count
            examples.append(place)
            return examples.count - 1
        }
        self.examples = examples
        count = examples.count
        rows = knowledge.equations.map { equation in (examples.map { coefficient($0, equation) }, equation.value) }
        for place in rows.indices { add(place) }
    }

    private func coefficient(_ place: Int, _ equation: Knowledge.Equation) -> Int {
        var sum = 0
        for term in equation.terms where term.set.contains(place) { sum += term.factor + term.perYear * index.people[place / 2].age }
        return sum
    }

    private func classesOf(_ set: PeopleSet) -> [Int] { examples.indices.filter { set.contains(examples[$0]) } }
}

// MARK: - What is certain

extension LinearAttack {
    private mutating func add(_ place: Int) {
        var row = remainder(rows[place].coefficients.map { ($0 % Self.prime + Self.prime) % Self.prime })
        guard let pivot = row.firstIndex(where: { $0 != 0 }) else { return }
        let inverse = Self.power(row[pivot], Self.prime - 2)
        for column in row.indices where row[column] != 0 { row[column] = row[column] * inverse % Self.prime }
        reduced.append((pivot, row))
        independent.append(place)
    }

    private func remainder(_ vector: [Int]) -> [Int] {
        var left = vector
        for (pivot, row) in reduced where left[pivot] != 0 {
            let factor = Self.prime - left[pivot]
            for column in left.indices where row[column] != 0 { left[column] = (left[column] + factor * row[column]) % Self.prime }
        }
        return left
    }

    private static func power(_ base: Int, _ exponent: Int) -> Int {
        var (result, base, exponent) = (1, base, exponent)
        while exponent > 0 {
            if exponent & 1 == 1 { result = result * base % prime }
            base = base * base % prime
            exponent >>= 1
        }
        return result
    }

    /// The set's size follows from the equations.
    func isCertain(_ set: PeopleSet) -> Bool {
        var vector = Array(repeating: 0, count: count)
        for place in classesOf(set) { vector[place] = 1 }
        return remainder(vector).allSatisfy { $0 == 0 }
    }
}

// MARK: - Which few

extension LinearAttack {
    /// How many sums and differences of up to `most` equations are the number of few people: every person is in it once or not at all, and of patients there are 1 to `few`.
    func fewPeople(most: Int, few: Int) -> Int {
        var sizes = Array(repeating: 0, count: count)
        for place in index.truth.places { sizes[classes[place]] += 1 }
        var found = 0
        func look(from first: Int, _ left: Int, _ sum: [Int]) {
            for row in rows.indices.dropFirst(first) {
                for sign in [1, -1] {
                    let next = zip(sum, rows[row].coefficients).map { $0 + sign * $1 }
                    if next.allSatisfy({ 0...1 ~= $0 }), 1...few ~= zip(next, sizes).reduce(0, { $0 + $1.0 * $1.1 }) { found += 1 }
                    if left > 1 { look(from: row + 1, left - 1, next) }
                }
            }
        }
        look(from: 0, most, Array(repeating: 0, count: count))
        return found
    }
}

// MARK: - Between what

extension LinearAttack {
    /// Of each set the smallest and the largest size in tables that agree with the equations and hold no negative numbers, or a part of that interval
    /// that is `enough` wide.
    func intervals(_ sets: [PeopleSet], enough: Double) -> [ClosedRange<Double>?] {
        let members = sets.map(classesOf)
        let scales = rows.map { row in Double(row.coefficients.map(abs).max() ?? 1) }
        let entries = rows.enumerated().flatMap { number, row in
            row.coefficients.enumerated().filter { $0.element != 0 }.map {
                (row: number, column: $0.offset, coefficient: Double($0.element) / scales[number])
            }
        }
        guard let program = LinearProgram(SolverSession(), rows: rows.count, columns: count, entries: entries) else { return sets.map { _ in nil } }
        for (number, row) in rows.enumerated() { program.setRow(number, Double(row.value) / scales[number], Double(row.value) / scales[number]) }
        for column in 0..<count { program.setColumn(column, 0, 1e6) }
        var effort = Effort(until: .now.advanced(by: .seconds(10)), steps: .max)
        var found: [ClosedRange<Double>?] = sets.map { _ in nil }
        func solve(_ terms: [Int], _ direction: LinearProgram.Direction) {
            program.setObjective(terms.map { ($0, 1) })
            guard program.optimise(direction, &effort) == .optimal else { return }
            for (number, classes) in members.enumerated() {
                let size = classes.reduce(0) { $0 + program.value($1) }
                found[number] = found[number].map { min($0.lowerBound, size)...max($0.upperBound, size) } ?? size...size
            }
        }
        for (number, classes) in members.enumerated() {
            for direction in [LinearProgram.Direction.maximise, .minimise] {
                if let known = found[number], known.upperBound - known.lowerBound >= enough { break }
                solve(classes, direction)
            }
        }
        return found
    }
}

// MARK: - How likely

extension LinearAttack {
    /// Of each person the chances that they are a patient and that they have the secret: numbers of people as a normal distribution around what is
    /// known of everybody, given the equations.
    func chances() -> (_ person: Int) -> (presence: Double, secret: Double) {
        let secret = Register.presence * Register.secret
        let plain = Register.presence - secret
        func spread(_ first: Double, _ second: Double) -> (Double, Double) {
            let mean = plain * first + secret * second
            return (plain * (first - mean), secret * (second - mean))
        }
        var kinds: [[Int]: Int] = [:]
        for person in index.people.indices { kinds[[classes[2 * person], classes[2 * person + 1]], default: 0] += 1 }
        let joint = kinds.map { (first: $0.key[0], second: $0.key[1], number: Double($0.value)) }
        let used = independent.map { rows[$0] }
        let coefficients = used.map { row in joint.map { (Double(row.coefficients[$0.first]), Double(row.coefficients[$0.second])) } }
        var matrix = Array(repeating: Array(repeating: 0.0, count: used.count), count: used.count)
        var rest = used.map { Double($0.value) }
        for (i, row) in coefficients.enumerated() {
            for (place, kind) in joint.enumerated() where row[place] != (0, 0) {
                rest[i] -= kind.number * (plain * row[place].0 + secret * row[place].1)
                let weights = spread(row[place].0, row[place].1)
                for j in 0...i { matrix[i][j] += kind.number * (weights.0 * coefficients[j][place].0 + weights.1 * coefficients[j][place].1) }
            }
        }
        let multipliers = Self.solve(matrix, rest)
        let classes = classes
        return { person in
            var (first, second) = (0.0, 0.0)
            for (row, multiplier) in zip(used, multipliers) {
                first += multiplier * Double(row.coefficients[classes[2 * person]])
                second += multiplier * Double(row.coefficients[classes[2 * person + 1]])
            }
            let change = spread(first, second)
            return (plain + secret + change.0 + change.1, secret + change.1)
        }
    }

    /// Cholesky's method for a matrix of which the lower half is given; rows without a spread of their own say nothing.
    private static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
        var (lower, solution) = (matrix, right)
        for i in right.indices {
            for j in 0...i {
                var sum = lower[i][j]
                for k in 0..<j { sum -= lower[i][k] * lower[j][k] }
                lower[i][j] = i == j ? (sum > 1e-7 * max(1, matrix[i][i]) ? sum.squareRoot() : .infinity) : sum / lower[j][j]
            }
            for k in 0..<i { solution[i] -= lower[i][k] * solution[k] }
            solution[i] /= lower[i][i]
        }
        for i in right.indices.reversed() {
            for k in right.indices where k > i { solution[i] -= lower[k][i].isFinite ? lower[k][i] * solution[k] : 0 }
            solution[i] /= lower[i][i]
        }
        return solution
    }
}
