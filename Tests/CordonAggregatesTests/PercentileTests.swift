import CordonAggregates
import CordonValues
import Testing

@Suite struct PercentileTests {
    static func merged(_ specification: AggregateSpecification, _ values: [Value]) throws -> MergedTable {
        let layout = PartialLayout(keys: [], aggregates: [specification])
        var table = MergedTable(layout: layout)
        for node in 0..<3 {
            let rows = values.indices.filter { $0 % 3 == node }.map { Row(key: [], patient: $0, arguments: [values[$0]]) }
            try table.merge(Grouping(layout: layout).partial(rows))
        }
        return table
    }

    private static func rational(_ value: Value) throws -> Rational {
        switch value {
        case .integer(let value): return Rational(value)
        case .numeric(let value): return value
        case .double(let value): return try #require(Rational(exactly: value.value))
        case .date(let value): return Rational(Int64(value.daysSince1970))
        case .timestamp(let value): return Rational(value.microsecondsSince1970)
        case .null, .boolean, .text:
            Issue.record("no number")
            return .zero
        }
    }

    private static func isWithin(_ value: Value, _ result: FinishedValue?) throws -> Bool {
        switch result {
        case .exact(let other)?: return value == other
        case .bounded(let low, let high)?: return try rational(low) <= rational(value) && rational(value) <= rational(high)
        case .estimate(let middle, let error)?:
            let distance = try rational(middle) - rational(value)
            return try max(distance, -distance) <= #require(Rational(exactly: error))
        case nil: return false
        }
    }

    @Test(arguments: [ValueType.double, .integer, .date, .timestamp], [0, 0.5, 1] as [Double])
    func `the bins and rows that a partial may name at the most do not trap`(_ type: ValueType, _ fraction: Double) {
        for function in [AggregateFunction.percentileContinuous, .percentileDiscrete] {
            let specification = AggregateSpecification(function: function, argument: type, fraction: fraction)
            for bin in [-Int64.max, -Int64.max + 1, -1, 0, 1, Int64.max - 2] {
                let state = AggregateState.bins(Tally(entries: [Tally<Int64>.Entry(key: bin, rows: .max, patients: .max)]))
                _ = state.finish(specification)
                #expect(state.widenedPercentile(specification, least: 11, contributors: .max) != FinishedValue.exact(.null))
            }
        }
    }

