import CordonAggregates
import CordonValues
import CordonWire
import Foundation

/// The table that left the hospital, as the record keeps it for the administrator: the very frames that were sealed, and the layout
/// that reads them.
struct KeptTable: Sendable, Hashable {
    /// Each frame with its length before it (4 bytes, most significant first).
    let bytes: Data
    /// The canonical text of the layout.
    let layout: String

    init(bytes: Data, layout: String) {
        self.bytes = bytes
        self.layout = layout
    }

    init(frames: [Data], layout: PartialLayout) {
        var bytes = Data()
        for frame in frames {
            let length = UInt32(clamping: frame.count)
            for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
            bytes.append(frame)
        }
        self.init(bytes: bytes, layout: layout.canonicalText)
    }

    /// Reads the table back, with every check that the coordinator makes.
    func table() throws(Diagnostic) -> PartialTable {
        guard let layout = PartialLayout(canonicalText: layout) else {
            throw Diagnostic(.versionUnsupported, "The table was kept by another version of cordon-node.")
        }
        return try PartialCodec.decode(FrameCodec.decompress(try frames()), layout: layout)
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

extension PartialLayout {
    /// Reads ``canonicalText`` back; nil for the text of another version.
    fileprivate init?(canonicalText text: String) {
        var keys: [ValueType] = []
        var aggregates: [AggregateSpecification] = []
        for line in text.split(separator: "\n").dropFirst() {
            let words = line.split(separator: " ")
            if words.count == 2, words[0] == "key", let type = ValueType(rawValue: String(words[1])) {
                keys.append(type)
            } else if words.count == 4, words[0] == "aggregate", let function = AggregateFunction(rawValue: String(words[1])) {
                aggregates.append(AggregateSpecification(function: function, argument: ValueType(rawValue: String(words[2]))))
            }
        }
        self.init(keys: keys, aggregates: aggregates)
        guard canonicalText == text else { return nil }
    }
}
