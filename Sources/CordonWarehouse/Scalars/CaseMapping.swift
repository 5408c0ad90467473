/// Simple case mapping, one code point to one, by a table of our own: what a machine's C library or a Swift release knows of
/// Unicode must not decide an answer. The table is Unicode 14.0's simple mappings; `ß` has no upper case in it.
public enum CaseMapping {
    public static func lower(_ text: String) -> String { mapped(text, by: lower) }
    public static func upper(_ text: String) -> String { mapped(text, by: upper) }

    public static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        scalar.value < 0x80 ? ascii(scalar, from: 0x41, flipping: 0x20) : mapped(scalar, in: CaseTable.lower)
    }

    public static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        scalar.value < 0x80 ? ascii(scalar, from: 0x61, flipping: 0x20) : mapped(scalar, in: CaseTable.upper)
    }

    /// The first letter of each word in upper case, the rest in lower. Words are ASCII letters and digits and, beyond ASCII, everything
    /// but punctuation and symbols of Latin-1 and the general punctuation of U+2000 to U+206F and U+3000 to U+3003.
    public static func initcap(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var isInWord = false
        for scalar in text.unicodeScalars {
            result.append(isInWord ? lower(scalar) : upper(scalar))
            isInWord = isOfWord(scalar)
        }
        return String(result)
    }

    private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0xAA, 0xB5, 0xBA: true
        case 0..<0xC0, 0xD7, 0xF7, 0x2000...0x206F, 0x3000...0x3003: false
        default: true
        }
    }

    private static func ascii(_ scalar: Unicode.Scalar, from first: UInt32, flipping bit: UInt32) -> Unicode.Scalar {
        scalar.value &- first < 26 ? Unicode.Scalar(scalar.value ^ bit) ?? scalar : scalar
    }

    private static func mapped(_ text: String, by map: (Unicode.Scalar) -> Unicode.Scalar) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(map(scalar)) }
        return String(result)
    }

    private static func mapped(_ scalar: Unicode.Scalar, in table: [CaseRange]) -> Unicode.Scalar {
        var low = 0
        var high = table.count
        while low < high {
            let middle = (low + high) / 2
            if table[middle].last < scalar.value { low = middle + 1 } else { high = middle }
        }
        guard low < table.count, scalar.value >= table[low].first,
            (scalar.value - table[low].first) % table[low].stride == 0
        else { return scalar }
        return Unicode.Scalar(UInt32(bitPattern: Int32(bitPattern: scalar.value) &+ table[low].offset)) ?? scalar
    }
}

/// Code points `first`, `first + stride`, … up to `last`, each mapped by adding `offset`.
struct CaseRange: Sendable {
    let first: UInt32
    let last: UInt32
    let stride: UInt32
    let offset: Int32

    init(_ first: UInt32, _ last: UInt32, _ stride: UInt32, _ offset: Int32) {
        self.first = first
        self.last = last
        self.stride = stride
        self.offset = offset
    }
}
