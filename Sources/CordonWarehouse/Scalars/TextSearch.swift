/// Finds a text within others in one pass over each (Knuth, Morris, Pratt, "Fast pattern matching in strings", 1977).
struct TextSearch {
    private let part: [Unicode.Scalar]
    /// Of each beginning of the part the length of the longest shorter one that it also ends with.
    private let borders: [Int]

    init(_ part: [Unicode.Scalar]) {
        self.part = part
        var borders = Array(repeating: 0, count: part.count)
        var length = 0
        for index in part.indices.dropFirst() {
            while length > 0, part[index] != part[length] { length = borders[length - 1] }
            if part[index] == part[length] { length += 1 }
            borders[index] = length
        }
        self.borders = borders
    }

    /// Where the part first begins in the slice, in the slice's own counting; an empty one at the beginning.
    func first(in text: ArraySlice<Unicode.Scalar>) -> Int? {
        guard !part.isEmpty else { return text.startIndex }
        var length = 0
        for index in text.indices {
            while length > 0, text[index] != part[length] { length = borders[length - 1] }
            if text[index] == part[length] { length += 1 }
            if length == part.count { return index - length + 1 }
        }
        return nil
    }
}
