extension Collection<String> {
    /// The element that a writer of `name` most likely meant, or nil when none is near: at most a third of its letters differ.
    /// For names up to 64 characters; longer ones have no nearest.
    public func nearest(to name: String) -> String? {
        guard name.utf8.count <= 64 else { return nil }
        let wanted = Array(name.lowercased().utf8)
        let measured = filter { $0.utf8.count <= 64 }.map { ($0, editDistance(wanted, Array($0.lowercased().utf8))) }
        guard let best = measured.min(by: { ($0.1, $0.0) < ($1.1, $1.0) }), best.1 * 3 <= Swift.max(wanted.count, 3) else { return nil }
        return best.0
    }
}

/// Insertions, deletions, replacements and swaps of neighbours that lead from one to the other (Damerau-Levenshtein, each letter
/// edited once).
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var before: [Int] = []
    var row = Array(0...right.count)
    for (i, byte) in left.enumerated() {
        var next = [i + 1]
        for (j, other) in right.enumerated() {
            var best = min(row[j] + (byte == other ? 0 : 1), row[j + 1] + 1, next[j] + 1)
            if i > 0, j > 0, byte == right[j - 1], left[i - 1] == other { best = min(best, before[j - 1] + 1) }
            next.append(best)
        }
        before = row
        row = next
    }
    return row[right.count]
}
