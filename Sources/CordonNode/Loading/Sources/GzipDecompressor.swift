import CZlib
import CordonValues

/// Reads gzip (RFC 1952), several members after each other included. A member's check sum and length are compared at its end.
final class GzipDecompressor: Decompressor {
    // zlib keeps the stream's address.
    private let stream: UnsafeMutablePointer<z_stream>
    private var input: [UInt8] = []
    private var taken = 0
    private(set) var isComplete = true

    init() throws(Diagnostic) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 16: gzip and nothing else; 15: its largest window, 32 KiB.
        guard inflateInit2_(stream, 16 + 15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            stream.deallocate()
            throw Diagnostic(.internalFailure, "zlib cannot be started.")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func feed(_ bytes: [UInt8]) {
        input = bytes
        taken = 0
    }

    func produce() throws(DamagedArchive) -> [UInt8] {
        while taken < input.count {
            if isComplete {
                inflateReset(stream)
                isComplete = false
            }
            let output = try inflated()
            if !output.isEmpty { return output }
        }
        return []
    }

    private func inflated() throws(DamagedArchive) -> [UInt8] {
        var code = Z_OK
        let output = [UInt8](unsafeUninitializedCapacity: Self.piece) { output, count in
            input.withUnsafeMutableBufferPointer { input in
                guard let start = input.baseAddress else { return }
                stream.pointee.next_in = start + taken
                stream.pointee.avail_in = UInt32(input.count - taken)
                stream.pointee.next_out = output.baseAddress
                stream.pointee.avail_out = UInt32(output.count)
                code = inflate(stream, Z_NO_FLUSH)
                taken = input.count - Int(stream.pointee.avail_in)
                count = output.count - Int(stream.pointee.avail_out)
            }
        }
        guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR && !output.isEmpty else { throw DamagedArchive() }
        isComplete = code == Z_STREAM_END
        return output
    }
}