    @Test func `inside a node percentiles are PostgreSQL's, and at the boundary they lie within their bounds`() throws {
        let grids = [nil, HistogramGrid(origin: .zero, width: Rational(5 as Int64)), HistogramGrid(origin: .one, width: Rational.one)]
        let lines = try VectorFile.lines("percentiles")
        #expect(lines.count >= 180)
        for fields in lines {
            let type = try #require(ValueType(rawValue: fields[1]))
            let values = try VectorFile.values(fields[2], type)
            let fraction = try VectorFile.double(fields[3])
            let expected: [Value] = [.double(try VectorFile.double(fields[4])), try VectorFile.value(fields[5], type)]
            for (function, expected) in zip([AggregateFunction.percentileContinuous, .percentileDiscrete], expected) {
                var inner = InnerAggregate(AggregateSpecification(function: function, argument: type, fraction: fraction))
                for value in values { inner.add(value) }
                #expect(inner.result() == expected, "\(fields[0]) \(function)")
                for grid in grids {
                    let specification = AggregateSpecification(function: function, argument: type, fraction: fraction, grid: grid)
                    let result = try Self.merged(specification, values).finish(column: 0, group: 0)
                    #expect(try Self.isWithin(expected, result), "\(fields[0]) \(function)")
                    if type == .integer, grid == nil { #expect(result == .bounded(low: expected, high: expected)) }
                }
            }
        }
    }

    @Test func `without a grid an estimate is within one percent`() throws {
        let values = (0..<999).map { Value.double(exp2Table($0)) }
        for fraction in [0.01, 0.5, 0.99] {
            let specification = AggregateSpecification(function: .percentileDiscrete, argument: .double, fraction: fraction)
            guard case .estimate(.double(let value), let error)? = try Self.merged(specification, values).finish(column: 0, group: 0)
            else {
                Issue.record("no estimate")
                return
            }
            #expect(error / value.value < 0.01)
        }
    }

    /// A thousand numbers over many powers of two, of both sides of one.
    private func exp2Table(_ index: Int) -> Double { Double(sign: .plus, exponent: index % 90 - 45, significand: 1 + Double(index) / 1000) }

    @Test func `values that are not finite stand where PostgreSQL sorts them`() throws {
        let values: [Value] = [.double(.nan), .double(-.infinity), .double(0), .double(.infinity), .double(-3)]
        let expected: [FinishedValue] = [
            .estimate(.double(-.infinity), error: 0), .estimate(.double(.infinity), error: 0), .estimate(.double(.nan), error: 0),
        ]
        for (fraction, expected) in zip([0.1, 0.8, 1], expected) {
            let specification = AggregateSpecification(function: .percentileDiscrete, argument: .double, fraction: fraction)
            #expect(try Self.merged(specification, values).finish(column: 0, group: 0) == expected)
        }
    }

    @Test func `dates have bins of days`() throws {
        let days = [3, 9, 10, 11, 40].compactMap { CalendarDate(daysSince1970: $0) }
        let fine = AggregateSpecification(function: .percentileDiscrete, argument: .date, fraction: 0.5)
        let values = days.map { Value.date($0) }
        #expect(try Self.merged(fine, values).finish(column: 0, group: 0) == .bounded(low: values[2], high: values[2]))
        let weeks = AggregateSpecification(
            function: .percentileDiscrete, argument: .date, fraction: 0.5, grid: HistogramGrid(origin: .zero, width: Rational(7 as Int64)))
        let ends = [7, 13].compactMap { CalendarDate(daysSince1970: $0) }
        #expect(try Self.merged(weeks, values).finish(column: 0, group: 0) == .bounded(low: .date(ends[0]), high: .date(ends[1])))
    }

    @Test func `a released percentile is as wide as the threshold asks, at ends that do not depend on the data`() throws {
        let specification = AggregateSpecification(function: .percentileDiscrete, argument: .integer, fraction: 0.5)
        let table = try Self.merged(specification, (0..<40).map { .integer($0) })
        let state = table.columns[0].states[0]
        #expect(
            state.widenedPercentile(specification, least: 11, contributors: 40) == .bounded(low: .integer(16), high: .integer(31)))
        #expect(state.widenedPercentile(specification, least: 1, contributors: 40) == .bounded(low: .integer(19), high: .integer(19)))
        #expect(state.widenedPercentile(specification, least: 41, contributors: 40) == nil)
    }

    @Test func `patients with rows in several bins are not counted twice when bins are widened`() throws {
        let specification = AggregateSpecification(function: .percentileDiscrete, argument: .integer, fraction: 0.5)
        let layout = PartialLayout(keys: [], aggregates: [specification])
        var table = MergedTable(layout: layout)
        // Ten patients, each with a row in each of 16 bins.
        let rows = (0..<160).map { Row(key: [], patient: $0 % 10, arguments: [.integer(Int64($0 / 10))]) }
        try table.merge(Grouping(layout: layout).partial(rows))
        #expect(table.columns[0].states[0].widenedPercentile(specification, least: 11, contributors: 10) == nil)
    }

    @Test func `a bin is where exact arithmetic puts it`() throws {
        let tenth = try #require(Rational(decimal: "0.1"))
        let grid = try #require(HistogramGrid(origin: .zero, width: tenth))
        let specification = AggregateSpecification(function: .percentileDiscrete, argument: .double, fraction: 0.5, grid: grid)
        for index in -300...300 {
            let value = Double(index) / 10
            let exact = try #require(Rational(exactly: value))
            guard case .bounded(let low, let high)? = try Self.merged(specification, [.double(value)]).finish(column: 0, group: 0) else {
                Issue.record("no bounds")
                return
            }
            #expect(try Self.rational(low) <= exact && exact <= Self.rational(high))
        }
    }
}

extension Rational {
    fileprivate static let one = Rational(1 as Int64)
}

extension PercentileTests {
    @Test func `a value beyond all bins withholds its cell`() throws {
        let tenth = try #require(HistogramGrid(origin: .zero, width: Rational(decimal: "0.1") ?? .zero))
        let specification = AggregateSpecification(function: .percentileDiscrete, argument: .double, fraction: 0.5, grid: tenth)
        #expect(try Self.merged(specification, [.double(1e20)]).finish(column: 0, group: 0) == nil)
        let whole = AggregateSpecification(function: .percentileDiscrete, argument: .bigint, fraction: 0.5)
        for value in [Int64.min, .max] {
            let expected = Value.integer(value)
            #expect(try Self.merged(whole, [expected]).finish(column: 0, group: 0) == .bounded(low: expected, high: expected))
        }
    }
}
