import CordonCatalog
import CordonValues

/// Remembers the row keys of a table, to find those that repeat.
struct KeyWatch {
    private let positions: [Int]
    private var wholes: Set<Int64> = []
    private var others: Set<[Value]> = []

    init(_ mapping: TableMapping) {
        let names = mapping.columns.map(\.column.name)
        let positions = mapping.table.rowKey.compactMap { names.firstIndex(of: $0) }
        // A key that holds the row's number cannot repeat.
        let isNumbered = positions.contains { mapping.columns[$0].origin == .rowNumber }
        self.positions = isNumbered ? [] : positions
    }

    mutating func isNew(_ row: [Value]) -> Bool {
        guard let first = positions.first else { return true }
        if positions.count == 1, case .integer(let number) = row[first] { return wholes.insert(number).inserted }
        return others.insert(positions.map { row[$0] }).inserted
    }
}

/// Whether a column has more than one value. A missing value is none.
struct Uniformity {
    private let isWatched: Bool
    private var first: Value?
    private var count = 0
    private var varies = false

    init(isWatched: Bool) { self.isWatched = isWatched }

    mutating func see(_ value: Value) {
        count += 1
        guard isWatched, !varies else { return }
        if let first { varies = first != value } else { first = value }
    }

    /// Nil when the column varies, or when there are too few rows to say.
    func kind(rows: Int) -> UniformColumn.Kind? {
        guard isWatched, rows > 1 else { return nil }
        if count == 0 { return .empty }
        return varies || count < 2 ? nil : .constant
    }
}

/// The declared bounds of a measure.
struct BoundsWatch {
    private let bounds: ClosedRange<Rational>
    private let doubles: ClosedRange<Double>

    /// Nil for a column without bounds.
    init?(_ column: CatalogColumn) {
        guard case .measure(_, let bounds?) = column.role else { return nil }
        let (low, high) = (bounds.lowerBound.toDouble(), bounds.upperBound.toDouble())
        guard low <= high else { return nil }
        self.bounds = bounds
        doubles = low...high
    }

    func holds(_ value: Value) -> Bool {
        switch value {
        case .integer(let number): doubles.contains(Double(number))
        case .double(let number): doubles.contains(number.value)
        case .numeric(let number): bounds.contains(number)
        case .null, .boolean, .text, .date, .timestamp: true
        }
    }
}
