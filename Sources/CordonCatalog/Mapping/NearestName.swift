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

/// Insertions, deletions and replacements that lead from one to the other (Levenshtein).
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (i, byte) in left.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in right.enumerated() {
            let replaced = diagonal + (byte == other ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
        }
    }
    return row[right.count]
}
