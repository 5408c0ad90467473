/// A sparse vector over atoms, by ascending atom, without zeros.
struct SpanRow {
    var columns: [Int32] = []
    var coefficients: [UInt64] = []

    var isZero: Bool { columns.isEmpty }

    func coefficient(at column: Int32) -> UInt64? {
        var (low, high) = (0, columns.count)
        while low < high {
            let middle = (low + high) / 2
            if columns[middle] < column { low = middle + 1 } else { high = middle }
        }
        return low < columns.count && columns[low] == column ? coefficients[low] : nil
    }

    mutating func scale(by factor: UInt64) {
        guard factor != 1 else { return }
        for index in coefficients.indices { coefficients[index] = PrimeField.product(coefficients[index], factor) }
    }
}
