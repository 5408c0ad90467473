import CordonAggregates
import CordonGate
import CordonValues
import CordonTestSupport
import Foundation
import Testing

@testable import CordonWire

@Suite struct PartialCodecTests {
    @Test(arguments: AggregateSpecification.allSupported)
    func `every state of every aggregate comes back as it went`(_ specification: AggregateSpecification) throws {
        for seed in 1...3 as ClosedRange<UInt64> {
            let table = try TableFixture.table(keys: [.bigint], aggregates: [specification], groups: 40, seed: seed)
            let bytes = try PartialCodec.encode(gated(table))
            #expect(try PartialCodec.decode(bytes, layout: table.layout) == table)
        }
    }

    @Test(arguments: ValueType.allCases)
    func `keys of every type come back, alone and beside others, NULL among them`(_ type: ValueType) throws {
        let count = AggregateSpecification(function: .countRows, argument: nil)
        for keys in [[type], [.text, type], [type, .integer, type]] as [[ValueType]] {
            for seed in 1...3 as ClosedRange<UInt64> {
                let table = try TableFixture.table(keys: keys, aggregates: [count], groups: 60, seed: seed)
                let bytes = try PartialCodec.encode(gated(table))
                let decoded = try PartialCodec.decode(bytes, layout: table.layout)
                #expect(decoded == table)
                #expect(try PartialCodec.encode(gated(decoded)) == bytes)
            }
        }
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `comparisons, combinations and atoms come back as they went`(_ seed: UInt64) throws {
        let table = try TableFixture.beside(TableFixture.heartTable(seed: seed), seed: seed)
        let bytes = try PartialCodec.encode(gated(table, permit: somePermit(combinations: .all)))
        #expect(try PartialCodec.decode(bytes, layout: table.layout) == table)
    }

    @Test func `spellings of one letter stay two keys`() throws {
        let count = AggregateSpecification(function: .countPatients, argument: nil)
        let column = PartialColumn(states: [.count(3), .count(4)], contributors: [3, 4], nonZero: [3, 4], verdicts: [0, 0])
        let table = try PartialTable(
            layout: PartialLayout(keys: [.text], aggregates: [count]), keys: [[.text("e\u{301}")], [.text("\u{E9}")]], patients: [3, 4],
            columns: [column])
        let decoded = try PartialCodec.decode(PartialCodec.encode(gated(table)), layout: table.layout)
        let texts = decoded.keys.compactMap { key -> [UInt8]? in
            guard case .text(let text)? = key.first else { return nil }
            return Array(text.utf8)
        }
        #expect(texts == [[0x65, 0xCC, 0x81], [0xC3, 0xA9]])
    }

    @Test func `no groups, and one group without keys, have their encodings`() throws {
        let none = try TableFixture.table(keys: [.integer], aggregates: TableFixture.heart.aggregates, groups: 0, seed: 1)
        #expect(try PartialCodec.decode(PartialCodec.encode(gated(none)), layout: none.layout) == none)
        let whole = try TableFixture.table(keys: [], aggregates: TableFixture.heart.aggregates, groups: 1, seed: 1)
        #expect(try PartialCodec.decode(PartialCodec.encode(gated(whole)), layout: whole.layout) == whole)
    }

    @Test func `another layout is refused by its code`() throws {
        let table = try TableFixture.heartTable()
        let bytes = try PartialCodec.encode(gated(table))
        let other = PartialLayout(keys: table.layout.keys, aggregates: Array(table.layout.aggregates.dropLast()))
        #expect(code { try PartialCodec.decode(bytes, layout: other) } == .layoutMismatch)
    }

    /// Damages a valid message in one place.
    private func damaged(_ change: (inout WirePartialTable) -> Void) throws -> DiagnosticCode? {
        let table = try TableFixture.heartTable()
        var message = try WirePartialTable(serializedBytes: PartialCodec.encode(gated(table)))
        change(&message)
        let bytes: Data = try message.serializedBytes()
        return code { try PartialCodec.decode(bytes, layout: table.layout) }
    }

    @Test func `versions and reserved indexes are refused`() throws {
        #expect(try damaged { $0.version = 0 } == .versionUnsupported)
        #expect(try damaged { $0.version = 2 } == .versionUnsupported)
        #expect(try damaged { $0.boundary = 1 } == .versionUnsupported)
        #expect(try damaged { $0.groupingSet = 1 } == .versionUnsupported)
        #expect(try damaged { $0.layout[0] ^= 1 } == .layoutMismatch)
    }

    @Test func `columns that are longer, shorter, doubled or missing are refused`() throws {
        #expect(try damaged { $0.groups = 1_900_000 } == .partialInvalid)
        #expect(try damaged { $0.groups = .max } == .tooManyGroups)
        #expect(try damaged { $0.groups -= 1 } == .partialInvalid)
        #expect(try damaged { $0.patients.append(1) } == .partialInvalid)
        #expect(try damaged { $0.keys.append($0.keys[0]) } == .partialInvalid)
        #expect(try damaged { $0.columns.removeLast() } == .partialInvalid)
        #expect(try damaged { $0.columns[0].missing = Data([0]) } == .partialInvalid)
        #expect(try damaged { $0.columns[0].zeros = Data(count: Int($0.groups)) } == .partialInvalid)
        #expect(try damaged { $0.columns[0].sums = Data([0]) } == .partialInvalid)
        #expect(try damaged { $0.columns[1].denominators = Data([1, 1]) } == .partialInvalid)
        #expect(try damaged { $0.columns[2].exactSums.limbs.append(contentsOf: [1, 0, 0, 0]) } == .partialInvalid)
        #expect(try damaged { $0.keys[0].nulls = Data([0]) } == .partialInvalid)
        #expect(try damaged { $0.keys[1].entries = Data([0, 0]) } == .partialInvalid)
    }

    @Test func `verdicts are refused until a layout knows them`() throws {
        #expect(try damaged { $0.columns[0].verdicts = Data([1]) + Data(count: Int($0.groups) - 1) } == .partialInvalid)
        #expect(try damaged { $0.columns[0].verdicts = Data(count: Int($0.groups)) } == .partialInvalid)
    }

    @Test func `a million empty columns are refused before they are made`() throws {
        let table = try TableFixture.heartTable()
        var bytes = try PartialCodec.encode(gated(table))
        for _ in 0..<1_000_000 { bytes.append(contentsOf: [0x42, 0x00]) }
        #expect(code { try PartialCodec.decode(bytes, layout: table.layout) } == .partialInvalid)
    }

    @Test func `unknown fields and long spellings are not canonical`() throws {
        let table = try TableFixture.heartTable()
        let bytes = try PartialCodec.encode(gated(table))
        #expect(code { try PartialCodec.decode(bytes + [0x78, 0x01], layout: table.layout) } == .partialInvalid)
        #expect(code { try PartialCodec.decode(Data([0x08, 0x81, 0x00]) + bytes.dropFirst(2), layout: table.layout) } == .partialInvalid)
    }

    @Test(arguments: 0..<8)
    func `no bit flip and no cut traps, and what still reads is the canonical form of another table`(_ seed: Int) throws {
        var generator = SeededRandom(seed: UInt64(seed))
        let aggregates = AggregateSpecification.allSupported.shuffled(using: &generator).prefix(5)
        let cells = try TableFixture.table(keys: [.text, .numeric, .double], aggregates: Array(aggregates), groups: 20, seed: UInt64(seed))
        let table = try TableFixture.beside(cells, seed: UInt64(seed))
        let permit = try somePermit(combinations: .all)
        let bytes = try PartialCodec.encode(gated(table, permit: permit))
        for _ in 0..<150 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                changed[Int.random(in: 0..<changed.count, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            }
            if Int.random(in: 0..<5, using: &generator) == 0 { changed = changed.prefix(Int.random(in: 0..<changed.count, using: &generator)) }
            guard let decoded = try? PartialCodec.decode(Data(changed), layout: table.layout) else { continue }
            #expect(try PartialCodec.encode(gated(decoded, permit: permit)) == Data(changed))
        }
    }
}
