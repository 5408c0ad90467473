import CZstd
import CordonValues
import CordonWire
import CordonTestSupport
import Foundation
import Testing

@Suite struct FrameCodecTests {
    private func frame(_ plaintext: Data, windowLog: Int32? = nil) -> Data {
        var output = [UInt8](repeating: 0, count: ZSTD_compressBound(plaintext.count))
        let context = ZSTD_createCCtx()
        defer { ZSTD_freeCCtx(context) }
        if let windowLog { ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, windowLog) }
        let count = plaintext.withUnsafeBytes { ZSTD_compress2(context, &output, output.count, $0.baseAddress, $0.count) }
        return Data(output.prefix(count))
    }

    @Test(arguments: [1, 1000, 1 << 20, (1 << 20) + 1, 3 << 20])
    func `what is compressed comes back in pieces of a mebibyte`(_ size: Int) throws {
        let plaintext = Data(repeating: 3, count: size - 1) + [4]
        let frames = try FrameCodec.compress(plaintext)
        #expect(frames.count == (size + (1 << 20) - 1) / (1 << 20))
        #expect(try FrameCodec.decompress(frames) == plaintext)
    }

    @Test func `a bomb is refused by what it declares`() throws {
        #expect(code { try FrameCodec.decompress([frame(Data(count: 20 << 20))]) } == .frameTooLarge)
        #expect(code { try FrameCodec.decompress(Array(repeating: frame(Data(count: 1 << 20)), count: 257)) } == .frameInvalid)
    }

    @Test func `cut, damaged, continued, empty and half-full frames are refused`() throws {
        let good = frame(Data(repeating: 7, count: 5000))
        #expect(code { try FrameCodec.decompress([good.dropLast()]) } == .frameInvalid)
        #expect(code { try FrameCodec.decompress([good + [0]]) } == .frameInvalid)
        #expect(code { try FrameCodec.decompress([good + good]) } == .frameInvalid)
        #expect(code { try FrameCodec.decompress([Data()]) } == .frameInvalid)
        #expect(code { try FrameCodec.decompress([]) } == .frameInvalid)
        #expect(code { try FrameCodec.decompress([good, good]) } == .frameInvalid)
        #expect(code { try FrameCodec.decompress([frame(Data())]) } == .frameInvalid)
        #expect(code { try FrameCodec.compress(Data()) } == .frameTooLarge)
        // A skippable frame, and one that declares 9 bytes where it holds 5000.
        #expect(code { try FrameCodec.decompress([Data([0x50, 0x2A, 0x4D, 0x18, 1, 0, 0, 0, 9])]) } == .frameInvalid)
    }

    @Test func `a frame that does not declare its size is refused`() throws {
        var output = [UInt8](repeating: 0, count: 100)
        let context = ZSTD_createCCtx()
        defer { ZSTD_freeCCtx(context) }
        ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0)
        let count = ZSTD_compress2(context, &output, output.count, [1, 2, 3], 3)
        #expect(code { try FrameCodec.decompress([Data(output.prefix(count))]) } == .frameInvalid)
    }

    @Test func `bit flips never trap and never give more than a frame may hold`() throws {
        var generator = SeededRandom(seed: 3)
        let good = frame(Data((0..<20_000).map { UInt8(truncatingIfNeeded: $0 * $0 / 311) }))
        for _ in 0..<200 {
            var changed = good
            changed[Int.random(in: 0..<changed.count, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            if let plaintext = try? FrameCodec.decompress([changed]) { #expect(plaintext.count <= 1 << 20) }
        }
    }
}
