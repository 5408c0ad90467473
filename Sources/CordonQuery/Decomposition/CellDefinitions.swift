import CordonAggregates
import CordonValues

/// What the sets of patients behind an answer are by the question's words, so that two sets with the same patients can be told apart from one
/// set that is asked about twice.
public struct CellDefinitions: Sendable, Hashable, Codable {
    private let source: String
    private let conditions: [String]
    private let keys: [Key]
    private let groupingSets: [[Int]]
    /// Nil where it was not kept.
    private let divides: Bool?
    private let columns: [Column]

    private struct Key: Sendable, Hashable, Codable {
        let expression: String
        let type: ValueType
    }

    private struct Column: Sendable, Hashable, Codable {
        /// Those of its FILTER.
        let conditions: [String]
        /// Nil where every row counts.
        let argument: String?
    }

    /// The definitions of a part's sets. Texts are those of ``FederatedPart/canonicalDefinition``.
    public init(_ part: FederatedPart) {
        var (below, conditions) = (part.inside, [String]())
        while case .filter(let input, let condition) = below {
            conditions += CanonicalText.conditions(of: condition)
            below = input
        }
        let boundary = part.boundary
        source = (CanonicalText.lines(of: below) + [CanonicalText.text(of: boundary.patient)]).joined(separator: "\n")
        self.conditions = conditions
        keys = boundary.keys.map { Key(expression: CanonicalText.text(of: $0.expression), type: $0.expression.type) }
        groupingSets = boundary.groupingSets
        divides = boundary.groupsPartitionPatients
        columns = boundary.aggregates.map { aggregate in
            let arguments = [aggregate.argument, aggregate.second].compactMap(\.self)
            // Of patients every one counts whose key is asked for.
            let counts = arguments.isEmpty || aggregate.specification.function == .countPatients
            return Column(
                conditions: aggregate.filter.map(CanonicalText.conditions) ?? [],
                argument: counts ? nil : arguments.map { CanonicalText.text(of: $0) }.joined(separator: " "))
        }
    }

    /// The conditions that the patients of a set of a group meet, where they come from among them; nil for a set that the part does not have.
    public func conditions(group: [Value], set number: Int) -> Set<String>? {
        guard group.count == keys.count, let positions = UnionName.positions(of: group, groupingSets) else { return nil }
        return conditions(positions.map { ($0, group[$0]) }, set: number)
    }

    /// Of groups together.
    public func conditions(union: UnionName) -> Set<String>? {
        guard union.position.map(keys.indices.contains) ?? true else { return nil }
        return conditions(union.position.map { [($0, union.value)] } ?? [], set: union.set)
    }

    /// Every patient is in one group of each grouping set, as far as is known.
    public var groupsPartitionPatients: Bool { divides ?? false }

    /// The unions that a set of a group is part of.
    public func unions(group: [Value], set number: Int) -> [UnionName] { UnionName.all(of: group, set: number, groupingSets: groupingSets) }

    private func conditions(_ values: [(key: Int, value: Value)], set number: Int) -> Set<String>? {
        guard let (place, set) = RevealedSet.of(number: number), columns.indices.contains(place) else { return nil }
        let column = columns[place]
        var all = Set(conditions + ["from \(source)"])
        for (key, value) in values { all.insert(CanonicalText.text(keys[key].expression, is: value, keys[key].type)) }
        switch set {
        case .contributors: all.formUnion(column.conditions + (column.argument.map { ["known \($0)"] } ?? []))
        case .passed: all.formUnion(column.conditions)
        case .missing, .nonZero, .allZero, .zero:
            all.insert("\(set) of \(column.argument ?? "rows") where \(column.conditions.joined(separator: " and "))")
        }
        return all
    }
}
