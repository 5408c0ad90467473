import CordonAggregates
import CordonValues

/// A question that is bound, proved local and decomposed: what runs inside each node and crosses the boundary, and what is
/// computed outside on released cells. Only ``Planner`` makes one.
public struct FederatedQuery: Sendable, Hashable {
    /// One for each aggregation over patients that the question has, without repeats; at least one. Each is computed, released and
    /// recorded by itself.
    public let parts: [FederatedPart]
    public let outside: OutsidePlan
    /// Scalar subqueries above the boundaries: plans of one row and one column, by number.
    public let values: [OutsidePlan]
    /// The mode in which partial tables leave.
    public private(set) var mode: ReleaseMode = .merged

    package init(parts: [FederatedPart], outside: OutsidePlan, values: [OutsidePlan] = []) {
        self.parts = parts
        self.outside = outside
        self.values = values
    }

    /// What the question reads, in any clause, for permits; sorted by table.
    public var reads: [TableReads] { TableReads.union(parts.flatMap(\.reads)) }

    /// What the permit's row filters read beside it, which no permit need list; sorted by table.
    public var filterReads: [TableReads] { TableReads.union(parts.flatMap(\.filterReads)) }

    /// The layouts of the partial tables that every node sends, one for each part.
    public var layouts: [PartialLayout] {
        parts.map { PartialLayout(keys: $0.boundary.layout.keys, aggregates: $0.boundary.layout.aggregates, mode: mode) }
    }

    /// The same question where partial tables leave in `mode`. Under a site floor a cell is all that its state tells: see
    /// ``BoundaryAggregate/toldByState``.
    package func leaving(in mode: ReleaseMode) -> FederatedQuery {
        guard mode == .siteFloor else { return self }
        var query = FederatedQuery(parts: parts.map(\.toldByStates), outside: outside, values: values)
        query.mode = mode
        return query
    }
}

/// One aggregation over patients: what runs inside each node, and what crosses the boundary.
public struct FederatedPart: Sendable, Hashable {
    public let inside: InsidePlan
    public let boundary: Boundary
    /// Why the inside gives the same rows on the union as on each node alone.
    public let proof: LocalityProof
    /// What it reads, in any clause; sorted by table.
    public let reads: [TableReads]
    /// What the permit's row filters read beside it; sorted by table.
    public let filterReads: [TableReads]

    package init(
        inside: InsidePlan, boundary: Boundary, proof: LocalityProof, reads: [TableReads], filterReads: [TableReads] = []
    ) {
        self.inside = inside
        self.boundary = boundary
        self.proof = proof
        self.reads = reads
        self.filterReads = filterReads
    }
}

public struct TableReads: Sendable, Hashable {
    public let table: String
    /// Sorted, without repeats.
    public let columns: [String]

    public init(table: String, columns: [String]) {
        self.table = table
        self.columns = columns
    }

    /// Each table once.
    static func union(_ reads: [TableReads]) -> [TableReads] {
        Dictionary(grouping: reads, by: \.table).map { table, parts in
            TableReads(table: table, columns: Set(parts.flatMap(\.columns)).sorted())
        }.sorted { $0.table < $1.table }
    }
}

/// The federated aggregate.
public struct Boundary: Sendable, Hashable {
    /// The group keys. Where there are several grouping sets, the first key is the number of the set, from 0.
    public let keys: [BoundaryKey]
    /// Of each grouping set the positions in ``keys`` that it groups by; the other keys are NULL in its groups. One set of all keys
    /// where the question has no others. Every set has its own cells with contributors of their own.
    public let groupingSets: [[Int]]
    public let aggregates: [BoundaryAggregate]
    /// The patient key of each row: what contributors count.
    public let patient: TypedExpression
    /// True when each patient falls into at most one group, so that patients of groups add up.
    public let groupsPartitionPatients: Bool

    package init(
        keys: [BoundaryKey], groupingSets: [[Int]]? = nil, aggregates: [BoundaryAggregate], patient: TypedExpression,
        groupsPartitionPatients: Bool
    ) {
        self.keys = keys
        self.groupingSets = groupingSets ?? [Array(keys.indices)]
        self.aggregates = aggregates
        self.patient = patient
        self.groupsPartitionPatients = groupsPartitionPatients
    }

    /// What it computes of each row, from the keys to the patient.
    var expressions: [TypedExpression] {
        keys.map(\.expression) + aggregates.flatMap { [$0.argument, $0.second, $0.filter].compactMap { $0 } } + [patient]
    }

