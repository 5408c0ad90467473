import CordonQuery
import CordonValues

/// Rows of released cells on their way through the outside of a question.
struct CellTable {
    let columns: [ReleasedColumn]
    let rows: [ReleasedRow]
    /// LIMIT or OFFSET left out rows where it is not known which are the first.
    var isCutUndecided = false

    /// Every row that there is in the pooled answer is here, and no other.
    var isComplete: Bool { rows.allSatisfy { !$0.isUndecided } }

    /// For a SELECT around: where LIMIT could not know the first rows, each of them may be another.
    func uncut() -> CellTable {
        guard isCutUndecided else { return self }
        let marked = rows.map { ReleasedRow(cells: $0.cells, marks: $0.isUndecided ? $0.marks : $0.marks + [.havingUndecided]) }
        return CellTable(columns: columns, rows: marked + [.remainder(width: columns.count)])
    }

    /// Rows of both, one behind the other.
    func followed(by other: CellTable) -> CellTable {
        CellTable(
            columns: zip(columns, other.columns).map { own, other in
                ReleasedColumn(name: own.name, type: own.type, kind: own.kind.joined(with: other.kind), unit: own.unit == other.unit ? own.unit : nil)
            }, rows: rows + other.rows)
    }
}

extension ReleasedRow {
    /// It stands for any number of rows, or for one that need not be there.
    var isUndecided: Bool { marks.contains(.remainder) || marks.contains(.havingUndecided) }
}

extension ReleasedColumn.Kind {
    /// Of a column that has cells of both kinds.
    func joined(with other: Self) -> Self {
        self == other ? self : [self, other].contains(.estimate) ? .estimate : [self, other].contains(.bounded) ? .bounded
            : [self, other].contains(.rounded) ? .rounded : .exact
    }
}
