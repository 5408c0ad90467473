/// "Did you mean": the nearest of some names, if one is near enough to be meant.
enum Suggestion {
    static func nearest(to name: String, among candidates: [String]) -> String? {
        let limit = max(1, name.count / 3)
        let ranked = Set(candidates).map { (distance(name, $0), $0) }.filter { $0.0 <= limit }
        return ranked.min { ($0.0, $0.1) < ($1.0, $1.1) }?.1
    }

    static func sentence(_ name: String, among candidates: [String]) -> String? {
        nearest(to: name, among: candidates).map { "Did you mean \($0)?" }
    }

    /// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
    static func distance(_ left: String, _ right: String) -> Int {
        let a = Array(left.prefix(64).lowercased().unicodeScalars)
        let b = Array(right.prefix(64).lowercased().unicodeScalars)
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                var best = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforeLast[j - 1] + 1) }
                row.append(best)
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}
