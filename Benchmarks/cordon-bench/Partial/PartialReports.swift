/// Bytes of one hospital's partial.
struct SizeReport {
    private(set) var table = TextTable(
        "Size of one partial in bytes: encoded, compressed (what is sealed), beside JSON + zstd and an entropy estimate",
        columns: [
            "groups, columns", "encoded", "+ zstd", "a group", "JSON", "+ zstd", "a group", "JSON / ours", "entropy", "a group",
            "ours / entropy",
        ])

    mutating func add(_ suite: PartialSuite) throws {
        let sizes = try suite.sizes()
        let each = { (bytes: Int) in Figure.decimal(Double(bytes) / Double(suite.groups), digits: 1) }
        table.add([
            "\(Figure.bytes(suite.groups)), \(suite.shape.name)", Figure.bytes(sizes.plain), Figure.bytes(sizes.frames),
            each(sizes.frames), Figure.bytes(sizes.json), Figure.bytes(sizes.jsonZstd), each(sizes.jsonZstd),
            Figure.times(Double(sizes.jsonZstd) / Double(sizes.frames)), Figure.bytes(sizes.entropy), each(sizes.entropy),
            Figure.times(Double(sizes.frames) / Double(sizes.entropy)),
        ])
    }
}

/// Groups per second of processor time.
struct SpeedReport {
    private(set) var table = TextTable(
        "Groups per second of one core (median), compression included; the merge counts the groups of all four partials",
        columns: [
            "groups, columns", "encode", "JSON", "ours / JSON", "decode", "JSON", "ours / JSON", "merge 4", "hash table",
            "ours / hash",
        ])

    mutating func add(_ suite: PartialSuite) throws {
        let cells = Self.cells(try suite.encoding(), groups: suite.groups) + Self.cells(try suite.decoding(), groups: suite.groups)
            + Self.cells(try suite.merging(), groups: suite.groups * 4)
        table.add(["\(Figure.bytes(suite.groups)), \(suite.shape.name)"] + cells)
    }

    private static func cells(_ series: [Series], groups: Int) -> [String] {
        let medians = series.map(\.median)
        let ratio = medians.count == 2 ? Figure.times(medians[1] / medians[0]) : ""
        return medians.map { Figure.rate(Double(groups) / $0) } + [ratio]
    }
}
