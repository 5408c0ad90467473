import CordonAggregates
import CordonValues
import Foundation
import Testing

@Suite struct LayoutTests {
    private let layout = PartialLayout(
        keys: [.integer, .text],
        aggregates: [
            AggregateSpecification(function: .countRows, argument: nil), AggregateSpecification(function: .average, argument: .double),
        ])

    @Test func `the fingerprint is the hash of a text that people can read`() {
        #expect(
            layout.canonicalText
                == "cordon-partial-layout 1\nkey integer\nkey text\naggregate count-rows - 1\naggregate avg double 4\n")
        // printf '…' | sha256sum
        #expect(layout.fingerprint == "ea6bc514496fcf3078fe629458be3331b9c223bae520083e2d2e26b43d24c84a")
    }

    @Test func `every change of the layout changes the fingerprint`() {
        let variants = [
            layout, PartialLayout(keys: [.text, .integer], aggregates: layout.aggregates),
            PartialLayout(keys: [.integer], aggregates: layout.aggregates),
            PartialLayout(keys: layout.keys, aggregates: layout.aggregates.reversed()),
            PartialLayout(keys: layout.keys, aggregates: []),
        ]
        #expect(Set(variants.map(\.fingerprint)).count == variants.count)
    }

    @Test func `a layout with bounds reads back from its text, and bounds that are none do not`() throws {
        let ends = try #require(Rational(Int64(1)).divided(by: Rational(Int64(3))))...Rational(Int64(200))
        let bounded = PartialLayout(
            keys: [], aggregates: [AggregateSpecification(function: .average, argument: .integer, low: ends.lowerBound, within: ends, tellsValues: true)])
        let text = "cordon-partial-layout 1\naggregate avg integer 2 low 1/3 within 1/3 200/1 values\n"
        #expect(bounded.canonicalText == text)
        #expect(PartialLayout.all(canonicalTexts: text) == [bounded])
        #expect(PartialLayout.all(canonicalTexts: text.replacingOccurrences(of: "within 1/3 200/1", with: "within 200/1 1/3")) == nil)
        #expect(PartialLayout.all(canonicalTexts: text.replacingOccurrences(of: "within 1/3 200/1", with: "within 1/3")) == nil)
    }

    @Test func `raw bytes of state kinds never change`() {
        #expect(StateKind.allCases.map(\.rawValue) == Array(0...16))
        #expect(
            [
                .none, .count, .wholeSum, .wholeMoments, .doubleSum, .doubleMoments, .numericSum, .numericMoments,
                .numericPairs, .doublePairs, .numericPowers, .doublePowers, .truths, .keys, .values, .categories, .bins,
            ] == StateKind.allCases)
    }

    @Test func `result types are PostgreSQL's`() {
        func type(_ function: AggregateFunction, _ argument: ValueType?) -> ValueType {
            AggregateSpecification(function: function, argument: argument).resultType
        }
        #expect(type(.countRows, nil) == .bigint)
        #expect(type(.count, .text) == .bigint)
        #expect(type(.countPatients, nil) == .bigint)
        #expect([.integer, .bigint, .numeric, .double].map { type(.sum, $0) } == [.bigint, .numeric, .numeric, .double])
        let means: [AggregateFunction] = [
            .average, .variancePopulation, .varianceSample, .deviationPopulation, .deviationSample,
        ]
        for function in means {
            #expect([.integer, .bigint, .numeric, .double].map { type(function, $0) } == [.numeric, .numeric, .numeric, .double])
        }
        for argument in ValueType.allCases {
            #expect(type(.minimum, argument) == argument)
            #expect(type(.maximum, argument) == argument)
        }
    }

    @Test func `an argument that a function does not take is not supported`() {
        for argument in [ValueType.boolean, .text, .date, .timestamp, nil] {
            #expect(!AggregateSpecification(function: .sum, argument: argument).isSupported)
            #expect(!AggregateSpecification(function: .deviationSample, argument: argument).isSupported)
        }
        #expect(!AggregateSpecification(function: .countRows, argument: .integer).isSupported)
        #expect(!AggregateSpecification(function: .count, argument: nil).isSupported)
        #expect(!AggregateSpecification(function: .maximum, argument: nil).isSupported)
    }

    @Test func `every function is registered under its own name`() {
        for function in AggregateFunction.allCases { #expect(function.definition.function == function) }
    }
}