    /// The boundary with every one of ``expressions`` mapped, in their order.
    func mapping(_ map: (TypedExpression) -> TypedExpression) -> Boundary {
        Boundary(
            keys: keys.map { BoundaryKey(expression: map($0.expression), domain: $0.domain) }, groupingSets: groupingSets,
            aggregates: aggregates.map {
                BoundaryAggregate(
                    specification: $0.specification, argument: $0.argument.map(map), second: $0.second.map(map), filter: $0.filter.map(map),
                    source: $0.source, disclosure: $0.disclosure, components: $0.components, isAsked: $0.isAsked, span: $0.span)
            }, patient: map(patient), groupsPartitionPatients: groupsPartitionPatients)
    }

    /// The layout of the partial table that every node sends for this boundary.
    public var layout: PartialLayout {
        PartialLayout(keys: keys.map(\.expression.type), aggregates: aggregates.map(\.specification))
    }
}

public struct BoundaryKey: Sendable, Hashable {
    public let expression: TypedExpression
    /// Every value the key can have, when the catalog declares it (a category with a code list used as it is); never NULL.
    public let domain: [Value]?

    package init(expression: TypedExpression, domain: [Value]?) {
        self.expression = expression
        self.domain = domain
    }
}

public struct BoundaryAggregate: Sendable, Hashable {
    public let specification: AggregateSpecification
    /// Nil for COUNT(*); the patient key for COUNT(DISTINCT patient key).
    public let argument: TypedExpression?
    /// The second argument of a function of two, the x of regr_slope(y, x).
    public let second: TypedExpression?
    public let filter: TypedExpression?
    /// The catalog's table and column, where the argument is one column as it stands, whatever the question calls it.
    public let source: String?
    /// What disclosure control must know about this column.
    public let disclosure: DisclosureNeeds
    /// Columns of the boundary that follow from this one where a reader knows the rest: terms that its argument adds up, arms of conditions
    /// inside. Where one of them may not be shown, this one may not.
    public let components: [Int]
    /// False for a column that is there as a component alone: it is never shown.
    public let isAsked: Bool
    /// The place in the question, in Unicode scalars.
    public let span: Range<Int>?

    package init(
        specification: AggregateSpecification, argument: TypedExpression?, second: TypedExpression? = nil, filter: TypedExpression?,
        source: String? = nil, disclosure: DisclosureNeeds, components: [Int] = [], isAsked: Bool = true, span: Range<Int>?
    ) {
        self.specification = specification
        self.argument = argument
        self.second = second
        self.filter = filter
        self.source = source
        self.disclosure = disclosure
        self.components = components
        self.isAsked = isAsked
        self.span = span
    }
}

/// Facts about one aggregate column that the plan alone decides.
public struct DisclosureNeeds: Sendable, Hashable {
    /// The result reveals how many of the group's patients do *not* contribute: counts, sums that may be one, anything with a FILTER
    /// or a computed argument, and sums, means and deviations that stand beside each other over the same columns in such a way that
    /// the number behind them follows.
    public let revealsComplement: Bool
    /// The result reveals how many contributors have a non-zero argument: sums, means and deviations of a condition or of another
    /// argument with few values.
    public let revealsNonZero: Bool
    /// The result is made of the sizes of sets that no node counts: figures of pairs over conditions or arguments with few values, the
    /// number of different values of what is computed.
    public let revealsUncounted: Bool
    /// The argument is made of conditions that the boundary does not see, in a subquery: where it has many values, nobody counts who meets them.
    public let conditionsBelow: Bool
    /// The values of the argument are of the question's making, so that others could be asked about the same patients: anything but a column as it
    /// stands, up to sign, scale and offset, or what an aggregate inside makes of one without a condition.
    public let hasMadeValues: Bool

    public init(
        revealsComplement: Bool, revealsNonZero: Bool, revealsUncounted: Bool = false, conditionsBelow: Bool = false, hasMadeValues: Bool = true
    ) {
        self.revealsComplement = revealsComplement
        self.revealsNonZero = revealsNonZero
        self.revealsUncounted = revealsUncounted
        self.conditionsBelow = conditionsBelow
        self.hasMadeValues = hasMadeValues
    }
}

