/// Rows of text in columns that are as wide as they have to be.
public enum TextColumns {
    public static func lines(_ rows: [[String]]) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in rows.reduce(0) { max($0, $1.count > column ? $1[column].count : 0) } }
        return rows.map { row in
            let line = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count + 2) }.joined()
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}
