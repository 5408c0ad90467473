import CordonAggregates
import CordonValues

/// A question that is bound, proved local and decomposed: what runs inside each node, what crosses the boundary, and what is
/// computed outside on released cells. Only ``Planner`` makes one.
public struct FederatedQuery: Sendable, Hashable {
    public let inside: InsidePlan
    public let boundary: Boundary
    public let outside: OutsidePlan
    /// Why the inside gives the same rows on the union as on each node alone.
    public let proof: LocalityProof
    /// What the question reads, in any clause, for permits.
    public let reads: [TableReads]

    package init(inside: InsidePlan, boundary: Boundary, outside: OutsidePlan, proof: LocalityProof, reads: [TableReads]) {
        self.inside = inside
        self.boundary = boundary
        self.outside = outside
        self.proof = proof
        self.reads = reads
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
}

/// The relation whose rows the boundary aggregates. Grows by cases; this is the whole of it today.
public indirect enum InsidePlan: Sendable, Hashable {
    /// All rows of a catalog table. `relation` is the number that ``ColumnReference/table(relation:column:)`` uses.
    case scan(table: String, relation: Int)
    case filter(InsidePlan, TypedExpression)
    /// Inner join; `on` holds the patient-key equality and any further condition.
    case join(InsidePlan, InsidePlan, on: TypedExpression)
}

/// The federated aggregate.
public struct Boundary: Sendable, Hashable {
    public let keys: [BoundaryKey]
    public let aggregates: [BoundaryAggregate]
    /// The patient key of the rows, a column of some scan: what contributors count.
    public let patient: ColumnReference
    /// True when each patient falls into at most one group, so that patients of groups add up.
    public let groupsPartitionPatients: Bool

    package init(keys: [BoundaryKey], aggregates: [BoundaryAggregate], patient: ColumnReference, groupsPartitionPatients: Bool) {
        self.keys = keys
        self.aggregates = aggregates
        self.patient = patient
        self.groupsPartitionPatients = groupsPartitionPatients
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
    public let filter: TypedExpression?
    /// What disclosure control must know about this column.
    public let disclosure: DisclosureNeeds
    /// The place in the question, in Unicode scalars.
    public let span: Range<Int>?

    package init(
        specification: AggregateSpecification, argument: TypedExpression?, filter: TypedExpression?, disclosure: DisclosureNeeds,
        span: Range<Int>?
    ) {
        self.specification = specification
        self.argument = argument
        self.filter = filter
        self.disclosure = disclosure
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

    public init(revealsComplement: Bool, revealsNonZero: Bool) {
        self.revealsComplement = revealsComplement
        self.revealsNonZero = revealsNonZero
    }
}

/// What is computed on released cells: filter, order, limit, projection, in that order.
public struct OutsidePlan: Sendable, Hashable {
    public let columns: [OutputColumn]
    public let having: TypedExpression?
    public let order: [SortKey]
    public let limit: Int?
    public let offset: Int?

    package init(columns: [OutputColumn], having: TypedExpression?, order: [SortKey], limit: Int?, offset: Int?) {
        self.columns = columns
        self.having = having
        self.order = order
        self.limit = limit
        self.offset = offset
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
    case patientLocal = "patient-local"
    case crossPatient = "cross-patient"
}
