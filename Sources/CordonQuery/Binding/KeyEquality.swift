import CordonCatalog
import CordonValues

/// `a.patient_id = b.patient_id`, the one use of keys in a condition: both name the same key of two tables of the question.
struct KeyEquality: Sendable {
    let left: BoundColumn
    let right: BoundColumn
    let span: Range<Int>

    /// True when it joins two relations on the patient, not merely on a key of one node.
    var joinsPatients: Bool { left.column.role == .patient }

    var condition: BoundExpression {
        .call(.equal, [.column(left, span), .column(right, span)], .boolean, span)
    }

    /// Nil when neither side is a key; then the equality is like any other.
    init?(_ left: BoundColumn, _ right: BoundColumn, _ span: Range<Int>) throws(Diagnostic) {
        guard left.isKey || right.isKey else { return nil }
        guard left.isKey, right.isKey, left.column.role == right.column.role, left.relation != right.relation,
            left.column.type == right.column.type, left.column.role == .patient || left.column.name == right.column.name
        else {
            throw Diagnostic(
                .patientKey, "A key is compared only with the same key of another table of the question.", span: span,
                hint: "Join as a.patient_id = b.patient_id; restrict patients by what the catalog says of them.")
        }
        self.left = left
        self.right = right
        self.span = span
    }
}

extension BoundColumn {
    var isKey: Bool {
        switch column.role {
        case .patient, .nodeKey: true
        case .category, .measure, .date, .identifier, .text: false
        }
    }
}

/// One condition of those that AND joins in ON and WHERE.
enum Conjunct: Sendable {
    case key(KeyEquality)
    case condition(BoundExpression)

    var expression: BoundExpression {
        switch self {
        case .key(let equality): equality.condition
        case .condition(let condition): condition
        }
    }

    var relations: Set<Int> {
        switch self {
        case .key(let equality): [equality.left.relation, equality.right.relation]
        case .condition(let condition): Set(condition.columns.map(\.relation))
        }
    }
}
