import CZstd
import Foundation

/// zstd at level 3 over a text as one frame, with the window that the level gives: the best case for the alternative, whose matches
/// may reach further back than a frame of a partial.
enum WholeZstd {
    struct Failure: Error {}

    static func compress(_ plain: Data) throws -> Data {
        var output = [UInt8](repeating: 0, count: ZSTD_compressBound(plain.count))
        let written = output.withUnsafeMutableBytes { target in
            plain.withUnsafeBytes { ZSTD_compress(target.baseAddress, target.count, $0.baseAddress, $0.count, 3) }
        }
        guard ZSTD_isError(written) == 0 else { throw Failure() }
        return Data(output[..<written])
    }

    static func decompress(_ compressed: Data) throws -> Data {
        let size = compressed.withUnsafeBytes { ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
        guard size < 1 << 32 else { throw Failure() }
        var output = [UInt8](repeating: 0, count: Int(size))
        let written = output.withUnsafeMutableBytes { target in
            compressed.withUnsafeBytes { ZSTD_decompress(target.baseAddress, target.count, $0.baseAddress, $0.count) }
        }
        guard written == output.count else { throw Failure() }
        return Data(output)
    }
}
