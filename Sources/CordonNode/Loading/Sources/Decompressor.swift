import CordonValues

/// Turns the bytes of a compressed file into those that it was made from, a piece at a time and in bounded memory.
protocol Decompressor: AnyObject {
    /// Takes the next bytes of the file. Only when ``produce()`` has given none.
    func feed(_ bytes: [UInt8])

    /// The next bytes; none when more of the file is needed.
    func produce() throws(DamagedArchive) -> [UInt8]

    /// True where the file may end.
    var isComplete: Bool { get }
}

/// A compressed file is damaged, or is no such file.
struct DamagedArchive: Error {}

extension Decompressor {
    /// Bytes that are produced at once.
    static var piece: Int { 1 << 16 }
}

/// How a file is compressed, by its name.
enum Compression: String, Sendable, CaseIterable {
    case gzip = ".gz"
    case zstd = ".zst"

    init?(fileName: String) {
        guard let found = Self.allCases.first(where: { fileName.lowercased().hasSuffix($0.rawValue) }) else { return nil }
        self = found
    }

    func decompressor() throws(Diagnostic) -> any Decompressor {
        switch self {
        case .gzip: try GzipDecompressor()
        case .zstd: try ZstdDecompressor()
        }
    }
}
