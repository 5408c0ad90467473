import CordonAggregates
import CordonValues
import Testing

/// Covariances, correlations, regressions and shapes against `Vectors/reference.py`, at the boundary over several nodes, and inside.
@Suite struct HigherMomentVectorTests {
    private static let pairFunctions: [AggregateFunction] = [
        .covariancePopulation, .covarianceSample, .correlation, .regressionSlope, .regressionIntercept, .regressionR2, .regressionCount,
        .regressionAverageX, .regressionAverageY, .regressionSXX, .regressionSYY, .regressionSXY,
    ]

    @Test func `every figure of pairs is the double nearest to the exact one`() throws {
        let lines = try VectorFile.lines("pairs")
        #expect(lines.count > 150)
        for fields in lines {
            let type = try #require(ValueType(rawValue: fields[1]))
            let (ys, xs) = (try VectorFile.values(fields[2], type), try VectorFile.values(fields[3], type))
            for (index, function) in Self.pairFunctions.enumerated() {
                let specification = AggregateSpecification(function: function, argument: type, second: type)
                let results = try Self.results(specification, ys, xs)
                for result in results {
                    #expect(VectorFile.shown(result) == fields[4 + index], "\(fields[0]), \(type), \(function)")
                }
            }
        }
    }

    @Test func `every shape is the double nearest to the exact one`() throws {
        let lines = try VectorFile.lines("shapes")
        #expect(lines.count > 100)
        for fields in lines {
            let type = try #require(ValueType(rawValue: fields[1]))
            let values = try VectorFile.values(fields[2], type)
            for (index, function) in [AggregateFunction.skewness, .kurtosis, .kurtosisPopulation].enumerated() {
                let specification = AggregateSpecification(function: function, argument: type)
                for result in try Self.results(specification, values, nil) {
                    #expect(VectorFile.shown(result) == fields[3 + index], "\(fields[0]), \(type), \(function)")
                }
            }
        }
    }

    /// The result over three nodes that are merged, and inside one node, there also after rows were added and taken away again.
    private static func results(_ specification: AggregateSpecification, _ ys: [Value], _ xs: [Value]?) throws -> [Value?] {
        let layout = PartialLayout(keys: [], aggregates: [specification])
        var merged = MergedTable(layout: layout)
        for node in 0..<3 {
            let rows = ys.indices.filter { $0 % 3 == node }.map {
                Row(key: [], patient: $0, arguments: [ys[$0]], seconds: [xs?[$0]])
            }
            try merged.merge(Grouping(layout: layout).partial(rows))
        }
        var inner = InnerAggregate(specification)
        for index in ys.indices { inner.add(ys[index], xs?[index]) }
        for index in ys.indices.reversed() { inner.add(ys[index], xs?[index]) }
        for index in ys.indices { inner.remove(ys[index], xs?[index]) }
        // What the boundary withholds is NULL inside.
        guard case .exact(let value)? = merged.finish(column: 0, group: 0) else {
            return [inner.result() == .null ? nil : inner.result()]
        }
        return [value, inner.result()]
    }

    @Test func `a value that is not finite gives NaN where it takes part`() throws {
        func value(_ function: AggregateFunction, _ ys: [Double], _ xs: [Double]) throws -> Value? {
            let specification = AggregateSpecification(function: function, argument: .double, second: .double)
            return try Self.results(specification, ys.map { .double($0) }, xs.map { .double($0) }).first ?? nil
        }
        let (ys, xs) = ([1.0, .infinity, 2.0], [1.0, 2.0, 4.0])
        #expect(try value(.covariancePopulation, ys, xs) == .double(.nan))
        #expect(try value(.regressionAverageY, ys, xs) == .double(.infinity))
        #expect(try value(.regressionAverageX, ys, xs) == .double(7.0 / 3))
        #expect(try value(.regressionSXX, ys, xs) == .double(14.0 / 3))
        #expect(try value(.regressionCount, ys, xs) == .integer(3))
        #expect(try value(.correlation, ys, [5, 5, 5]) == .null)
        #expect(try value(.covarianceSample, [.nan], [1]) == .null)
    }
}
