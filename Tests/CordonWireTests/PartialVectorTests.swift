import CordonAggregates
import CordonTestSupport
import CordonTrust
import CordonValues
import CordonWire
import Foundation
import Testing

@Suite struct PartialVectorTests {
    struct Vector: Decodable {
        struct Layout: Decodable {
            struct Aggregate: Decodable {
                let function: AggregateFunction
                let argument: ValueType?
                let second: ValueType?
                let fraction: Double?
                /// Origin and width, as n/d.
                let grid: [String]?
                /// As n/d.
                let low: String?
                /// The lowest and the highest, as n/d.
                let within: [String]?
                let values: Bool?

                var specification: AggregateSpecification {
                    func ratio(_ text: String) -> Rational? {
                        let parts = text.split(separator: "/").compactMap { Int64($0) }
                        return parts.count == 2 ? Rational(parts[0]).divided(by: Rational(parts[1])) : nil
                    }
                    let numbers = (grid ?? []).compactMap(ratio)
                    let ends = (within ?? []).compactMap(ratio)
                    return AggregateSpecification(
                        function: function, argument: argument, second: second, fraction: fraction,
                        grid: numbers.count == 2 ? HistogramGrid(origin: numbers[0], width: numbers[1]) : nil,
                        low: low.flatMap(ratio), within: ends.count == 2 ? ends[0]...ends[1] : nil, tellsValues: values ?? false)
                }
            }

            let keys: [ValueType]
            let aggregates: [Aggregate]
            let mode: ReleaseMode?
        }

        struct Group: Decodable, Equatable {
            let key: [String?]
            let patients: Int64
            let columns: [String]
        }

        struct Expectation: Decodable {
            let code: String?
            let groups: [Group]?
            let comparisons: [String]?
            let remainder: Bool?
            let combinations: [String]?
            let atoms: [String]?
        }

        let layout: Layout
        let bytes: String
        let expect: Expectation
    }

    @Test(arguments: ProtocolVector.family("partials"))
    func `a partial of the reference is read and written again, or refused by its code`(_ file: ProtocolVector) throws {
        let vector: Vector = try file.read()
        let layout = PartialLayout(
            keys: vector.layout.keys,
            aggregates: vector.layout.aggregates.map(\.specification), mode: vector.layout.mode ?? .merged)
        let bytes = try #require(Hexadecimal.decode(vector.bytes))
        #expect(file.isBad == (vector.expect.code != nil))
        if let expected = vector.expect.code {
            #expect(code { try PartialCodec.decode(bytes, layout: layout) }?.rawValue == expected)
        } else {
            let table = try PartialCodec.decode(bytes, layout: layout)
            #expect(readable(table) == vector.expect.groups)
            #expect(table.comparisons.map(readable) == vector.expect.comparisons ?? [])
            #expect(table.hasRemainder == (vector.expect.remainder ?? false))
            #expect(table.combinations.found.map { readable($0, of: table.combinations) } == vector.expect.combinations ?? [])
            #expect(table.atoms.atoms.map { readable($0, of: table.atoms) } == vector.expect.atoms ?? [])
            let permit = try somePermit(mode: layout.mode, combinations: table.atoms.isEmpty ? table.combinations.isEmpty ? nil : .triples : .all)
            #expect(try PartialCodec.encode(gated(table, permit: permit)) == bytes)
        }
    }

    @Test func `the annotated example of the specification is the example vector`() throws {
        let text = try String(contentsOf: ProtocolVector.protocolFolder.appending(path: "partial.md"), encoding: .utf8)
        let block = try #require(text.components(separatedBy: "```hex\n").dropFirst().first?.components(separatedBy: "```").first)
        let digits = block.split(separator: "\n").map { $0.components(separatedBy: "//")[0].filter { $0 != " " } }.joined()
        let example = try #require(ProtocolVector.family("partials").first { $0.name == "example" })
        #expect(try example.read(Vector.self).bytes == digits)
    }

    private func readable(_ table: PartialTable) -> [Vector.Group] {
        table.keys.indices.map { group in
            Vector.Group(
                key: table.keys[group].map(readable), patients: table.patients[group],
                columns: zip(table.columns, table.layout.aggregates).map { column, specification in
                    column.isWithheld(group: group) ? "withheld" : "contributors \(column.contributors[group]) partly-missing \(column.partlyMissing[group]) "
                        + "non-zero \(column.nonZero[group]) partly-zero \(column.partlyZero[group]) "
                        + "top \(column.contributions[group].largest) \(column.contributions[group].second) \(readable(column.states[group]))"
                        + (specification.tellsValues && table.layout.mode == .merged ? " few \(readable(column.values[group]))" : "")
                })
        }
    }

    private func readable(_ comparison: SetComparison) -> String {
        "group \(comparison.group) set \(comparison.set) of \(comparison.question) \(comparison.part) \(Hexadecimal.encode(comparison.name)) "
            + "set \(comparison.earlierSet): \(comparison.entered) in, \(comparison.left) out"
            + (comparison.values.map { " few \(readable(.few($0.entered))) and \(readable(.few($0.left)))" } ?? "")
    }

