import CordonAggregates
import CordonValues
import CordonWire
import Foundation

/// The table that left the hospital, as the record keeps it for the administrator: the very frames that were sealed, and the layout
/// that reads them.
struct KeptTable: Sendable, Hashable {
    /// Each frame with its length before it (4 bytes, most significant first).
    let bytes: Data
    /// The canonical texts of the layouts of the question's parts, one behind the other.
    let layout: String

    init(bytes: Data, layout: String) {
        self.bytes = bytes
        self.layout = layout
    }

    init(frames: [Data], layouts: [PartialLayout]) {
        var bytes = Data()
        for frame in frames {
            let length = UInt32(clamping: frame.count)
            for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
            bytes.append(frame)
        }
        self.init(bytes: bytes, layout: layouts.map(\.canonicalText).joined())
    }

    /// Reads the tables back, with every check that the coordinator makes.
    func tables() throws(Diagnostic) -> [PartialTable] {
        guard let layouts = PartialLayout.all(canonicalTexts: layout) else {
            throw Diagnostic(.versionUnsupported, "The table was kept by another version of cordon-node.")
        }
        return try PartialCodec.decode(FrameCodec.decompress(try frames()), layouts: layouts)
    }

    private func frames() throws(Diagnostic) -> [Data] {
        var rest = bytes[...]
        var frames: [Data] = []
        while rest.count >= 4 {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            guard rest.count >= length else { break }
            frames.append(Data(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        guard rest.isEmpty else { throw Diagnostic(.storageFailed, "The table kept for the log is damaged.") }
        return frames
    }
}
