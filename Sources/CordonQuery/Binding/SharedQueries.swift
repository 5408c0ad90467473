import CordonValues

/// A WITH query that has been bound, for wherever else it is named.
struct SharedQuery {
    let query: BoundQuery
    /// What binding it cost, which each place that names it costs again: whoever looks at a plan sees it there.
    let nodes: Int
    /// Tables that it reads, each as often as it is read.
    let scans: Int
    /// Columns that it makes, with those of the queries in it.
    let columns: Int
    let height: Int
}

extension BoundQuery {
    /// The same rows under a relation of their own, so that the query can stand beside itself.
    func again(_ session: BindingSession) -> BoundQuery {
        var list = ProjectedList(session: session, locality: locality)
        for column in columns { list.add(column.planName, .column(column, 0..<0), column.deferredReads) }
        let query = list.finish(plan, outerColumns: outerColumns, isOneRow: isOneRow)
        // A condition on the rows of one place says nothing of those of another, and so neither is made of the other.
        let shown = zip(query.columns, columns).map { own, known in
            BoundColumn(
                derived: own.column, planName: own.planName, relation: own.relation, origin: known.origin, isOnePerPatient: known.isOnePerPatient,
                deferredReads: known.deferredReads)
        }
        return BoundQuery(plan: query.plan, columns: shown, locality: query.locality, outerColumns: outerColumns, isOneRow: isOneRow)
    }
}
