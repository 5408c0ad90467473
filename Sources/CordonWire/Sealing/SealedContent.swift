import CordonValues
import Foundation

/// What is sealed: each frame with its length before it (4 bytes, most significant first), then zero bytes up to a size class.
/// There is one content for given frames.
enum SealedContent {
    static func pack(_ frames: [Data]) throws(Diagnostic) -> Data {
        guard !frames.isEmpty, frames.count <= WireLimits.frames else {
            throw Diagnostic(.frameTooLarge, "An envelope holds 1 to \(WireLimits.frames) frames.")
        }
        let length = frames.reduce(0) { $0 + 4 + $1.count }
        guard length <= WireLimits.content else {
            throw Diagnostic(.frameTooLarge, "An envelope's content is longer than \(WireLimits.content) bytes.")
        }
        var content = Data(capacity: SizeClass.holding(length))
        for frame in frames {
            guard !frame.isEmpty, frame.count <= 2 * WireLimits.frame else {
                throw Diagnostic(.frameTooLarge, "A frame is empty or longer than \(2 * WireLimits.frame) bytes.")
            }
            content.append(bigEndian: UInt32(frame.count))
            content.append(frame)
        }
        content.append(Data(count: SizeClass.holding(content.count) - content.count))
        return content
    }

    static func unpack(_ content: Data) throws(Diagnostic) -> [Data] {
        var reader = EnvelopeReader(content)
        var frames: [Data] = []
        var used = 0
        while reader.remaining >= 4 {
            let length = Int(try reader.bigEndian32())
            if length == 0 { break }
            guard frames.count < WireLimits.frames, length <= 2 * WireLimits.frame else {
                throw Diagnostic(.envelopeInvalid, "An envelope holds too many frames, or one that is too long.")
            }
            frames.append(try reader.bytes(length))
            used += 4 + length
        }
        guard !frames.isEmpty, content.count == SizeClass.holding(used), content.dropFirst(used).allSatisfy({ $0 == 0 }) else {
            throw Diagnostic(.envelopeInvalid, "An envelope's content is not padded as it should be.")
        }
        return frames
    }
}

extension Data {
    mutating func append(bigEndian number: UInt32) {
        for shift in stride(from: 24, through: 0, by: -8) { append(UInt8(truncatingIfNeeded: number >> UInt32(shift))) }
    }
}
