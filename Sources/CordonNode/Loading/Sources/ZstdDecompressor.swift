import CZstd
import CordonValues

/// Reads Zstandard (RFC 8878), several frames after each other included, with windows of at most 128 MiB: what `zstd` itself takes
/// without being asked for more.
final class ZstdDecompressor: Decompressor {
    private static let largestWindowLog: Int32 = 27

    private let stream: OpaquePointer
    private var input: [UInt8] = []
    private var taken = 0
    private var hasMore = false
    private(set) var isComplete = true

    init() throws(Diagnostic) {
        guard let stream = ZSTD_createDStream() else { throw Diagnostic(.internalFailure, "zstd cannot be started.") }
        self.stream = stream
        guard ZSTD_isError(ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, Self.largestWindowLog)) == 0 else {
            throw Diagnostic(.internalFailure, "zstd cannot be started.")
        }
    }

    deinit { ZSTD_freeDStream(stream) }

    func feed(_ bytes: [UInt8]) {
        input = bytes
        taken = 0
    }

    func produce() throws(DamagedArchive) -> [UInt8] {
        while taken < input.count || hasMore {
            let output = try decompressed()
            if !output.isEmpty { return output }
        }
        return []
    }

    private func decompressed() throws(DamagedArchive) -> [UInt8] {
        var rest = 0
        let output = [UInt8](unsafeUninitializedCapacity: Self.piece) { output, count in
            input.withUnsafeBytes { input in
                var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: taken)
                var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
                rest = ZSTD_decompressStream(stream, &target, &source)
                taken = source.pos
                count = target.pos
            }
        }
        guard ZSTD_isError(rest) == 0 else { throw DamagedArchive() }
        // Zero: a frame is decoded and flushed to its end.
        isComplete = rest == 0
        hasMore = rest != 0 && output.count == Self.piece
        return output
    }
}
