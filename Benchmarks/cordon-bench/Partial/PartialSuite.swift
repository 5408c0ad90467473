import CordonAggregates
import CordonGate
import CordonValues
import CordonWire
import Foundation

/// The partials of four hospitals in one shape, and everything that is done with them.
struct PartialSuite {
    let shape: PartialShape
    let groups: Int
    private let tables: [PartialTable]
    private let gated: GatedPartial
    private let alternation: Alternation

    struct Disagreement: Error { let what: String }

    /// `effort` is the number of groups that a run goes through at least, by repeating the work on small tables.
    init(shape: PartialShape, groups: Int, patients: Int, runs: Int, effort: Int) throws {
        self.shape = shape
        self.groups = groups
        var sample = PartialSample(groups: groups, patients: patients)
        var tables: [PartialTable] = []
        for _ in 0..<4 { tables.append(try sample.next(shape.layout)) }
        self.tables = tables
        gated = try shape.gated(tables[0])
        alternation = Alternation(runs: runs, repeats: max(1, effort / groups))
    }

    struct Sizes {
        let plain, frames, json, jsonZstd, entropy: Int
    }

    func sizes() throws -> Sizes {
        let plain = try PartialCodec.encode(gated)
        let json = try JSONEncoder().encode(JSONTable(gated.tables[0]))
        return Sizes(
            plain: plain.count, frames: try FrameCodec.compress(plain).reduce(0) { $0 + $1.count }, json: json.count,
            jsonZstd: try WholeZstd.compress(json).count, entropy: EntropyEstimate(of: gated.tables[0]).bytes)
    }

    /// From the table to compressed bytes: ours, JSON's.
    func encoding() throws -> [Series] {
        try alternation.measure([
            Contender(name: "partial", work: encoded),
            Contender(name: "JSON", work: encodedJSON),
        ])
    }

    /// From compressed bytes to a checked table: ours, JSON's. Reading a partial includes proving that its encoding is canonical.
    func decoding() throws -> [Series] {
        let (frames, json, layout) = (try encoded(), try encodedJSON(), shape.layout)
        let decode = { try PartialCodec.decode(FrameCodec.decompress(frames), layout: layout) }
        let decodeJSON = { try JSONDecoder().decode(JSONTable.self, from: WholeZstd.decompress(json)).table(layout) }
        guard try decode() == gated.tables[0], try decodeJSON() == gated.tables[0] else { throw Disagreement(what: "decoding") }
        return try alternation.measure([Contender(name: "partial", work: decode), Contender(name: "JSON", work: decodeJSON)])
    }

    /// Four partials into one table: sorted, through a hash table.
    func merging() throws -> [Series] {
        let (sorted, hashed) = (try merged(), mergedByHash())
        guard sorted.keys == hashed.keys, sorted.columns.map(\.states) == hashed.states else { throw Disagreement(what: "merging") }
        return try alternation.measure([Contender(name: "sorted", work: merged), Contender(name: "hash", work: mergedByHash)])
    }

    private func encoded() throws -> [Data] { try FrameCodec.compress(PartialCodec.encode(gated)) }

    private func encodedJSON() throws -> Data { try WholeZstd.compress(JSONEncoder().encode(JSONTable(gated.tables[0]))) }

    private func merged() throws -> MergedTable {
        var merged = MergedTable(layout: shape.layout)
        for table in tables { try merged.merge(table) }
        return merged
    }

    private func mergedByHash() -> (keys: [[Value]], states: [[AggregateState]]) {
        var merged = DictionaryMerge(columns: shape.layout.aggregates.count)
        for table in tables { merged.merge(table) }
        return merged.finish()
    }
}
