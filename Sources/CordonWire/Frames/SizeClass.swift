/// The lengths that sealed content can have: powers of two from 4 KiB, and above 16 MiB multiples of 16 MiB.
///
/// An envelope's length is all that somebody on the way can see of its content. It tells the class and nothing within it: at most
/// 13 classes up to 16 MiB (under 4 bits), and 16 in all (4 bits).
enum SizeClass {
    static let least = 4096
    static let step = 16 << 20

    /// The smallest class that holds `length` bytes.
    static func holding(_ length: Int) -> Int {
        if length > step { return (length + step - 1) / step * step }
        var size = least
        while size < length { size *= 2 }
        return size
    }
}
