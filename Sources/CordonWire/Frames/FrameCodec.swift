import CZstd
import CordonValues
import Foundation

/// Cuts a partial into pieces of 1 MiB (the last one shorter) and compresses each into one zstd frame (RFC 8878).
///
/// Reading is bounded before anything is allocated: each frame declares its content size, at most 1 MiB, needs a window of at most
/// 1 MiB, holds exactly what it declares, and ends exactly where its bytes end.
public enum FrameCodec {
    private static let level: Int32 = 3
    private static let windowLog: Int32 = 20

    public static func compress(_ plaintext: Data) throws(Diagnostic) -> [Data] {
        guard !plaintext.isEmpty, plaintext.count <= WireLimits.partial else {
            throw Diagnostic(.frameTooLarge, "A partial of \(plaintext.count) bytes is not sent; the limit is \(WireLimits.partial).")
        }
        let bytes = Data(plaintext)
        var frames: [Data] = []
        for start in stride(from: 0, to: bytes.count, by: WireLimits.frame) {
            frames.append(try frame(bytes[start..<min(start + WireLimits.frame, bytes.count)]))
        }
        return frames
    }

    private static func frame(_ piece: Data) throws(Diagnostic) -> Data {
        var output = [UInt8](repeating: 0, count: ZSTD_compressBound(piece.count))
        let written = output.withUnsafeMutableBytes { target in
            piece.withUnsafeBytes { source in
                ZSTD_compress(target.baseAddress, target.count, source.baseAddress, source.count, level)
            }
        }
        guard ZSTD_isError(written) == 0, written <= output.count else {
            throw Diagnostic(.internalFailure, "zstd cannot compress a partial.")
        }
        return Data(output[..<written])
    }

    /// Codes: `frame-too-large` (a frame or their sum declares more than the limits), `frame-invalid` (everything else).
    public static func decompress(_ frames: [Data]) throws(Diagnostic) -> Data {
        guard !frames.isEmpty, frames.count <= WireLimits.frames else {
            throw Diagnostic(.frameInvalid, "A partial has no frames, or more than \(WireLimits.frames).")
        }
        var plaintext = Data()
        for (index, frame) in frames.enumerated() {
            let size = try declaredSize(of: frame)
            guard size == WireLimits.frame || index == frames.count - 1 else {
                throw Diagnostic(.frameInvalid, "A frame before the last one is not full.")
            }
            plaintext.append(try piece(frame, size: size))
        }
        return plaintext
    }

    private static func declaredSize(of frame: Data) throws(Diagnostic) -> Int {
        let declared = frame.withUnsafeBytes { ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
        // The two highest numbers say that the size is unknown and that this is no frame; a skippable frame says 0.
        guard declared > 0, declared < UInt64.max - 1 else {
            throw Diagnostic(.frameInvalid, "A frame is not a zstd frame that declares its size.")
        }
        guard declared <= UInt64(WireLimits.frame) else {
            throw Diagnostic(.frameTooLarge, "A frame declares more than \(WireLimits.frame) bytes.")
        }
        guard window(of: frame) <= WireLimits.frame else { throw Diagnostic(.frameInvalid, "A frame needs a window that is too large.") }
        return Int(declared)
    }

    /// The window that a frame asks for (RFC 8878, section 3.1.1.1.2). zstd itself looks only where it allocates one.
    private static func window(of frame: Data) -> Int {
        let bytes = Array(frame.prefix(6))
        // A single segment has its content as its window, and no descriptor.
        guard bytes.count == 6, bytes[4] & 0x20 == 0 else { return 0 }
        let base = 1 << (10 + Int(bytes[5] >> 3))
        return base + base / 8 * Int(bytes[5] & 7)
    }

    private static func piece(_ frame: Data, size: Int) throws(Diagnostic) -> Data {
        guard let context = ZSTD_createDCtx() else { throw Diagnostic(.internalFailure, "zstd cannot start.") }
        defer { ZSTD_freeDCtx(context) }
        guard ZSTD_isError(ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, windowLog)) == 0 else {
            throw Diagnostic(.internalFailure, "zstd does not accept a window limit.")
        }
        var output = [UInt8](repeating: 0, count: size)
        let isWhole = output.withUnsafeMutableBytes { target in
            frame.withUnsafeBytes { source in
                decode(
                    context, ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0),
                    ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0))
            }
        }
        guard isWhole else {
            throw Diagnostic(.frameInvalid, "A frame is damaged, cut off, longer than it declares, or followed by other bytes.")
        }
        return Data(output)
    }

    /// True when one frame ends with the input and fills the output. Never called again after the frame has ended: zstd would
    /// begin the next one.
    private static func decode(_ context: OpaquePointer, _ source: ZSTD_inBuffer, _ target: ZSTD_outBuffer) -> Bool {
        var (source, target) = (source, target)
        while true {
            let (read, written) = (source.pos, target.pos)
            let hint = ZSTD_decompressStream(context, &target, &source)
            if hint == 0 { return source.pos == source.size && target.pos == target.size }
            let stuck = source.pos == read && target.pos == written
            if ZSTD_isError(hint) != 0 || stuck { return false }
        }
    }
}
