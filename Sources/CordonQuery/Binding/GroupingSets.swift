import CordonValues

/// GROUP BY written out: the keys without repeats, and of each grouping set the keys by number.
struct GroupingSets {
    var keys: [BoundExpression] = []
    var sets: [[Int]] = [[]]

    mutating func number(of key: BoundExpression) throws(Diagnostic) -> Int {
        if let known = keys.firstIndex(where: { $0.size == key.size && $0.typed == key.typed }) { return known }
        guard keys.count < QuestionLimits.groupKeys else { throw QuestionLimits.exceeded("group keys", QuestionLimits.groupKeys, key.span) }
        keys.append(key)
        return keys.count - 1
    }
}

extension SelectBinder {
    /// Several elements of GROUP BY multiply: each set of one with each of the next (PostgreSQL 15, section 7.2.4).
    mutating func groupingSets(_ outputs: [Output]) throws(Diagnostic) -> GroupingSets {
        var result = GroupingSets()
        for element in select.grouping {
            let sets = try self.sets(of: element, outputs, &result)
            guard result.sets.count * sets.count <= QuestionLimits.groupingSets else {
                throw QuestionLimits.exceeded("grouping sets", QuestionLimits.groupingSets, syntax.span)
            }
            result.sets = result.sets.flatMap { left in sets.map { right in left + right.filter { !left.contains($0) } } }
        }
        return result
    }

    private mutating func sets(
        of element: SyntaxGrouping, _ outputs: [Output], _ result: inout GroupingSets
    ) throws(Diagnostic) -> [[Int]] {
        switch element {
        case .expression(let syntax):
            return [[try number(of: syntax, outputs, &result)]]
        case .tuple(let parts):
            var numbers: [Int] = []
            for part in parts { numbers.append(try number(of: part, outputs, &result)) }
            return [numbers]
        case .rollup(let parts):
            let units = try self.units(parts, outputs, &result)
            return (0...units.count).reversed().map { Array(units.prefix($0).joined()) }
        case .cube(let parts):
            let units = try self.units(parts, outputs, &result)
            guard units.count <= 6 else { throw QuestionLimits.exceeded("grouping sets", QuestionLimits.groupingSets, syntax.span) }
            // Of the sets, the largest first, as PostgreSQL writes them.
            return (0..<(1 << units.count)).map { bits in
                units.indices.filter { bits >> (units.count - 1 - $0) & 1 == 0 }.flatMap { units[$0] }
            }
        case .sets(let parts):
            var all: [[Int]] = []
            for part in parts { all += try sets(of: part, outputs, &result) }
            return all
        }
    }

    private mutating func units(_ parts: [SyntaxGrouping], _ outputs: [Output], _ result: inout GroupingSets) throws(Diagnostic) -> [[Int]] {
        var units: [[Int]] = []
        for part in parts { units += try sets(of: part, outputs, &result) }
        return units
    }

    private mutating func number(of syntax: SyntaxExpression, _ outputs: [Output], _ result: inout GroupingSets) throws(Diagnostic) -> Int {
        var key = try groupKey(syntax, outputs)
        if key.holdsAggregate || key.holdsWindow {
            throw Diagnostic(
                .misplacedAggregate, "\(key.holdsWindow ? "A window function" : "An aggregate") cannot stand in GROUP BY.", span: syntax.span,
                hint: "Group by columns and restrict groups with HAVING.")
        }
        if key.isUntyped { key = try binder.coerced(key, to: .text) }
        return try result.number(of: key)
    }
}
