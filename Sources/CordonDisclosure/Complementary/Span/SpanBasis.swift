/// The span of the shown cells, as an echelon basis modulo 2^61 − 1 that grows row by row.
///
/// A row holds no pivot of an earlier row, but may hold pivots of later ones; so a vector is reduced by taking the pivots that it holds in
/// the order in which their rows came.
struct SpanBasis {
    private var rows: [SpanRow] = []
    /// Of each column the row whose pivot it is, or −1.
    private var rowOfPivot: [Int32]
    // Scratch space of one reduction; zero between reductions.
    private var sum: [UInt64]
    private var isTouched: [Bool]
    private var touched: [Int32] = []
    private var waiting = RowQueue()

    init(columns: Int) {
        rowOfPivot = [Int32](repeating: -1, count: columns)
        sum = [UInt64](repeating: 0, count: columns)
        isTouched = [Bool](repeating: false, count: columns)
    }

    var rank: Int { rows.count }

    /// What is left of a cell after everything that the basis knows is taken away; zero when the basis spans it.
    mutating func residual(of set: some Sequence<Int32>) -> SpanRow {
        for column in set { add(1, at: column) }
        while let row = waiting.removeLeast() {
            guard let pivot = rows[row].columns.first(where: { rowOfPivot[Int($0)] == Int32(row) }) else { continue }
            let factor = sum[Int(pivot)]
            if factor != 0 { subtract(rows[row], times: factor) }
        }
        return collect()
    }

    /// `row` is a residual of this basis that is not zero and holds `pivot`.
    mutating func insert(_ row: SpanRow, pivot: Int32) {
        guard let leading = row.coefficient(at: pivot) else { return }
        var normal = row
        normal.scale(by: PrimeField.inverse(leading))
        // The pivot comes first, so that it is found at once.
        if let place = normal.columns.firstIndex(of: pivot) {
            normal.columns.swapAt(0, place)
            normal.coefficients.swapAt(0, place)
        }
        rowOfPivot[Int(pivot)] = Int32(rows.count)
        rows.append(normal)
    }

    private mutating func add(_ value: UInt64, at column: Int32) {
        let index = Int(column)
        if !isTouched[index] {
            isTouched[index] = true
            touched.append(column)
            if rowOfPivot[index] >= 0 { waiting.insert(Int(rowOfPivot[index])) }
        }
        sum[index] = PrimeField.sum(sum[index], value)
    }

    private mutating func subtract(_ row: SpanRow, times factor: UInt64) {
        let opposite = PrimeField.negative(factor)
        for (column, coefficient) in zip(row.columns, row.coefficients) {
            add(PrimeField.product(coefficient, opposite), at: column)
        }
    }

    private mutating func collect() -> SpanRow {
        touched.sort()
        var result = SpanRow()
        for column in touched {
            let index = Int(column)
            if sum[index] != 0 {
                result.columns.append(column)
                result.coefficients.append(sum[index])
            }
            sum[index] = 0
            isTouched[index] = false
        }
        touched.removeAll(keepingCapacity: true)
        return result
    }
}

/// Numbers of rows, the least first (a binary heap).
struct RowQueue {
    private var heap: [Int] = []

    mutating func insert(_ row: Int) {
        heap.append(row)
        var child = heap.count - 1
        while child > 0, heap[(child - 1) / 2] > heap[child] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func removeLeast() -> Int? {
        guard let least = heap.first, let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return least }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] < heap[least] { least = child }
            if least == parent { break }
            heap.swapAt(parent, least)
            parent = least
        }
        return least
    }
}