    private func readable(_ combination: SetCombination, of all: SetCombinations) -> String {
        let (first, second) = all.others(of: combination)
        return "group \(combination.group) set \(combination.set) \(combination.role), \(readable(first)) and \(readable(second)): "
            + "\(combination.surplus) over, \(combination.lack) short"
    }

    private func readable(_ atom: PatientAtoms.Atom, of all: PatientAtoms) -> String {
        "\(atom.patients) in \(atom.sets.map { readable(all.sets[$0]) }.joined(separator: " "))"
    }

    private func readable(_ others: [SetCombinations.Other]) -> String {
        "{" + others.map { "\($0.question) \($0.part) \(Hexadecimal.encode($0.name)) set \($0.set)" }.joined(separator: "; ") + "}"
    }

    @Test func `groups of earlier answers are called as the reference calls them`() throws {
        let file = try #require(ProtocolVector.family("partials").first { $0.name == "comparisons" })
        let names = try #require(try file.read(Vector.self).expect.comparisons).map { String($0.split(separator: " ")[7]) }
        func name(_ question: String, _ part: Int, _ keys: [Value]) -> String {
            Hexadecimal.encode(GroupName.bytes(question: String(repeating: question, count: 32), part: part, keys: keys))
        }
        #expect(
            Set(names) == [
                name("ab", 0, [.text("no"), .integer(0)]), name("11", 0, []), name("11", 1, [.integer(7), .null]), name("ab", 0, []),
                name("ab", 0, [.text("yes"), .integer(0)]),
            ])
    }

    private func readable(_ tally: ValueTally) -> String {
        guard case .few(let entries) = tally else { return "many" }
        return entries.isEmpty ? "none" : entries.map { "\(readable($0.value) ?? ""):\($0.patients)" }.joined(separator: ",")
    }

    private func readable(_ value: Value) -> String? {
        switch value {
        case .null: nil
        case .boolean(let value): String(value)
        case .integer(let value): String(value)
        case .numeric(let value): value.isWhole ? "\(value.numerator)" : "\(value.numerator)/\(value.denominator)"
        case .double(let value): Hexadecimal.encode((0..<8).reversed().map { UInt8(truncatingIfNeeded: value.value.bitPattern >> UInt64(8 * $0)) })
        case .text(let value): value
        case .date(let value): String(value.daysSince1970)
        case .timestamp(let value): String(value.microsecondsSince1970)
        }
    }

    private func readable(_ state: AggregateState) -> String {
        switch state {
        case .none: "none"
        case .overflowed: "overflowed"
        case .count(let rows): "rows \(rows)"
        case .wholeSum(let state): "rows \(state.rows) sum \(state.sum)"
        case .wholeMoments(let state): "rows \(state.rows) sum \(state.sum) squares \(state.squares.bigInt)"
        case .doubleSum(let state): "rows \(state.rows) sum \(readable(state.sum))"
        case .doubleMoments(let state): "rows \(state.rows) sum \(readable(state.sum)) squares \(readable(state.squares))"
        case .numericSum(let state): "rows \(state.rows) denominator \(state.denominator) sum \(state.sum)"
        case .numericMoments(let state): "rows \(state.rows) denominator \(state.denominator) sum \(state.sum) squares \(state.squares)"
        case .numericPairs(let state):
            "rows \(state.rows) denominators \(state.yDenominator) \(state.xDenominator) sums \(state.y) \(state.x) "
                + "squares \(state.yy) \(state.xx) products \(state.xy)"
        case .doublePairs(let state):
            "rows \(state.rows) sums \(readable(state.y)) \(readable(state.x)) squares \(readable(state.yy)) \(readable(state.xx)) "
                + "products \(readable(state.xy))"
        case .numericPowers(let state):
            "rows \(state.rows) denominator \(state.denominator) powers \(state.sum) \(state.squares) \(state.cubes) \(state.fourths)"
        case .doublePowers(let state):
            "rows \(state.rows) powers \(readable(state.sum)) \(readable(state.squares)) \(readable(state.cubes)) \(readable(state.fourths))"
        case .truths(let state): "rows \(state.rows) true \(state.trueRows)"
        case .keys(let count): "keys \(count)"
        case .values(let set): "values " + set.values.map { readable($0) ?? "" }.joined(separator: ",")
        case .categories(let tally):
            "tally " + tally.entries.map { "\(readable($0.key) ?? ""):\($0.rows)/\($0.patients)" }.joined(separator: ",")
        case .bins(let tally): "tally " + tally.entries.map { "\($0.key):\($0.rows)/\($0.patients)" }.joined(separator: ",")
        }
    }

    private func readable(_ sum: ExactDoubleSum) -> String {
        if let (significand, exponent) = sum.exact { return "\(significand)*2^\(exponent)" }
        let names: [(DoubleSpecials, String)] = [(.notANumber, "nan"), (.positiveInfinity, "+inf"), (.negativeInfinity, "-inf")]
        return names.filter { sum.specials.contains($0.0) }.map(\.1).joined(separator: ",")
    }
}
