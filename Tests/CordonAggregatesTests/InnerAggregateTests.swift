import CordonAggregates
import CordonValues
import Testing

@Suite struct InnerAggregateTests {
    private func result(_ function: AggregateFunction, _ type: ValueType, _ values: [Value], distinct: Bool = false) -> Value {
        var aggregate = InnerAggregate(AggregateSpecification(function: function, argument: type), distinct: distinct)
        for value in values { aggregate.add(value) }
        return aggregate.result()
    }

    @Test func `sums that naive code gets wrong are right`() {
        let doubles = [1e16, 1, -1e16].map { Value.double($0) }
        #expect(result(.sum, .double, doubles) == .double(1))
        let alternating = (0..<100_000).map { Value.double($0 % 2 == 0 ? 1e5 : -1e5) } + [.double(0.1)]
        #expect(result(.sum, .double, alternating) == .double(0.1))
        #expect(result(.variancePopulation, .double, [1e9, 1e9 + 1, 1e9 + 2].map { .double($0) }) == .double(2.0 / 3))
        #expect(result(.variancePopulation, .double, [0, 2e-160].map { .double($0) }) == .double(1e-160 * 1e-160))
    }

    @Test func `types are PostgreSQL's`() {
        let whole: [Value] = [.integer(1), .integer(2)]
        #expect(result(.sum, .integer, whole) == .integer(3))
        #expect(result(.sum, .bigint, whole) == .numeric(Rational(3 as Int64)))
        #expect(result(.average, .integer, whole) == .numeric(Rational(3 as Int64).divided(by: Rational(2 as Int64)) ?? .zero))
        #expect(result(.deviationSample, .integer, [.integer(1), .integer(3), .integer(5)]) == .numeric(Rational(2 as Int64)))
        #expect(result(.sum, .bigint, [.integer(.max), .integer(.max)]) == .numeric(Rational(.max as Int64) + Rational(.max as Int64)))
        #expect(result(.sum, .integer, [.integer(.max), .integer(1)]) == .null)
    }

    @Test func `no rows give NULL, and a count 0`() {
        for function in AggregateFunction.allCases {
            let specification = AggregateSpecification(
                function: function, argument: function == .every || function == .any ? .boolean : .double,
                second: function.takesPairs ? .double : nil, fraction: function.isPercentile ? 0.5 : nil)
            var aggregate = InnerAggregate(specification)
            aggregate.add(.null, .double(1))
            let isCount = function.definition.family == .count || function == .regressionCount
            #expect(aggregate.result() == (isCount ? .integer(0) : .null), "\(function)")
        }
    }

    @Test func `rows are counted with and without an argument`() {
        var rows = InnerAggregate(AggregateSpecification(function: .countRows, argument: nil))
        rows.addRow()
        rows.addRow()
        rows.removeRow()
        #expect(rows.result() == .integer(1))
        #expect(result(.count, .text, [.text("a"), .null, .text("b")]) == .integer(2))
        #expect(result(.count, .text, [.text("a"), .text("a")], distinct: true) == .integer(1))
        #expect(result(.sum, .integer, [.integer(4), .integer(4), .integer(3)], distinct: true) == .integer(7))
    }

    @Test func `extremes, modes and truths give their true value`() {
        #expect(result(.minimum, .double, [.double(0.5), .double(-2), .double(.nan)]) == .double(-2))
        #expect(result(.maximum, .double, [.double(0.5), .double(-2), .double(.nan)]) == .double(.nan))
        #expect(result(.minimum, .double, [.double(-.infinity), .double(-2)]) == .double(-.infinity))
        #expect(result(.maximum, .text, [.text("b"), .text("é"), .text("z")]) == .text("é"))
        let dates = [3, -9, 4].compactMap { CalendarDate(daysSince1970: $0) }.map { Value.date($0) }
        #expect(result(.minimum, .date, dates) == dates[1])
        #expect(result(.maximum, .date, dates) == dates[2])
        #expect(result(.mode, .text, ["b", "a", "b", "a", "c"].map { .text($0) }) == .text("a"))
        #expect(result(.every, .boolean, [.boolean(true), .null]) == .boolean(true))
        #expect(result(.every, .boolean, [.boolean(true), .boolean(false)]) == .boolean(false))
        #expect(result(.any, .boolean, [.boolean(true), .boolean(false)]) == .boolean(true))
        #expect(result(.any, .boolean, [.boolean(false)]) == .boolean(false))
    }

    @Test func `rows that are taken away leave nothing behind`() {
        var source = SeededNumbers(seed: 12)
        for specification in AggregateSpecification.allSupported where specification.function != .countRows {
            guard let type = specification.argument else { continue }
            let rows = (0..<30).map { _ in (source.argument(type), specification.second.map { source.argument($0) }) }
            var whole = InnerAggregate(specification, removes: true)
            var some = InnerAggregate(specification, removes: true)
            for (index, row) in rows.enumerated() {
                whole.add(row.0, row.1)
                if index % 3 == 0 { some.add(row.0, row.1) }
            }
            for (index, row) in rows.enumerated() where index % 3 != 0 { whole.remove(row.0, row.1) }
            #expect(whole.result() == some.result(), "\(specification)")
        }
    }

    @Test func `copies do not share their rows`() {
        var first = InnerAggregate(AggregateSpecification(function: .sum, argument: .double))
        first.add(.double(1))
        var second = first
        second.add(.double(2))
        #expect(first.result() == .double(1))
        #expect(second.result() == .double(3))
    }

    @Test func `the usual aggregates take six words`() { #expect(MemoryLayout<InnerAggregate>.stride <= 48) }
}
