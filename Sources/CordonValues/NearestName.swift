extension Collection<String> {
    /// The element that a writer of `name` most likely meant, or nil when none is near: at most a third of its letters differ, and
    /// one may in any case. For names up to 64 letters; longer ones have no nearest.
    public func nearest(to name: String) -> String? {
        let longest = 64
        let wanted = Array(name.lowercased().unicodeScalars.prefix(longest + 1))
        guard wanted.count <= longest else { return nil }
        var best: (distance: Int, name: String)?
        for candidate in self {
            let letters = Array(candidate.lowercased().unicodeScalars.prefix(longest + 1))
            guard letters.count <= longest else { continue }
            let distance = EditDistance.optimalStringAlignment(wanted, letters)
            if best.map({ (distance, candidate) < ($0.distance, $0.name) }) ?? true { best = (distance, candidate) }
        }
        guard let best, best.distance <= Swift.max(1, wanted.count / 3) else { return nil }
        return best.name
    }
}

/// How far apart two words are.
public enum EditDistance {
    /// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours, no letter edited twice.
    public static func optimalStringAlignment<Letter: Equatable>(_ left: [Letter], _ right: [Letter]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var row = [i + 1]
            for (j, other) in right.enumerated() {
                var best = min(row[j] + 1, last[j + 1] + 1, last[j] + (letter == other ? 0 : 1))
                if i > 0, j > 0, letter == right[j - 1], left[i - 1] == other { best = min(best, beforeLast[j - 1] + 1) }
                row.append(best)
            }
            beforeLast = last
            last = row
        }
        return last[right.count]
    }
}
