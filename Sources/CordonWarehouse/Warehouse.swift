import CordonAggregates
import CordonCatalog
import CordonQuery
import CordonValues

/// A hospital's data as the catalog describes it, whatever engine holds it.
public protocol Warehouse: Sendable {
    var snapshot: SnapshotDescription { get }

    /// The partial table of one part of a question, in canonical order. A part without group keys has its one group even when no row
    /// meets it. Every limit, a cancellation, and everything that depends on rows fails with ``Diagnostic/notAnswered``, so that
    /// nothing about the data can be learnt from how a question fails.
    func answer(_ part: FederatedPart, limits: ExecutionLimits, cancellation: Cancellation) throws(Diagnostic) -> PartialTable

    /// The same with who is behind it.
    func membershipAnswer(
        _ part: FederatedPart, limits: ExecutionLimits, cancellation: Cancellation
    ) throws(Diagnostic) -> (table: PartialTable, memberships: PatientMemberships)

    /// The values of a column of a table that has one row for each patient, without NULL; none of any other, nor of a column whose catalog declares at most ``ValueDifference/most``. `source` names table and column:
    /// ``BoundaryAggregate/source``.
    func values(of source: String) throws(Diagnostic) -> [(patient: Value, value: Value)]
}

extension Warehouse {
    /// The partial tables of all parts of a question, one after the other, within the limits of one question: the time that the parts take
    /// and the groups that they keep add up.
    public func answer(
        _ query: FederatedQuery, limits: ExecutionLimits, cancellation: Cancellation
    ) throws(Diagnostic) -> [PartialTable] {
        try answer(query, limits: limits) { (part, rest) throws(Diagnostic) in
            let table = try answer(part, limits: rest, cancellation: cancellation)
            return (table, table)
        }
    }

    /// The same with who is behind them.
    public func membershipAnswers(
        _ query: FederatedQuery, limits: ExecutionLimits, cancellation: Cancellation
    ) throws(Diagnostic) -> [(table: PartialTable, memberships: PatientMemberships)] {
        try answer(query, limits: limits) { (part, rest) throws(Diagnostic) in
            let answer = try membershipAnswer(part, limits: rest, cancellation: cancellation)
            return (answer.table, answer)
        }
    }

    /// The values of a column as a question reads them under a permit.
    public func values(of source: String, under rows: PermittedRows, catalog: Catalog) throws(Diagnostic) -> [(patient: Value, value: Value)] {
        let values = try values(of: source)
        guard rows.outOfBounds == .clip, let column = catalog.column(source: source)?.column, let (low, high) = column.valueBounds else { return values }
        return values.map { ($0.patient, ScalarFunction.clip.apply([$0.value, low, high], resultType: column.type)) }
    }

    private func answer<Answer>(
        _ query: FederatedQuery, limits: ExecutionLimits,
        _ answer: (FederatedPart, ExecutionLimits) throws(Diagnostic) -> (PartialTable, Answer)
    ) throws(Diagnostic) -> [Answer] {
        let start = ContinuousClock.now
        var answers: [Answer] = []
        var rest = limits
        for part in query.parts {
            guard answers.isEmpty || rest.groups >= 0 && rest.memoryBytes > 0 && rest.seconds > 0 else { throw .notAnswered }
            let (partial, whole) = try answer(part, rest)
            rest.groups -= partial.groupCount
            rest.memoryBytes -= partial.groupCount * (64 + 256 * partial.columns.count)
            rest.seconds = limits.seconds - (ContinuousClock.now - start) / .seconds(1)
            answers.append(whole)
        }
        return answers
    }
}

extension Diagnostic {
    /// The one shape in which a warehouse does not answer: too slow, too large, cancelled, a failing disk.
    public static let notAnswered = Diagnostic(
        .notAnswered, "The hospital did not answer this question.",
        hint: "A question that reads fewer rows or makes fewer groups may be answered.")
}
