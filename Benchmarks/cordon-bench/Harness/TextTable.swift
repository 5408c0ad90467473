import Foundation

/// A plain table: the first column to the left, the others to the right.
struct TextTable {
    let title: String
    private var rows: [[String]]

    init(_ title: String, columns: [String]) {
        self.title = title
        rows = [columns]
    }

    mutating func add(_ cells: [String]) { rows.append(cells) }

    func print() {
        let widths = (rows.first ?? []).indices.map { column in
            rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
        }
        Swift.print("\n\(title)")
        for row in rows {
            let cells = zip(row, widths).enumerated().map { index, cell in
                let space = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
                return index == 0 ? cell.0 + space : space + cell.0
            }
            Swift.print("  " + cells.joined(separator: "  "))
        }
    }
}

/// How numbers are written in tables.
enum Figure {
    static func decimal(_ number: Double, digits: Int) -> String { String(format: "%.\(digits)f", number) }

    static func times(_ ratio: Double) -> String { decimal(ratio, digits: ratio < 10 ? 2 : 1) + "x" }

    static func milliseconds(_ seconds: Double) -> String { decimal(seconds * 1000, digits: 1) }

    /// Groups per second with a unit: 950 k, 12.3 M.
    static func rate(_ number: Double) -> String {
        number >= 1e6 ? decimal(number / 1e6, digits: 2) + " M" : decimal(number / 1e3, digits: 0) + " k"
    }

    static func bytes(_ count: Int) -> String {
        var digits = String(count)
        var parts: [Substring] = []
        while digits.count > 3 {
            parts.insert(Substring(String(digits.suffix(3))), at: 0)
            digits.removeLast(3)
        }
        return ([Substring(digits)] + parts).joined(separator: " ")
    }
}
