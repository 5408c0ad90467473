import BigInt
import CordonAggregates
import CordonTestSupport
import CordonValues
import Foundation
import Testing

/// Results that an independent implementation computed: see `Vectors/reference.py`.
@Suite struct FinishVectorTests {
    private static let functions: [AggregateFunction] = [
        .sum, .average, .variancePopulation, .varianceSample, .deviationPopulation, .deviationSample,
    ]

    @Test func `every finish is exact, or the double nearest to the exact result`() throws {
        let lines = try vectorLines("finish")
        #expect(lines.count > 400)
        for fields in lines {
            let type = try #require(ValueType(rawValue: fields[1]))
            let values = try fields[2].split(separator: " ").filter { $0 != "-" }.map { try argument(String($0), type) }
            for (index, function) in Self.functions.enumerated() {
                let specification = AggregateSpecification(function: function, argument: type)
                let rows = values.enumerated().map { Row(key: [], patient: $0.offset, arguments: [$0.element]) }
                let result = try merged(specification, [rows])
                #expect(shown(result, function, type) == fields[3 + index], "\(fields[0]), \(type), \(function)")
            }
        }
    }

    @Test(.enabled(if: SharedData.has("data/uci_heart")))
    func `sums, means and deviations over four real hospitals are those of the union`() throws {
        let folder = try #require(SharedData.path("data/uci_heart"))
        let hospitals = try ["cleveland", "hungarian", "switzerland", "va"].map { try records("\(folder)/\($0).csv") }
        let lines = try vectorLines("heart")
        #expect(lines.count > 30)
        for fields in lines {
            let type = try #require(ValueType(rawValue: fields[1]))
            let functions: [AggregateFunction] = [.sum, .average, .varianceSample, .deviationSample]
            for (index, function) in functions.enumerated() {
                let nodes = try hospitals.map { records in
                    try records.enumerated().filter { Double($0.element["sex"] ?? "") == Double(fields[2]) }.map { offset, record in
                        Row(key: [], patient: offset, arguments: [try measured(record[fields[0]] ?? "", type)])
                    }
                }
                let specification = AggregateSpecification(function: function, argument: type)
                let result = try merged(specification, nodes)
                #expect(shown(result, function, type) == fields[4 + index], "\(fields[0]), \(type), \(function)")
            }
        }
    }

    private func merged(_ specification: AggregateSpecification, _ nodes: [[Row]]) throws -> Value? {
        let layout = PartialLayout(keys: [], aggregates: [specification])
        var table = MergedTable(layout: layout)
        for rows in nodes { try table.merge(Grouping(layout: layout).partial(rows)) }
        guard case .exact(let value)? = table.finish(column: 0, group: 0) else { return nil }
        return value
    }

    private func argument(_ text: String, _ type: ValueType) throws -> Value {
        if type == .double { return .double(Double(bitPattern: try #require(UInt64(text, radix: 16)))) }
        let parts = text.split(separator: "/")
        let top = try #require(BigInt(parts[0], radix: 10))
        if type == .numeric { return .numeric(try #require(Rational(top, over: BigInt(parts[1], radix: 10) ?? 0))) }
        return .integer(try #require(Int64(exactly: top)))
    }

    private func measured(_ text: String, _ type: ValueType) throws -> Value {
        if text.isEmpty { return .null }
        let number = try #require(Rational(decimal: text))
        if type == .double { return .double(number.toDouble()) }
        return type == .numeric ? .numeric(number) : .integer(try #require(Int64(exactly: number.numerator)))
    }

    /// As the vectors write results: fractions, but deviations and doubles as bits.
    private func shown(_ result: Value?, _ function: AggregateFunction, _ type: ValueType) -> String {
        let isDeviation = function == .deviationPopulation || function == .deviationSample
        switch result {
        case nil: return "WITHHELD"
        case .null: return "NULL"
        case .integer(let value): return "\(value)/1"
        case .numeric(let value) where isDeviation: return bits(value.toDouble())
        case .numeric(let value): return "\(value.numerator)/\(value.denominator)"
        case .double(let value): return bits(value.value)
        case .boolean, .text, .date, .timestamp: return "a value of another type"
        }
    }

    private func bits(_ value: Double) -> String {
        let digits = String(value.bitPattern, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private func vectorLines(_ name: String) throws -> [[String]] {
        let url = try #require(Bundle.module.url(forResource: "Vectors/\(name)", withExtension: "txt"))
        return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map { $0.components(separatedBy: " | ") }
    }

    private func records(_ path: String) throws -> [[String: String]] {
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline)
        let header = lines[0].split(separator: ",").map(String.init)
        return lines.dropFirst().map { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            return Dictionary(zip(header, fields)) { first, _ in first }
        }
    }
}
