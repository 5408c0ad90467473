import CordonCatalog
import CordonTestSupport
import CordonValues
import CordonWarehouse
import CordonWarehouseSQLite
import Foundation
import Testing

@Suite struct ReplicatedDigestTests {
    private static let catalog = Catalog(
        name: "words", version: "1", title: "Words",
        tables: [
            CatalogTable(
                name: "vocabulary", title: "Vocabularies", kind: .replicated(rowKey: ["vocabulary_id"]),
                columns: [
                    CatalogColumn(name: "vocabulary_id", type: .text, role: .category(codes: []), title: "Key", nullable: false),
                    CatalogColumn(name: "vocabulary_version", type: .text, role: .category(codes: []), title: "Version"),
                ]),
            CatalogTable(
                name: "site", title: "Places", kind: .nodeOwned(rowKey: ["site_id"]),
                columns: [CatalogColumn(name: "site_id", type: .bigint, role: .nodeKey, title: "Key", nullable: false)]),
        ], hash: String(repeating: "a", count: 64))

    private func load(_ rows: [[Value]], site: Int64 = 1) throws -> SnapshotDescription {
        let folder = try TemporaryFolder()
        let writer = try SnapshotWriter(directory: folder.path, catalog: Self.catalog, number: 1)
        try writer.begin("vocabulary")
        for row in rows { try writer.insert(row) }
        try writer.begin("site")
        try writer.insert([.integer(site)])
        let written = try writer.commit(cutoff: .last)
        #expect(try SnapshotFolder(directory: folder.path).current(catalog: Self.catalog).snapshot == written)
        return written
    }

    private let first: [Value] = [.text("None"), .text("v5.0 31-AUG-23")]
    private let second: [Value] = [.text("SNOMED"), .null]

    @Test func `the same rows in any order have the same digest, and nothing else has it`() throws {
        let one = try load([first, second])
        #expect(one.replicated.keys.sorted() == ["vocabulary"])
        #expect(one.replicated == (try load([second, first], site: 2)).replicated)
        for other in [[first], [second], [], [first, [.text("SNOMED"), .text("")]], [first, [.text("SNOME"), .text("D")]]] {
            #expect(one.replicated != (try load(other)).replicated)
        }
    }

    @Test func `the digest is the sum of the rows' SHA-256, as an independent program has it`() throws {
        // Python: hashlib over 05 len8le utf8 for text and 00 for NULL, added modulo 2**256, written least byte first.
        #expect(try load([first, second]).replicated["vocabulary"] == "300b79e929baeca1bae53aef10c5bd5b88f29ad5106f0bb50327ff30be67f46d")
        #expect(try load([]).replicated["vocabulary"] == String(repeating: "0", count: 64))
    }

    @Test func `the vocabulary says its version in the row None`() throws {
        #expect(try load([first, second]).vocabularyVersion == "v5.0 31-AUG-23")
        #expect(try load([second]).vocabularyVersion == nil)
        #expect(try load([[.text("None"), .null]]).vocabularyVersion == nil)
    }
}
