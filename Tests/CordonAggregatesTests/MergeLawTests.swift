import CordonAggregates
import CordonValues
import Testing

/// The laws that every registered aggregate obeys, over every argument type that it takes.
@Suite struct MergeLawTests {
    @Test(arguments: AggregateSpecification.allSupported)
    func `merging any partition of the patients in any order equals the whole`(specification: AggregateSpecification) throws {
        for seed in 1...Self.repetitions(specification) as ClosedRange<UInt64> {
            var source = SeededNumbers(seed: seed &* 977)
            let layout = PartialLayout(keys: [.integer, .text], aggregates: [specification])
            let patients = Int.random(in: 1...60, using: &source)
            let grouping = Grouping(layout: layout)
            let rows = source.rows(Int.random(in: 0...160, using: &source), patients: patients, aggregates: [specification])
            var whole = MergedTable(layout: layout)
            try whole.merge(grouping.partial(rows))
            let nodes = Int.random(in: 1...7, using: &source)
            let homes = (0..<patients).map { _ in Int.random(in: 0..<nodes, using: &source) }
            let partials = try (0..<nodes).map { node in
                try grouping.partial(rows.filter { homes[$0.patient] == node }.shuffled(using: &source))
            }
            var merged = MergedTable(layout: layout)
            for partial in partials.shuffled(using: &source) { try merged.merge(partial) }
            expectSame(merged, whole)
            for (group, key) in merged.keys.enumerated() {
                let having = partials.filter { $0.keys.contains(key) }
                #expect(Int(merged.hospitals[group]) == having.count)
                let contributing = having.filter { $0.columns[0].contributors[$0.keys.firstIndex(of: key) ?? 0] > 0 }
                #expect(Int(merged.columns[0].hospitals[group].contributors) == contributing.count)
            }
        }
    }

    /// Fewer for a specification whose state is that of one before it.
    private static func repetitions(_ specification: AggregateSpecification) -> UInt64 {
        let first = AggregateSpecification.allSupported.first {
            $0.stateKind == specification.stateKind && $0.argument == specification.argument && $0.second == specification.second
                && $0.grid == specification.grid
        }
        return first == specification ? 5 : 1
    }

    private func expectSame(_ merged: MergedTable, _ whole: MergedTable) {
        #expect(merged.keys == whole.keys)
        #expect(merged.patients == whole.patients)
        for (left, right) in zip(merged.columns, whole.columns) {
            #expect(left.states == right.states)
            #expect(left.contributors == right.contributors)
            #expect(left.nonZero == right.nonZero)
        }
        for group in merged.keys.indices {
            #expect(merged.finish(column: 0, group: group) == whole.finish(column: 0, group: group))
        }
    }

    @Test(arguments: AggregateSpecification.allSupported)
    func `states merge associatively and commutatively, with an identity`(specification: AggregateSpecification) throws {
        var source = SeededNumbers(seed: 4711)
        let grouping = Grouping(layout: PartialLayout(keys: [], aggregates: [specification]))
        var states = try (0..<7).map { count in
            try grouping.partial(source.rows(count * count, patients: 20, aggregates: [specification]).map(\.withoutKey))
                .columns[0].states[0]
        }
        let identity = AggregateState.identity(of: specification.stateKind)
        states.append(identity)
        states.append(.overflowed)
        for left in states {
            #expect(left.merged(with: identity) == left)
            #expect(identity.merged(with: left) == left)
            for middle in states {
                #expect(left.merged(with: middle) == middle.merged(with: left))
                for right in states {
                    #expect(left.merged(with: middle).merged(with: right) == left.merged(with: middle.merged(with: right)))
                }
            }
        }
    }

    @Test(arguments: AggregateSpecification.allSupported)
    func `no rows finish as SQL says, and an overflow is withheld`(specification: AggregateSpecification) {
        let empty = AggregateState.identity(of: specification.stateKind).finish(specification)
        switch specification.function.definition.family {
        case .count: #expect(empty == .exact(.integer(0)))
        case .pairs: #expect(empty == .exact(specification.function == .regressionCount ? .integer(0) : .null))
        case .moment, .truth, .mode, .quantile: #expect(empty == .exact(.null))
        case .extreme: #expect(empty == nil)
        }
        #expect(AggregateState.overflowed.finish(specification) == nil)
        let others = StateKind.allCases.filter { $0 != specification.stateKind }
        for kind in others { #expect(AggregateState.identity(of: kind).finish(specification) == nil) }
    }

    @Test(arguments: AggregateSpecification.allSupported)
    func `a finished value has the result type`(specification: AggregateSpecification) throws {
        var source = SeededNumbers(seed: 99)
        let layout = PartialLayout(keys: [], aggregates: [specification])
        let rows = source.rows(40, patients: 20, aggregates: [specification]).map(\.withoutKey)
        var merged = MergedTable(layout: layout)
        try merged.merge(Grouping(layout: layout).partial(rows))
        guard let value = merged.finish(column: 0, group: 0) else {
            // Doubles of any exponent: their squares lie beyond the largest.
            #expect(specification.function.definition.family == .extreme || specification.argument == .double)
            return
        }
        switch value {
        case .exact(let value): #expect(value.text(as: specification.resultType) != nil || value.isNull)
        case .bounded(let low, let high):
            #expect(low.text(as: specification.resultType) != nil)
            #expect(high.text(as: specification.resultType) != nil)
        case .estimate(let value, let error):
            #expect(value.text(as: specification.resultType) != nil)
            #expect(error >= 0)
        }
    }

    @Test func `two states of different kinds withhold the cell`() {
        for left in StateKind.allCases {
            for right in StateKind.allCases where left != right {
                #expect(AggregateState.identity(of: left).merged(with: .identity(of: right)) == .overflowed)
            }
        }
    }

    @Test func `a merged count beyond 64 bits is withheld`() {
        #expect(AggregateState.count(.max).merged(with: .count(1)) == .overflowed)
        let sum = AggregateState.wholeSum(WholeSum(rows: .max, sum: 0))
        #expect(sum.merged(with: sum) == .overflowed)
    }
}

extension Row {
    var withoutKey: Row { Row(key: [], patient: patient, arguments: arguments, seconds: seconds) }
}
