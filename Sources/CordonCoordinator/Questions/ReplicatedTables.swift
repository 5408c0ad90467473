import CordonCatalog
import CordonQuery
import CordonValues

/// Whether hospitals hold the same rows of the tables that a question takes for the same everywhere.
///
/// Claim: where a question, or a row filter of its permit, reads a replicated table, all hospitals that have said what they hold of it hold the same. A hospital that has
/// said nothing yet (it has not polled, or its version does not say it) is not compared.
struct ReplicatedTables {
    private let names: Set<String>

    init(_ catalog: Catalog) {
        names = Set(catalog.tables.filter { if case .replicated = $0.kind { true } else { false } }.map(\.name))
    }

    /// Throws `vocabulary-differs`, naming the first table and who holds what.
    func check(_ plan: FederatedQuery, at nodes: [String], _ statuses: [NodeStatus]) throws(Diagnostic) {
        let asked = statuses.filter { nodes.contains($0.node) }
        for table in Set((plan.reads + plan.filterReads).map(\.table)).sorted() where names.contains(table) {
            var holders: [String: [NodeStatus]] = [:]
            for status in asked {
                if let digest = status.replicated?[table] { holders[digest, default: []].append(status) }
            }
            guard holders.count > 1 else { continue }
            let camps = holders.values.map { $0.sorted { $0.node < $1.node } }.sorted { ($1.count, $0[0].node) < ($0.count, $1[0].node) }
            throw Diagnostic(
                .vocabularyDiffers,
                "The hospitals hold different rows of '\(table)', so that the answer would not be that of one database: "
                    + camps.map(Self.words).joined(separator: " against ") + ".",
                hint: "They load the same vocabulary, or the question goes without it.")
        }
    }

    private static func words(_ camp: [NodeStatus]) -> String {
        let versions = Set(camp.compactMap(\.vocabularyVersion)).sorted()
        return camp.map(\.node).joined(separator: ", ") + (versions.isEmpty ? "" : " (\(versions.joined(separator: ", ")))")
    }
}