/// A SELECT on released cells: its source, then filter, windows, the second filter, DISTINCT, order, limit, projection, in that order.
///
/// Over a part its expressions read keys and aggregates of the boundary; over any other source ``ColumnReference/key(_:)`` is the
/// position of a column of the source, those of joined tables one behind the other.
public struct OutsidePlan: Sendable, Hashable {
    public let source: OutsideSource
    public let columns: [OutputColumn]
    public let having: TypedExpression?
    /// Window functions over the rows that the filter leaves, by number.
    public let windows: [OutsideWindow]
    /// A second filter, which may read the windows.
    public let filter: TypedExpression?
    /// How many grouping sets have their groups in the answer; the sets after them are margins that windows read.
    public let shownSets: Int
    /// Equal rows are one.
    public let isDistinct: Bool
    public let order: [SortKey]
    public let limit: Int?
    public let offset: Int?

    package init(
        source: OutsideSource = .part(0), columns: [OutputColumn], having: TypedExpression? = nil, windows: [OutsideWindow] = [],
        filter: TypedExpression? = nil, shownSets: Int = 1, isDistinct: Bool = false, order: [SortKey] = [], limit: Int? = nil, offset: Int? = nil
    ) {
        self.source = source
        self.columns = columns
        self.having = having
        self.windows = windows
        self.filter = filter
        self.shownSets = shownSets
        self.isDistinct = isDistinct
        self.order = order
        self.limit = limit
        self.offset = offset
    }
}

/// What a SELECT on released cells reads.
public indirect enum OutsideSource: Sendable, Hashable {
    /// The released groups of a part, by number.
    case part(Int)
    /// The rows of another SELECT on released cells.
    case table(OutsidePlan)
    case join(OutsideJoin)
    /// UNION ALL of plans with the same number of columns of the same types.
    case union([OutsidePlan])
    /// One row without columns: SELECT without FROM.
    case single

    /// How many columns it has.
    public var width: Int {
        switch self {
        case .part, .single: 0
        case .table(let plan): plan.columns.count
        case .join(let join): join.left.width + join.right.width
        case .union(let arms): arms.first?.columns.count ?? 0
        }
    }
}

/// A join of tables of released cells; a right join is a left join with its sides exchanged.
public struct OutsideJoin: Sendable, Hashable {
    public let kind: JoinKind
    public let left: OutsideSource
    public let right: OutsideSource
    /// Over the columns of both sides; nil for all pairs.
    public let on: TypedExpression?

    package init(kind: JoinKind, left: OutsideSource, right: OutsideSource, on: TypedExpression?) {
        self.kind = kind
        self.left = left
        self.right = right
        self.on = on
    }
}

/// A window function over groups, on released cells.
public struct OutsideWindow: Sendable, Hashable {
    public let window: PlanWindow
    /// Where the function is the sum of an aggregate over the groups of a coarser grouping set: that set and the aggregate. The sum is
    /// then a cell of its own, released like any other.
    public let margin: Margin?

    public struct Margin: Sendable, Hashable {
        public let set: Int
        public let aggregate: Int
    }
}

/// One column of the answer; its references are boundary keys and aggregates.
public struct OutputColumn: Sendable, Hashable {
    public let name: String
    public let expression: TypedExpression
    /// UCUM code or word, where the expression keeps the unit of a measure.
    public let unit: String?

    package init(name: String, expression: TypedExpression, unit: String?) {
        self.name = name
        self.expression = expression
        self.unit = unit
    }
}

public struct SortKey: Sendable, Hashable {
    public let expression: TypedExpression
    public let descending: Bool
    /// PostgreSQL's default: last when ascending, first when descending.
    public let nullsFirst: Bool

    package init(expression: TypedExpression, descending: Bool, nullsFirst: Bool) {
        self.expression = expression
        self.descending = descending
        self.nullsFirst = nullsFirst
    }
}

/// One step of the proof that a relation is local, with the steps it rests on.
public struct LocalityProof: Sendable, Hashable {
    public let relation: String
    public let property: LocalityProperty
    /// The rule that gave the property, one sentence.
    public let rule: String
    public let premises: [LocalityProof]

    package init(relation: String, property: LocalityProperty, rule: String, premises: [LocalityProof]) {
        self.relation = relation
        self.property = property
        self.rule = rule
        self.premises = premises
    }
}

public enum LocalityProperty: String, Sendable, Hashable {
    case replicated
    /// Each row belongs to one patient.
    case patientLocal = "patient-local"
    /// Each row belongs to one hospital, and no patient is known.
    case nodeLocal = "node-local"
    /// All rows belong to the row of the query around.
    case correlated
    case crossPatient = "cross-patient"
}
