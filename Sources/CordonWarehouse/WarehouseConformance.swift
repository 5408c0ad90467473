import CordonAggregates
import CordonQuery
import CordonValues

/// Runs questions against a warehouse and against the in-memory reference over the same rows. A warehouse conforms when there are
/// no disagreements: the partial tables are equal, or neither answers.
public struct WarehouseConformance: Sendable {
    public struct Disagreement: Sendable {
        /// Position of the question in the list.
        public let question: Int
        public let expected: Outcome
        public let found: Outcome
    }

    public enum Outcome: Sendable, Hashable {
        case partials([PartialTable])
        case diagnostic(DiagnosticCode)
    }

    private let reference: InMemoryWarehouse

    public init(reference: InMemoryWarehouse) { self.reference = reference }

    public func disagreements(
        of warehouse: some Warehouse, on questions: [FederatedQuery], limits: ExecutionLimits = ExecutionLimits()
    ) -> [Disagreement] {
        questions.enumerated().compactMap { index, query in
            let expected = Self.outcome(of: reference, query, limits)
            let found = Self.outcome(of: warehouse, query, limits)
            return expected == found ? nil : Disagreement(question: index, expected: expected, found: found)
        }
    }

    private static func outcome(of warehouse: some Warehouse, _ query: FederatedQuery, _ limits: ExecutionLimits) -> Outcome {
        do throws(Diagnostic) {
            return .partials(try warehouse.answer(query, limits: limits, cancellation: Cancellation()))
        } catch {
            return .diagnostic(error.code)
        }
    }
}
